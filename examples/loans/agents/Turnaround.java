import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How long applications wait, simulated. They arrive at seeded moments of a whole week; people take
 * them in order, in working hours only; what needs no person is decided in seconds.
 */
record Turnaround(int people, double minutesPerCase, double perDay, double agentSeconds) {
  private static final long SEED = 20250101;
  private static final double OPENS = 9;
  private static final double CLOSES = 17;

  record Waiting(double medianHours, double meanHours, double p95Hours, double personHours) {
    Map<String, Object> json() {
      return Json.object(
          "median", hundredths(medianHours),
          "mean", hundredths(meanHours),
          "p95", hundredths(p95Hours),
          "person_hours", hundredths(personHours));
    }

    private static double hundredths(double value) {
      return Math.round(value * 100) / 100.0;
    }
  }

  String assumptions() {
    return ("%s applications a day at any hour, %d underwriter(s) Monday to Friday 9 to 17 o'clock,"
            + " %s minutes a case, agents done in %s s")
        .formatted(plain(perDay), people, plain(minutesPerCase), plain(agentSeconds));
  }

  private static String plain(double value) {
    return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
  }

  /** `needsPerson[i]` says whether the application at i waits for a person. */
  Waiting simulate(boolean[] needsPerson) {
    int n = needsPerson.length;
    var chance = new SplittableRandom(SEED);
    double[] arrivals = chance.doubles(n, 0, 24 * n / perDay).sorted().toArray();
    double[] free = new double[people];
    double[] waited = new double[n];
    double work = minutesPerCase / 60;
    int asked = 0;
    for (int i = 0; i < n; i++) {
      double done = arrivals[i] + agentSeconds / 3600;
      if (needsPerson[i]) {
        asked++;
        Arrays.sort(free);
        free[0] = after(Math.max(done, free[0]), work);
        done = free[0];
      }
      waited[i] = done - arrivals[i];
    }
    Arrays.sort(waited);
    double mean = Arrays.stream(waited).average().orElse(0);
    return new Waiting(waited[n / 2], mean, waited[(int) (n * 0.95)], asked * work);
  }

  /** When `work` hours that start at `hour` are done. Hour 0 is Monday, midnight. */
  private static double after(double hour, double work) {
    double left = work;
    double at = hour;
    while (true) {
      double day = Math.floor(at / 24);
      double from = Math.max(at, day * 24 + OPENS);
      double until = day * 24 + CLOSES;
      boolean open = day % 7 < 5 && from < until;
      if (open && from + left <= until) return from + left;
      if (open) left -= until - from;
      at = (day + 1) * 24;
    }
  }
}
