package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Problem;

/** What came of asking an agent something. */
sealed interface Heard {
  /** It answered with that result. */
  record Result(JsonNode result) implements Heard {}

  /**
   * It refused.
   *
   * @param sure whether nothing can have been done
   * @param gone whether it says that there is no such task
   */
  record Refused(Problem problem, boolean sure, boolean retryable, boolean gone) implements Heard {}

  /** Nothing left us. */
  record Unsent(Problem problem, boolean retryable) implements Heard {}

  /** It left, and no answer came that can be understood. */
  record Silent(Problem problem) implements Heard {}
}
