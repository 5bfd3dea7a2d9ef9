import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Past cases with their outcomes. Likeness is Gower's: each field gives a distance between 0 (same)
 * and 1 (as far apart as the past cases go), and the weighted mean of them is the distance.
 */
record Precedents(String file, List<Case> cases, Rule rule) {
  /** `line` is the case's line in its file, so that a person can look it up. */
  record Case(int line, Application application, boolean bad) {}

  /** How many neighbours are asked, and the share of bad ones above which to decline. */
  record Rule(int neighbours, double limit) {
    static Rule from(Map<String, Object> json) {
      return new Rule((int) Settings.number(json, "neighbours"), Settings.number(json, "limit"));
    }

    Map<String, Object> json() {
      return Json.object("neighbours", neighbours, "limit", limit);
    }
  }

  record Near(Case past, double distance) {}

  private static final int EVIDENCE_LIMIT = 5;
  private static final int REASON_LIMIT = 3;

  /** Keeps one identical case from deciding alone. */
  private static final double NEAREST = 0.02;

  private static final Map<String, Double> WEIGHTS = weights();
  private static final Map<String, Double> RANGES =
      Map.of(
          "duration_months", 36.0,
          "credit_amount_dm", 8000.0,
          "installment_rate_pct_of_income", 3.0,
          "residence_since_years", 3.0,
          "existing_credits_here", 3.0,
          "dependents", 1.0);

  private static Map<String, Double> weights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("checking_balance_dm", 4.0);
    weights.put("credit_history", 2.0);
    weights.put("duration_months", 3.0);
    weights.put("savings_dm", 2.0);
    weights.put("purpose", 0.5);
    weights.put("credit_amount_dm", 1.0);
    weights.put("employment_since", 1.0);
    weights.put("property", 0.5);
    weights.put("other_installment_plans", 1.0);
    weights.put("housing", 0.5);
    weights.put("installment_rate_pct_of_income", 0.5);
    weights.put("other_debtors", 0.5);
    weights.put("job", 0.5);
    return weights;
  }

  static double distance(Application a, Application b) {
    double sum = 0;
    double total = 0;
    for (var entry : WEIGHTS.entrySet()) {
      String field = entry.getKey();
      sum += entry.getValue() * distance(a, b, field);
      total += entry.getValue();
    }
    return sum / total;
  }

  private static double distance(Application a, Application b, String field) {
    if (Cushion.knows(field)) return Math.abs(Cushion.of(a, field) - Cushion.of(b, field));
    Double range = RANGES.get(field);
    if (range == null) return a.text(field).equals(b.text(field)) ? 0 : 1;
    return Math.min(1, Math.abs(a.number(field) - b.number(field)) / range);
  }

  List<Near> nearest(Application application) {
    List<Near> all = new ArrayList<>();
    for (Case past : cases) all.add(new Near(past, distance(application, past.application())));
    all.sort(Comparator.comparingDouble(Near::distance).thenComparingInt(n -> n.past().line()));
    return all.subList(0, Math.min(rule.neighbours(), all.size()));
  }

  static Precedents from(String file, List<Map<String, String>> rows, Rule rule) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      boolean bad = Csv.choice(rows.get(i), "outcome", "good", "bad").equals("bad");
      cases.add(new Case(i + 2, Application.of(rows.get(i)), bad));
    }
    return new Precedents(file, cases, rule);
  }

  /** The weighted share of bad outcomes; a nearer case weighs more. */
  static double badShare(List<Near> nearest) {
    double bad = 0;
    double total = 0;
    for (Near near : nearest) {
      double weight = 1 / (NEAREST + near.distance());
      total += weight;
      if (near.past().bad()) bad += weight;
    }
    return bad / total;
  }

  Opinion judge(Application application) {
    List<Near> nearest = nearest(application);
    double share = badShare(nearest);
    boolean accept = share <= rule.limit();
    double distance = Math.log(odds(share) / odds(rule.limit()));
    List<Map<String, Object>> evidence = new ArrayList<>();
    for (Near near : nearest.subList(0, Math.min(EVIDENCE_LIMIT, nearest.size())))
      evidence.add(evidence(near));
    return new Opinion(
        accept, Opinion.confidence(distance), reasons(application, nearest, accept), evidence);
  }

  /** The fields in which the neighbours of the outcome that decided are most like this case. */
  private static List<Opinion.Reason> reasons(
      Application application, List<Near> nearest, boolean accept) {
    Map<String, Double> likeness = new LinkedHashMap<>();
    for (var weight : WEIGHTS.entrySet()) {
      double mean =
          nearest.stream()
              .filter(n -> n.past().bad() != accept)
              .mapToDouble(n -> 1 - distance(application, n.past().application(), weight.getKey()))
              .average()
              .orElse(0);
      likeness.put(weight.getKey(), weight.getValue() * mean);
    }
    String end = accept ? "were repaid" : "were not repaid";
    return likeness.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(REASON_LIMIT)
        .map(entry -> reason(application, entry.getKey(), accept, end))
        .toList();
  }

  private static Opinion.Reason reason(
      Application application, String field, boolean accept, String end) {
    Object value = application.fields().get(field);
    String text = "%s: %s (like cases that %s)".formatted(Words.of(field), value, end);
    return new Opinion.Reason(field, value, accept, text);
  }

  private Map<String, Object> evidence(Near near) {
    Application past = near.past().application();
    String end = near.past().bad() ? "not repaid" : "repaid";
    return Json.object(
        "title",
        "Past case %s: %s".formatted(past.fields().get("application_id"), end),
        "locator",
        file + " line " + near.past().line(),
        "case",
        past.fields().get("application_id"),
        "distance",
        Math.round(near.distance() * 1000) / 1000.0,
        "outcome",
        near.past().bad() ? "bad" : "good");
  }

  private static double odds(double share) {
    double inside = Math.clamp(share, 0.01, 0.99);
    return inside / (1 - inside);
  }
}
