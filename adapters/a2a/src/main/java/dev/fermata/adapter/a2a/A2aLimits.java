package dev.fermata.adapter.a2a;

import java.time.Duration;

/** What talking to an agent may take, beside what its own file says. */
final class A2aLimits {
  /** How large a card may be. */
  static final int CARD_BYTES = 1 << 20;

  /** How many events one stream may have. */
  static final int EVENTS = 10_000;

  /** What comes in while one answer is awaited, as a multiple of how long an answer may be. */
  static final int STREAMED = 4;

  /** What an envelope may add to an answer. */
  static final int MARGIN_BYTES = 64 << 10;

  static final Duration FIRST_POLL = Duration.ofMillis(100);
  static final Duration LAST_POLL = Duration.ofSeconds(5);

  /** How long an agent is asked to cancel what nobody waits for any more. */
  static final Duration CANCELLING = Duration.ofSeconds(5);

  /** How much of what an agent says is quoted in a problem. */
  static final int QUOTE_CHARS = 1_000;

  private A2aLimits() {}
}
