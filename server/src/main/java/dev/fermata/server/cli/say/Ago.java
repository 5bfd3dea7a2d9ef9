package dev.fermata.server.cli.say;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Times as people say them. */
public final class Ago {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Ago() {}

  /** {@code 3 min ago}, {@code in 2 h}, {@code now}; what is no time comes back as it is. */
  public static String of(String time, Instant now) {
    if (time.isEmpty()) return "";
    try {
      long seconds = Duration.between(Instant.parse(time), now).toSeconds();
      if (Math.abs(seconds) < 2) return "now";
      return seconds > 0 ? span(seconds) + " ago" : "in " + span(-seconds);
    } catch (DateTimeException e) {
      return time;
    }
  }

  /** {@code 42 s}, {@code 3 min}, {@code 5 h}, {@code 2 d}. */
  public static String span(long seconds) {
    if (seconds < 2 * MINUTE) return seconds + " s";
    if (seconds < 2 * HOUR) return seconds / MINUTE + " min";
    return seconds < 2 * DAY ? seconds / HOUR + " h" : seconds / DAY + " d";
  }
}
