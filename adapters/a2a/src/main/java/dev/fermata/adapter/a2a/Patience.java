package dev.fermata.adapter.a2a;

import java.time.Duration;

/** Until when somebody waits, on the clock that nobody sets. */
record Patience(long endNanos) {
  private static final Duration MOST = Duration.ofDays(365);

  static Patience of(Duration wait) {
    Duration bounded = wait.compareTo(MOST) < 0 ? wait : MOST;
    return new Patience(System.nanoTime() + bounded.toNanos());
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  boolean over() {
    return left().isZero();
  }
}
