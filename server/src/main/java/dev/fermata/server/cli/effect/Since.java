package dev.fermata.server.cli.effect;

import dev.fermata.server.cli.say.Trouble;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A moment as people type it: how long ago, or a time. */
public final class Since {
  private static final Map<Character, Duration> UNITS =
      Map.of(
          's', Duration.ofSeconds(1),
          'm', Duration.ofMinutes(1),
          'h', Duration.ofHours(1),
          'd', Duration.ofDays(1),
          'w', Duration.ofDays(7));

  private Since() {}

  /** {@code 30d}, {@code 12h}, {@code 2026-01-31}, or a whole time. */
  public static Instant of(String text, Instant now) {
    try {
      if (text.matches("[0-9]{1,6}[smhdw]")) {
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        Duration unit = UNITS.getOrDefault(text.charAt(text.length() - 1), Duration.ZERO);
        return now.minus(unit.multipliedBy(count));
      }
      boolean day = text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
      return Instant.parse(day ? text + "T00:00:00Z" : text);
    } catch (DateTimeException e) {
      throw Trouble.usage(
          "'" + text + "' is no time", "Write 30d, 12h, 2026-01-31 or 2026-01-31T09:00:00Z.");
    }
  }
}
