package dev.fermata.engine.dispatch;

import java.time.Duration;
import java.time.Instant;

/**
 * How many further attempts a receiver may get: one for every ten of its calls, so that attempts
 * add a tenth to its load at most, whatever fails; but never fewer than one in a while, so that
 * nothing waits for ever where nothing new comes. Not thread-safe.
 */
final class RetryBudget {
  /** So many calls earn one further attempt. */
  static final int CALLS_PER_RETRY = 10;

  /** Without any calls, a further attempt is made so often to a receiver that answers. */
  static final Duration WHILE_ANSWERED = Duration.ofSeconds(1);

  /**
   * To one that is silent, half as often after each call that it does not answer, down to this: a
   * single caller keeps its own delays, while many that were lost together wait for one to try.
   */
  static final Duration WHILE_SILENT = Duration.ofSeconds(30);

  private int earned;
  private int unanswered;
  private Instant last = Instant.MIN;

  /** From when on one further attempt may leave. */
  Instant next(Instant now) {
    if (earned >= CALLS_PER_RETRY) {
      return now;
    }
    if (last.isAfter(now)) {
      last = now; // The clock was set back.
    }
    return last.equals(Instant.MIN) ? now : last.plus(between());
  }

  private Duration between() {
    Duration wait = WHILE_ANSWERED;
    for (int lost = 1; lost < unanswered && wait.compareTo(WHILE_SILENT) < 0; lost++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(WHILE_SILENT) < 0 ? wait : WHILE_SILENT;
  }

  /** A further attempt gets its turn. */
  void spend(Instant now) {
    earned = Math.max(0, earned - CALLS_PER_RETRY);
    last = now;
  }

  /** The further attempt that had its turn did not leave. */
  void giveBack() {
    earned = CALLS_PER_RETRY;
  }

  /** A call that was no further attempt came to its end; more than one attempt is not saved up. */
  void called() {
    earned = Math.min(CALLS_PER_RETRY, earned + 1);
  }

  /** Whether the receiver answered when it was last called, if only to refuse. */
  void heard(boolean answered) {
    unanswered = answered ? 0 : unanswered + 1;
  }
}
