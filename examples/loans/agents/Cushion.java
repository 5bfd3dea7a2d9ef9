import java.util.Map;

/** How well a value protects against hard times: 0 not at all, 1 fully, 0.5 if it says nothing. */
final class Cushion {
  private static final Map<String, Map<String, Double>> VALUES =
      Map.of(
          "checking_balance_dm",
          Map.of(
              "below 0", 0.0,
              "0 to 200", 0.3,
              "200 or more, or salary for a year", 0.8,
              "no checking account", 0.9),
          "savings_dm",
          Map.of(
              "below 100", 0.0,
              "100 to 500", 0.2,
              "500 to 1000", 0.6,
              "1000 or more", 1.0,
              "unknown or none", 0.7),
          "employment_since",
          Map.of(
              "unemployed", 0.0,
              "below 1 year", 0.0,
              "1 to 4 years", 0.4,
              "4 to 7 years", 1.0,
              "7 years or more", 1.0));

  private Cushion() {}

  static boolean knows(String field) {
    return VALUES.containsKey(field);
  }

  static double of(Application application, String field) {
    return VALUES.get(field).getOrDefault(application.text(field), 0.5);
  }
}
