package dev.fermata.run;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Target;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.host.Known;
import dev.fermata.run.host.Work;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Talk;
import dev.fermata.value.Json;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The interpreter of workflows as pure functions: no threads, no clock, no replay of code. */
public final class RunDecider {
  private RunDecider() {}

  /**
   * What becomes of a signal. Equal arguments give equal results.
   *
   * @param known the outside as it is now; its workflow is the one that the run pinned
   */
  public static Decided decide(RunState state, RunSignal signal, Known known, Instant now) {
    return decision(state, signal, known, now).decided();
  }

  /**
   * What becomes of a signal, and the run after that.
   *
   * @param after {@link #evolve} of the decision's facts; the run as it was if there are none
   */
  public record Decision(Decided decided, RunState after) {}

  /** As {@link #decide}, with the run as it is afterwards, which is known by then. */
  public static Decision decision(RunState state, RunSignal signal, Known known, Instant now) {
    var d = new Deciding(state, known, now);
    Decided decided = Signals.decide(d, signal);
    return new Decision(
        decided,
        switch (decided) {
          case Decided.Refused _ -> state;
          case Decided.Accepted(var facts, _) ->
              facts.equals(d.facts()) ? d.state() : evolve(state, facts);
        });
  }

  /**
   * Stops a run whose decision failed for a reason that nobody foresaw; resuming it tries again.
   */
  public static Decided park(RunState state, String reason, Instant now) {
    return state.start().isEmpty() || state.paused() || state.ending().isPresent()
        ? Decided.nothing()
        : Decided.facts(List.of(new RunFact.Paused(RunFact.Paused.ENGINE, reason, now)));
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
        case RunFact.EffectIntended f -> flying(after, f.key()).ifPresent(work::add);
        case RunFact.EffectReattempted f -> flying(after, f.key()).ifPresent(work::add);
        case RunFact.EffectSent f -> flying(after, f.key()).ifPresent(work::add);
        case RunFact.EffectReleased f -> flying(after, f.key()).ifPresent(work::add);
        case RunFact.EffectRecalled f -> flying(after, f.key()).ifPresent(work::add);
        case RunFact.Resumed _ -> work.addAll(queued(after));
        case RunFact.Started _ when after.lineage().filter(l -> !l.awaited()).isPresent() ->
            work.addAll(owed(after));
        case RunFact.Ended _ -> work.addAll(owed(after));
        default -> {}
      }
    }
    if (after.canGoOn()) {
      work.add(new Work.GoOn());
    }
    return work;
  }

  private static Optional<Work> flying(RunState state, EffectKey key) {
    return state.inFlight().get(key).filter(e -> leaves(state, e)).map(e -> call(state, e));
  }

  /** An agent's talk with its model is led here; only its turns and calls leave. */
  private static boolean leaves(RunState state, Effect effect) {
    return state.talk(effect.key()).isEmpty();
  }

  /** A model is asked with the whole talk, of which its call holds what is new. */
  private static Json input(RunState state, Effect e) {
    return e.call().target() instanceof Target.Model
        ? state.talk(e.key().whole()).map(Talk::conversation).orElse(e.call().arguments())
        : e.call().arguments();
  }

  private static Work call(RunState state, Effect e) {
    if (e.ofChild()) {
      return Children.work(state, e);
    }
    WorkflowId workflow = state.start().map(RunFact.Started::workflow).orElseThrow();
    var sender = new Work.Sender(state.priority(), workflow);
    int house = e.receipt().house();
    return new Work.MakeCall(
        e.key(), e.attempt(), e.call(), input(state, e), e.queued(), sender, house, state.traced());
  }

  /** What a child owes to the run that began it, for whoever asks again. */
  public static List<Work> owed(RunState child) {
    return Children.owed(child).stream().toList();
  }

  /**
   * A paused run lets the turns of its queued calls pass; resumed, it lines them up again. And what
   * its children said that it could not decide, they say once more.
   */
  private static List<Work> queued(RunState state) {
    return state.inFlight().values().stream()
        .filter(e -> (e.queued() || e.ofChild()) && !state.gated().has(e.key()))
        .map(e -> call(state, e))
        .toList();
  }

  /**
   * What was under way when a process ended: a queued call is handed out again; for each other the
   * signal {@code AnswerLost} is to be sent, which says whether it is made again.
   */
  public static List<Work> outstanding(RunState state) {
    List<Work> work = new ArrayList<>();
    state.inFlight().values().stream()
        .filter(e -> !state.gated().has(e.key()) && leaves(state, e))
        .forEach(e -> work.add(call(state, e)));
    if (state.canGoOn()) {
      work.add(new Work.GoOn());
    }
    return work;
  }
}
