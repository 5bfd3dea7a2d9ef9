import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A loan application as the agents see it. A field that is missing or odd is refused by name. */
record Application(Map<String, Object> fields) {
  static final List<String> NUMBERS =
      List.of(
          "duration_months",
          "credit_amount_dm",
          "installment_rate_pct_of_income",
          "residence_since_years",
          "existing_credits_here",
          "dependents");
  static final List<String> TEXTS =
      List.of(
          "checking_balance_dm",
          "credit_history",
          "purpose",
          "savings_dm",
          "employment_since",
          "other_debtors",
          "property",
          "other_installment_plans",
          "housing",
          "job",
          "telephone");

  /** What no agent may weigh or repeat: protected traits, and the truth that only time tells. */
  static final Set<String> HIDDEN =
      Set.of("personal_status_sex", "age_years", "foreign_worker", "outcome");

  Application {
    var copy = new LinkedHashMap<>(fields);
    copy.keySet().removeAll(HIDDEN);
    fields = copy;
  }

  /** From a row of a CSV file, where every value is text. */
  static Application of(Map<String, String> row) {
    Map<String, Object> fields = new LinkedHashMap<>(row);
    for (String field : NUMBERS)
      fields.computeIfPresent(field, (name, v) -> decimal(name, (String) v));
    return new Application(fields);
  }

  String text(String field) {
    if (fields.get(field) instanceof String text && !text.isBlank()) return text;
    throw missing(field, "a text");
  }

  double number(String field) {
    if (fields.get(field) instanceof BigDecimal number && number.signum() >= 0)
      return number.doubleValue();
    throw missing(field, "a number of 0 or more");
  }

  private Agent.Refused missing(String field, String wanted) {
    Object value = fields.get(field);
    return new Agent.Refused(
        value == null
            ? "field '" + field + "' is missing; send the application with " + wanted + " in it"
            : "field '" + field + "' is " + Json.write(value) + "; send " + wanted);
  }

  private static Object decimal(String field, String text) {
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("column " + field + " holds '" + text + "', no number", e);
    }
  }
}
