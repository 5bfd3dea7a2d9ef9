package dev.fermata.engine;

import dev.fermata.value.Problem;
import dev.fermata.value.RunId;

/** What a command is told, once the entry that it rests on is durable. */
public sealed interface Answer {
  /** It was done, now or by an earlier command of the same id. */
  record Accepted() implements Answer {}

  /** Nothing of it happened, unless the problem says that this is not known. */
  record Refused(Problem problem) implements Answer, ToStart {}

  /** What a start is told. */
  sealed interface ToStart permits Started, Refused {}

  /**
   * The run that the start key names.
   *
   * @param already whether an earlier start made it
   */
  record Started(RunId run, boolean already) implements ToStart {}
}
