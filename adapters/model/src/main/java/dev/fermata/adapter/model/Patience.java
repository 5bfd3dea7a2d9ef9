package dev.fermata.adapter.model;

import java.time.Duration;

/**
 * Until when somebody waits, on the clock that nobody sets, so that a change of the time of day
 * neither stretches nor shortens a wait.
 */
record Patience(long endNanos) {
  private static final Duration MOST = Duration.ofDays(365);

  static Patience of(Duration wait) {
    Duration bounded = wait.compareTo(MOST) < 0 ? wait : MOST;
    return new Patience(System.nanoTime() + bounded.toNanos());
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }
}
