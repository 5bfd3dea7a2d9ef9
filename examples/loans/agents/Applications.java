import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Generates applications.csv and precedents.csv: nobody's data, made up from a seed, the same on
 * every run. Shares of values are rough guesses. Run: java Applications.java
 */
final class Applications {
  private static final long SEED = 1741;
  private static final int PAST = 400;
  private static final int SAMPLES = 24;

  private final SplittableRandom chance = new SplittableRandom(SEED);

  private Applications() {}

  public static void main(String[] args) throws IOException {
    var generator = new Applications();
    List<Map<String, String>> past = new ArrayList<>();
    for (int i = 1; i <= PAST; i++) {
      var row = generator.application("past-%03d".formatted(i));
      row.put("outcome", generator.outcome(Application.of(row)));
      past.add(row);
    }
    write(Path.of("precedents.csv"), past);
    var panel =
        new Panel(
            Scorecard.from(Settings.section("scorecard")),
            Precedents.from(
                "precedents.csv", past, Precedents.Rule.from(Settings.section("precedents"))),
            Affordability.from(Settings.section("affordability")));
    write(Path.of("../applications.csv"), generator.sample(panel));
  }

  /** Conflicts in turn with unanimous cases of either kind, so that a few show all. */
  private List<Map<String, String>> sample(Panel panel) {
    List<Map<String, String>> accepted = new ArrayList<>();
    List<Map<String, String>> declined = new ArrayList<>();
    List<Map<String, String>> conflicts = new ArrayList<>();
    int half = SAMPLES / 2;
    while (accepted.size() < half || declined.size() < half || conflicts.size() < half) {
      var row = application("");
      var opinions = panel.opinions(Application.of(row));
      if (!Panel.unanimous(opinions)) conflicts.add(row);
      else if (opinions.getFirst().accept()) accepted.add(row);
      else declined.add(row);
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < half; i++) {
      rows.add((i % 2 == 0 ? accepted : declined).get(i));
      rows.add(conflicts.get(i));
    }
    for (int i = 0; i < rows.size(); i++)
      rows.get(i).put("application_id", "sample-%02d".formatted(i + 1));
    return rows;
  }

  private static void write(Path file, List<Map<String, String>> rows) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(Csv.line(rows.getFirst().keySet()));
    for (var row : rows) lines.add(Csv.line(row.values()));
    Files.write(file, lines);
    System.err.println("wrote " + file + ", " + rows.size() + " generated applications");
  }

  private Map<String, String> application(String id) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("application_id", id);
    boolean settled = chance.nextDouble() < 0.5;
    int months = 3 * whole(2, settled ? 10 : 16);
    row.put(
        "checking_balance_dm",
        settled
            ? pick("no checking account", 6, "200 or more, or salary for a year", 2, "0 to 200", 2)
            : pick("below 0", 5, "0 to 200", 4, "no checking account", 1));
    row.put("duration_months", "" + months);
    row.put(
        "credit_history",
        pick(
            "existing credits paid back duly till now", 11,
            "critical account or other credits at other banks", 6,
            "delay in paying off in the past", 2,
            "all credits at this bank paid back duly", 1));
    row.put(
        "purpose",
        pick(
            "radio or television", 6,
            "new car", 5,
            "furniture or equipment", 4,
            "used car", 2,
            "business", 2,
            "education", 1,
            "repairs", 1));
    row.put("credit_amount_dm", "" + amount(months));
    row.put(
        "savings_dm",
        settled
            ? pick("below 100", 4, "unknown or none", 3, "1000 or more", 1, "500 to 1000", 1)
            : pick("below 100", 7, "100 to 500", 2, "unknown or none", 1));
    row.put(
        "employment_since",
        settled
            ? pick("7 years or more", 4, "4 to 7 years", 3, "1 to 4 years", 3)
            : pick("1 to 4 years", 4, "below 1 year", 3, "7 years or more", 2, "unemployed", 1));
    row.put("installment_rate_pct_of_income", pick("4", 5, "2", 2, "3", 2, "1", 1));
    person(row);
    return row;
  }

  private void person(Map<String, String> row) {
    row.put(
        "personal_status_sex",
        pick(
            "male single", 5,
            "female divorced, separated or married", 3,
            "male married or widowed", 1));
    row.put("other_debtors", pick("none", 18, "guarantor", 1, "co-applicant", 1));
    row.put("residence_since_years", "" + whole(1, 4));
    row.put(
        "property",
        pick(
            "car or other", 3,
            "real estate", 3,
            "building society savings or life insurance", 2,
            "unknown or none", 2));
    row.put("age_years", "" + Math.min(whole(20, 70), whole(20, 70)));
    row.put("other_installment_plans", pick("none", 8, "bank", 1, "stores", 1));
    row.put("housing", pick("own", 7, "rent", 2, "for free", 1));
    row.put("existing_credits_here", pick("1", 6, "2", 3, "3", 1));
    row.put(
        "job",
        pick(
            "skilled employee or official", 6,
            "unskilled resident", 2,
            "management, self-employed or highly qualified", 2));
    row.put("dependents", pick("1", 5, "2", 1));
    row.put("telephone", pick("none", 3, "yes", 2));
    row.put("foreign_worker", pick("yes", 24, "no", 1));
  }

  private int amount(int months) {
    double perMonth = 60 + 180 * chance.nextDouble() * chance.nextDouble() * 2;
    return (int) Math.round(300 + months * perMonth);
  }

  /** Bad more often under strain, with a good deal of chance, as in life. */
  private String outcome(Application application) {
    double logOdds = -1.2 + 0.9 * (Affordability.total(application) - 3.6);
    if (application.text("credit_history").startsWith("critical")) logOdds -= 0.7;
    return chance.nextDouble() < 1 / (1 + Math.exp(-logOdds)) ? "bad" : "good";
  }

  private int whole(int from, int to) {
    return chance.nextInt(from, to + 1);
  }

  /** One of the values, each as likely as the number after it says. */
  private String pick(Object... valuesAndWeights) {
    int total = 0;
    for (int i = 1; i < valuesAndWeights.length; i += 2) total += (int) valuesAndWeights[i];
    int left = chance.nextInt(total);
    for (int i = 0; ; i += 2) {
      left -= (int) valuesAndWeights[i + 1];
      if (left < 0) return (String) valuesAndWeights[i];
    }
  }
}
