package dev.fermata.effect;

import dev.fermata.policy.Verdict;
import dev.fermata.value.Algorithm;

/** The one place that every effect passes before it is recorded and done. */
@Algorithm("the gate's function")
public final class Gate {
  /** The rule that allows whatever is registered, as long as no policies exist. */
  public static final String NO_POLICY = "none-yet";

  private Gate() {}

  /** Says whether the call may be made. It reaches here only with a pinned, registered target. */
  public static Verdict judge(Call call) {
    return new Verdict.Allow(NO_POLICY);
  }
}
