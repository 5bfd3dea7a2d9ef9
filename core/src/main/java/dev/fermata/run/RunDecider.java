package dev.fermata.run;

import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.state.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The interpreter of workflows as pure functions: no threads, no clock, no replay of code. */
public final class RunDecider {
  private RunDecider() {}

  /**
   * What becomes of a signal. Equal arguments give equal results.
   *
   * @param known the outside as it is now; its workflow is the one that the run pinned
   */
  public static Decided decide(RunState state, RunSignal signal, Known known, Instant now) {
    return Signals.decide(state, signal, known, now);
  }

  /** The run after one more fact. Never evaluates an expression. */
  public static RunState evolve(RunState state, RunFact fact) {
    return state.after(fact);
  }

  /** The run after the facts of a decision. */
  public static RunState evolve(RunState state, List<? extends Fact> facts) {
    RunState next = state;
    for (Fact fact : facts) {
      if (fact instanceof RunFact runFact) {
        next = next.after(runFact);
      }
    }
    return next;
  }

  /** The work that these facts of one decision call for, once they are durable. */
  public static List<Work> due(RunState after, List<? extends Fact> facts) {
    List<Work> work = new ArrayList<>();
    for (Fact fact : facts) {
      switch (fact) {
        case RunFact.EffectIntended f ->
            after
                .inFlight()
                .get(f.key())
                .ifPresent(e -> work.add(new Work.MakeCall(e.key(), e.attempt(), e.call())));
        case RunFact.EffectReattempted f ->
            after
                .inFlight()
                .get(f.key())
                .ifPresent(e -> work.add(new Work.MakeCall(e.key(), e.attempt(), e.call())));
        default -> {}
      }
    }
    if (after.canGoOn()) {
      work.add(new Work.GoOn());
    }
    return work;
  }

  /**
   * What was under way when a process ended: for each call the signal {@code AnswerLost} is to be
   * sent, which says whether it is made again.
   */
  public static List<Work> outstanding(RunState state) {
    List<Work> work = new ArrayList<>();
    state.inFlight().forEach((key, e) -> work.add(new Work.MakeCall(key, e.attempt(), e.call())));
    if (state.canGoOn()) {
      work.add(new Work.GoOn());
    }
    return work;
  }
}
