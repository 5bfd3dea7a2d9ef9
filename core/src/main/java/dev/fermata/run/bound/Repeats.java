package dev.fermata.run.bound;

import dev.fermata.effect.Call;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Workflow;
import java.util.Optional;

/** How often a run may do the same before somebody looks at it. */
public final class Repeats {
  private static final String KIND = "loop";

  private Repeats() {}

  /** Whether a problem is that a run goes in circles. */
  public static boolean is(Problem problem) {
    return problem.type().endsWith("/" + KIND);
  }

  /** Why a call is not made once more; empty if it may be. */
  public static Optional<Problem> call(RunState state, Workflow.Loops limits, Call call) {
    boolean reads = call.effect() == EffectClass.READ;
    int limit = reads ? limits.sameRead() : limits.sameCall();
    int times = state.tally().timesCalled(call.digest().value());
    if (times >= limit) {
      return Optional.of(
          problem(
              call.target().display() + " was called " + times + " times with the same arguments",
              reads ? "sameRead" : "sameCall",
              limit));
    }
    int flying = state.inFlight().size() + state.gated().size();
    return flying >= limits.fanOut()
        ? Optional.of(problem(flying + " calls are under way at once", "fanOut", limits.fanOut()))
        : Optional.empty();
  }

  /** Why a step is not come back to once more; empty if it may be. */
  public static Optional<Problem> state(
      RunState state, Workflow.Loops limits, String step, Digest data) {
    int times = state.tally().timesThere(data.value());
    return times >= limits.sameState()
        ? Optional.of(
            problem(
                "'" + step + "' was come back to " + times + " times with the same data",
                "sameState",
                limits.sameState()))
        : Optional.empty();
  }

  private static Problem problem(String what, String name, int limit) {
    return Problem.own(
        KIND,
        508,
        "The run goes in circles",
        what
            + "; the limit is "
            + limit
            + ". If that is as it should be, raise metadata.limits."
            + name
            + " in the workflow");
  }
}
