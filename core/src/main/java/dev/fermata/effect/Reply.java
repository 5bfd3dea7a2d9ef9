package dev.fermata.effect;

import dev.fermata.value.Json;
import dev.fermata.value.Problem;

/**
 * What came of one attempt. The difference that matters: {@code Answered}, {@code Rejected} and
 * {@code NotCalled} are known; {@code Lost} may or may not have happened.
 */
public sealed interface Reply {
  /** The work was done. */
  record Answered(Json output, Json evidence, Usage usage) implements Reply {}

  /** The receiver says that it failed. */
  record Rejected(Problem problem, boolean retryable) implements Reply {}

  /** The call never left: nothing has happened. */
  record NotCalled(Problem problem, boolean retryable) implements Reply {}

  /** No answer, a broken answer, or one that came too late: it may have happened. */
  record Lost(Problem problem) implements Reply {}
}
