import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Points for each attribute value. 20 points more double the odds of repayment; 500 points are even
 * odds. A value that the card does not know gets no points.
 */
record Scorecard(int base, int limit, Map<String, Map<String, Integer>> points) {
  static final double POINTS_TO_DOUBLE = 20;
  static final int EVEN_ODDS = 500;
  private static final int REASON_LIMIT = 4;

  /**
   * What the card weighs. Purpose, property and housing are left to the precedents, so that the
   * agents do not all look with the same eyes.
   */
  static final List<String> FIELDS =
      List.of(
          "checking_balance_dm",
          "credit_history",
          "savings_dm",
          "employment_since",
          "duration_months",
          "credit_amount_dm",
          "installment_rate_pct_of_income",
          "other_debtors",
          "other_installment_plans");

  /** Numbers are scored in bands, named by their upper end. */
  private static final Map<String, int[]> BANDS =
      Map.of(
          "duration_months", new int[] {8, 14, 20, 26, 38},
          "credit_amount_dm", new int[] {1200, 2500, 4000, 7000});

  /** The points of one field of one application, and the value's name on the card. */
  record Line(String field, String band, Object value, int points) {}

  static String band(Application application, String field) {
    if (!Application.NUMBERS.contains(field)) return application.text(field);
    double number = application.number(field);
    int[] bands = BANDS.get(field);
    if (bands == null) return String.valueOf((int) number);
    for (int band : bands) if (number <= band) return "up to " + band;
    return "over " + bands[bands.length - 1];
  }

  List<Line> lines(Application application) {
    List<Line> lines = new ArrayList<>();
    for (String field : points.keySet()) {
      String band = band(application, field);
      int value = points.get(field).getOrDefault(band, 0);
      lines.add(new Line(field, band, application.fields().get(field), value));
    }
    return lines;
  }

  int score(Application application) {
    return base + lines(application).stream().mapToInt(Line::points).sum();
  }

  Opinion judge(Application application) {
    List<Line> lines = lines(application);
    int score = base + lines.stream().mapToInt(Line::points).sum();
    boolean accept = score >= limit;
    // First what speaks for the recommendation, most points first; then the strongest objection.
    Comparator<Line> strongest = Comparator.comparingInt(l -> accept ? -l.points : l.points);
    List<Line> chosen = new ArrayList<>();
    lines.stream()
        .filter(l -> accept ? l.points > 0 : l.points < 0)
        .sorted(strongest)
        .limit(REASON_LIMIT - 1)
        .forEach(chosen::add);
    lines.stream()
        .filter(l -> accept ? l.points < 0 : l.points > 0)
        .max(strongest)
        .ifPresent(chosen::add);
    var reasons = chosen.stream().map(Scorecard::reason).toList();
    List<Map<String, Object>> evidence = new ArrayList<>();
    for (Line line : chosen)
      evidence.add(
          Json.object(
              "title",
              reason(line).text(),
              "locator",
              "scorecard.json points/" + line.field + "/" + line.band,
              "points",
              line.points));
    double distance = (score - limit) / POINTS_TO_DOUBLE;
    return new Opinion(accept, Opinion.confidence(distance), reasons, evidence);
  }

  private static Opinion.Reason reason(Line line) {
    String text = "%s: %s (%+d points)".formatted(Words.of(line.field), line.value, line.points);
    return new Opinion.Reason(line.field, line.value, line.points > 0, text);
  }

  Map<String, Object> json() {
    return Json.object("base", base, "limit", limit, "points", points);
  }

  static Scorecard from(Map<String, Object> json) {
    Map<String, Object> fields = Settings.object(json, "points");
    Map<String, Map<String, Integer>> points = new LinkedHashMap<>();
    for (String field : fields.keySet()) {
      Map<String, Object> bands = Settings.object(fields, field);
      Map<String, Integer> whole = new LinkedHashMap<>();
      for (String band : bands.keySet()) whole.put(band, (int) Settings.number(bands, band));
      points.put(field, whole);
    }
    int base = (int) Settings.number(json, "base");
    return new Scorecard(base, (int) Settings.number(json, "limit"), points);
  }
}
