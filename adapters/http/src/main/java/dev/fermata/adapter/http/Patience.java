package dev.fermata.adapter.http;

import java.time.Duration;

/**
 * Until when somebody waits, on the clock that nobody sets, so that a change of the time of day
 * neither stretches nor shortens a wait.
 */
public record Patience(long endNanos) {
  private static final Duration MOST = Duration.ofDays(365);

  public static Patience of(Duration wait) {
    Duration bounded = wait.compareTo(MOST) < 0 ? wait : MOST;
    return new Patience(System.nanoTime() + bounded.toNanos());
  }

  /** The sooner of this end and that wait from now. */
  Patience atMost(Duration wait) {
    Patience other = of(wait);
    return other.endNanos - endNanos < 0 ? other : this;
  }

  public Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  public boolean over() {
    return left().isZero();
  }
}
