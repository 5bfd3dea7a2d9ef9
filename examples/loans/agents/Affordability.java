import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The burden of the instalments against what the applicant can fall back on, in points of strain by
 * rules of thumb. Only the limit is fitted.
 */
record Affordability(double limit) {
  private static final int REASON_LIMIT = 4;

  /** A field's share of its weight at which it speaks against the applicant. */
  private static final double NOTABLE = 0.5;

  /** The most that each field can add. */
  private static final Map<String, Double> WEIGHTS = weights();

  private static Map<String, Double> weights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("checking_balance_dm", 2.0);
    weights.put("duration_months", 2.0);
    weights.put("credit_amount_dm", 1.0);
    weights.put("savings_dm", 1.0);
    weights.put("installment_rate_pct_of_income", 0.5);
    weights.put("employment_since", 0.5);
    weights.put("other_installment_plans", 0.5);
    weights.put("housing", 0.4);
    weights.put("dependents", 0.2);
    return weights;
  }

  static Affordability from(Map<String, Object> json) {
    return new Affordability(Settings.number(json, "limit"));
  }

  static double instalment(Application a) {
    return a.number("credit_amount_dm") / Math.max(1, a.number("duration_months"));
  }

  /** How much of its weight each field adds, from 0 to 1. */
  private static double share(Application a, String field) {
    return switch (field) {
      case "duration_months" -> Math.min(1, a.number(field) / 48);
      case "credit_amount_dm" -> Math.min(1, a.number(field) / 12000);
      case "installment_rate_pct_of_income" -> Math.clamp((a.number(field) - 1) / 3, 0, 1);
      case "dependents" -> Math.clamp(a.number(field) - 1, 0, 1);
      case "other_installment_plans" -> a.text(field).equals("none") ? 0 : 1;
      case "housing" -> a.text(field).equals("own") ? 0 : 1;
      default -> 1 - Cushion.of(a, field);
    };
  }

  static double total(Application a) {
    double total = 0;
    for (var weight : WEIGHTS.entrySet()) total += weight.getValue() * share(a, weight.getKey());
    return total;
  }

  Opinion judge(Application a) {
    double strain = total(a);
    boolean accept = strain <= limit;
    List<Opinion.Reason> reasons = new ArrayList<>();
    WEIGHTS.keySet().stream()
        .filter(field -> share(a, field) < NOTABLE == accept)
        .sorted(Comparator.comparingDouble(field -> -weighed(a, field, accept)))
        .limit(REASON_LIMIT)
        .forEach(field -> reasons.add(reason(a, field, accept)));
    var evidence =
        Json.object(
            "title",
            "An instalment of about %d DM a month".formatted(Math.round(instalment(a))),
            "locator",
            "application duration_months, credit_amount_dm");
    return new Opinion(accept, Opinion.confidence(strain - limit), reasons, List.of(evidence));
  }

  private static double weighed(Application a, String field, boolean accept) {
    double share = share(a, field);
    return WEIGHTS.get(field) * (accept ? 1 - share : share);
  }

  private static Opinion.Reason reason(Application a, String field, boolean accept) {
    Object value = a.fields().get(field);
    String effect = accept ? "eases" : "adds to";
    String text = "%s: %s (%s the burden)".formatted(Words.of(field), value, effect);
    return new Opinion.Reason(field, value, accept, text);
  }
}
