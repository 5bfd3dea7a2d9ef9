package dev.fermata.effect;

import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of one attempt. The difference that matters: {@code Answered}, {@code Rejected} and
 * {@code NotCalled} are known; {@code Lost} may or may not have happened.
 */
public sealed interface Reply {
  /** The work was done. */
  record Answered(Json output, Json evidence, Usage usage) implements Reply {}

  /**
   * The receiver says that it failed.
   *
   * @param retryAfter how long it asks to be left alone
   */
  record Rejected(Problem problem, boolean retryable, Optional<Duration> retryAfter)
      implements Reply {
    public Rejected(Problem problem, boolean retryable) {
      this(problem, retryable, Optional.empty());
    }
  }

  /**
   * The call never left: nothing has happened.
   *
   * @param retryAfter how long the receiver will not be called
   */
  record NotCalled(Problem problem, boolean retryable, Optional<Duration> retryAfter)
      implements Reply {
    public NotCalled(Problem problem, boolean retryable) {
      this(problem, retryable, Optional.empty());
    }
  }

  /** No answer, a broken answer, or one that came too late: it may have happened. */
  record Lost(Problem problem) implements Reply {}
}
