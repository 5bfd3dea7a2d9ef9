package dev.fermata.server.show;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time for those who read them. */
public final class Lengths {
  private static final double SECOND_MS = 1000;

  private Lengths() {}

  /** In the two greatest units. */
  public static String of(long ms) {
    Duration of = Duration.ofMillis(ms);
    if (ms < SECOND_MS) {
      return ms + " ms";
    }
    if (of.toMinutes() == 0) {
      return String.format(Locale.ROOT, "%.1f s", ms / SECOND_MS);
    }
    if (of.toHours() == 0) {
      return of.toMinutes() + " min " + of.toSecondsPart() + " s";
    }
    if (of.toDays() == 0) {
      return of.toHours() + " h " + of.toMinutesPart() + " min";
    }
    return of.toDays() + " d " + of.toHoursPart() + " h";
  }
}
