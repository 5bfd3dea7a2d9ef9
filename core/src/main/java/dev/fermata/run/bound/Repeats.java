package dev.fermata.run.bound;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Workflow;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How often a run may do the same before somebody looks at it. */
public final class Repeats {
  private static final String KIND = "loop";

  private Repeats() {}

  /** Whether a problem is that a run goes in circles. */
  public static boolean is(Problem problem) {
    return problem.type().endsWith("/" + KIND);
  }

  /**
   * Why a call is not made once more; empty if it may be.
   *
   * @param key that of the call, which does not count among those that are under way besides it
   */
  public static Optional<Problem> call(
      RunState state, Workflow.Loops limits, EffectKey key, Call call) {
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
    Set<EffectKey> others = new HashSet<>(state.inFlight().keys());
    others.addAll(state.gated().keys());
    others.remove(key);
    int flying = others.size();
    return flying >= limits.fanOut()
        ? Optional.of(
            problem(flying + " other calls are under way at once", "fanOut", limits.fanOut()))
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
