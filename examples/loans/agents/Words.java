import java.util.Map;

/** How a field is called in a sentence. */
final class Words {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("checking_balance_dm", "checking account (DM)"),
          Map.entry("savings_dm", "savings (DM)"),
          Map.entry("credit_amount_dm", "credit amount (DM)"),
          Map.entry("duration_months", "duration in months"),
          Map.entry("installment_rate_pct_of_income", "instalment in percent of income"),
          Map.entry("residence_since_years", "years at the present address"),
          Map.entry("employment_since", "time in the present employment"),
          Map.entry("existing_credits_here", "credits at this bank"));

  private Words() {}

  static String of(String field) {
    return NAMES.getOrDefault(field, field.replace('_', ' '));
  }
}
