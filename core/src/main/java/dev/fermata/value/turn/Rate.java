package dev.fermata.value.turn;

import java.time.Duration;

/** At most so many calls in any such time. */
public record Rate(int calls, Duration per) {
  public Rate {
    if (calls < 1 || per.isNegative() || per.isZero()) {
      throw new IllegalArgumentException(
          "a rate of "
              + calls
              + " calls in "
              + per
              + " lets nothing through; give both above zero");
    }
  }
}
