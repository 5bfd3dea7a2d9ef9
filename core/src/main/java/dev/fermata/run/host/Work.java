package dev.fermata.run.host;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.fact.RunSignal;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.trace.TraceContext;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.WorkflowId;

/** What a run needs somebody else to do now; timers and tasks are rows and need nobody. */
public sealed interface Work {
  /**
   * Make this attempt of a call. Handing it out twice in one process is the engine's fault.
   *
   * @param input what is sent: the call's arguments, or the talk with a model that they belong to
   * @param queued whether the run is told first that its turn has come ({@code Turn}), and the call
   *     only leaves when the run then hands it out again
   * @param house the version of the house that it was judged under; if another is in force when its
   *     turn comes, the run is told first too
   * @param trace what the {@code traceparent} is made of that the receiver is told
   */
  record MakeCall(
      EffectKey key,
      int attempt,
      Call call,
      Json input,
      boolean queued,
      Sender sender,
      int house,
      TraceContext.Origin trace)
      implements Work {
    /** The header that ties what the receiver does to this attempt. */
    public String traceparent() {
      return trace.trace().header(key.span(attempt));
    }
  }

  /** On whose behalf a call is made: what its place among those that wait depends on. */
  record Sender(Priority priority, WorkflowId workflow) {}

  /**
   * Begin a child, or have one that has begun say what it owes. Doing it again does no harm.
   *
   * @param queued whether the parent is told first that its turn has come ({@code Turn})
   */
  record Begin(EffectKey key, int attempt, RunId child, RunSignal.Start start, boolean queued)
      implements Work {}

  /** Tell a child that its parent no longer wants it. */
  record Recall(EffectKey key, int attempt, RunId child, RunSignal.Recall recall) implements Work {}

  /** Tell the parent of a child what came of it. */
  record Tell(RunId parent, RunSignal.Replied word) implements Work {}

  /** Send the run the signal to go on. */
  record GoOn() implements Work {}
}
