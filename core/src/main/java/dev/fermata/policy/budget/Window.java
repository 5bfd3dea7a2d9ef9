package dev.fermata.policy.budget;

import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/** What a budget's limit is for. Days and months are those of UTC. */
public enum Window {
  /** Each run by itself. */
  RUN,
  DAY,
  MONTH,
  /** All time. */
  TOTAL;

  /** The name of a run's own window: it is counted in the run and nowhere else. */
  public static final String OWN = "run";

  /** What the name of a family's window begins with. */
  private static final String FAMILY = "run/";

  private static final int DAY_LENGTH = 10;
  private static final int MONTH_LENGTH = 7;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the window that this moment is in; a later one of the same kind sorts behind. */
  public String at(Instant now) {
    String date = now.atOffset(ZoneOffset.UTC).toString();
    return switch (this) {
      case RUN -> OWN;
      case DAY -> date.substring(0, DAY_LENGTH);
      case MONTH -> date.substring(0, MONTH_LENGTH);
      case TOTAL -> "total";
    };
  }

  /** The name of the window of a run and all that are begun under it. */
  public static String ofFamily(RunId run) {
    return FAMILY + run;
  }

  /** Whether it is the window of one family; such windows stand side by side. */
  public static boolean isFamily(String window) {
    return window.startsWith(FAMILY);
  }

  /** The name of the window of that length that this moment is in. */
  public static String of(Duration length, Instant now) {
    long begin = Math.floorDiv(now.toEpochMilli(), length.toMillis()) * length.toMillis();
    return Instant.ofEpochMilli(begin).toString();
  }
}
