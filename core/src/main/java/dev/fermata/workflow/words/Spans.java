package dev.fermata.workflow.words;

import dev.fermata.workflow.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lengths of time in words: {@code 1 hour 30 minutes}. */
public final class Spans {
  private Spans() {}

  public static String of(Step.Timeout timeout) {
    return switch (timeout) {
      case Step.Timeout.Fixed(var after) -> of(after);
      case Step.Timeout.Computed(var after) -> "as long as " + after.jq() + " says";
    };
  }

  /** Nothing finer than a millisecond is told. */
  public static String of(Duration time) {
    List<String> parts = new ArrayList<>();
    add(parts, time.toDays(), "day");
    add(parts, time.toHoursPart(), "hour");
    add(parts, time.toMinutesPart(), "minute");
    add(parts, time.toSecondsPart(), "second");
    add(parts, time.toMillisPart(), "millisecond");
    return parts.isEmpty() ? "no time" : String.join(" ", parts);
  }

  private static void add(List<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add(count + " " + unit + (count == 1 ? "" : "s"));
    }
  }
}
