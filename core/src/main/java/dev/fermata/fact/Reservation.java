package dev.fermata.fact;

import dev.fermata.policy.budget.Share;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;

/**
 * What an entry takes from the shared world; checked by the writer in the entry's own transaction.
 */
public sealed interface Reservation {
  /** The key that makes a repeated start the same start; held by the stream that first took it. */
  record StartKey(String key) implements Reservation {}

  /** What an effect takes from a budget; refused where the share's limit leaves no room. */
  record Budget(Share share) implements Reservation {}

  /** What an effect cost; never refused. */
  record Settled(Share.Spent spent) implements Reservation {}

  /**
   * A live run about a subject.
   *
   * @param other what happens where another live run is about it
   */
  record Subject(String subject, RunId run, OnSame other) implements Reservation {
    /** What a run does where another about the same subject is live. */
    public enum OnSame {
      /** Both go on. */
      ALLOW,
      /** It was not seen when this was decided, and is to be: it is decided anew. */
      LOOK,
      /** The start is answered with that other run. */
      JOIN,
      /** It does not begin. */
      REFUSE
    }
  }

  /** One more run under a root; refused where there are too many. */
  record Kin(RunId root, RunId run) implements Reservation {}

  /** One more run of a workflow under a root; refused where those before failed in a row. */
  record Sibling(RunId root, RunId run, WorkflowId workflow) implements Reservation {}

  /** A run that may have begun others has ended. */
  record Over(RunId run) implements Reservation {}

  /** A run about a subject has ended. */
  record Freed(String subject, RunId run) implements Reservation {}
}
