package dev.fermata.server.notify;

import java.time.Duration;

/**
 * How fast one channel is told.
 *
 * @param window in which so many notices go out one by one; the rest of it comes in one message
 * @param tries how often a message is sent until it is left out
 * @param firstPause before the second try; each further one is twice as long
 */
record Pace(Duration window, int singles, int tries, Duration firstPause) {
  static final Pace USUAL = new Pace(Duration.ofMinutes(1), 9, 6, Duration.ofSeconds(2));
}
