package dev.fermata.roster.hours;

import dev.fermata.value.Names;
import java.time.LocalDate;

/**
 * Days on which somebody is away, the last one included.
 *
 * @param delegate the person who stands in for them; empty for nobody
 */
public record Absence(LocalDate from, LocalDate to, String delegate) {
  public Absence {
    delegate = delegate == null ? "" : delegate;
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "the absence ends on " + to + ", before it begins on " + from + "; give FROM..TO");
    }
    if (!delegate.isEmpty()) {
      Names.check("the delegate", delegate);
    }
  }

  boolean covers(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(to);
  }
}
