package dev.fermata.testkit;

import dev.fermata.effect.EffectKey;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.RunDecider;
import dev.fermata.run.bound.Shared;
import dev.fermata.run.host.Known;
import dev.fermata.run.host.Work;
import dev.fermata.run.state.RunFormat;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Timer;
import dev.fermata.value.Expressions;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Derivation;
import dev.fermata.value.turn.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides, evolves and hands out, as an engine would, but at once and by one hand; and puts the run
 * through its trials. Not thread-safe.
 */
final class Rig {
  private static final Instant MORNING = Instant.parse("2026-11-21T08:00:00Z");
  private static final RunId RUN = new RunId("r1");
  private static final int GO_ON_LIMIT = 100_000;

  private final Script script;
  private Known known;
  private final List<Fact> facts = new ArrayList<>();
  private final List<Work.MakeCall> made = new ArrayList<>();
  private final Map<EffectKey, Work.MakeCall> pending = new LinkedHashMap<>();
  private final LinkedHashMap<EffectKey, RunSignal.Turn> queued = new LinkedHashMap<>();
  private final List<Work.Begin> begun = new ArrayList<>();
  private final List<Work.Recall> recalled = new ArrayList<>();
  private final List<Work.Tell> told = new ArrayList<>();
  private boolean receiversBusy;
  private RunState state = RunState.empty(RUN);
  private RunState rebuilt = state;
  private Instant now = MORNING;
  private Decided last = Decided.nothing();
  private List<Fact> recent = new ArrayList<>();
  private Optional<RunSignal> echo = Optional.empty();
  private boolean evolving;
  private boolean goOn;

  Rig(Script script) {
    this.script = script;
    this.known = script.known(guarded(Script.jq()), 1, Shared.NOTHING);
  }

  void start(Json input, Optional<RunFact.RerunOf> rerun) {
    var workflow = script.workflow();
    deliver(
        new RunSignal.Start(
            workflow.id(),
            workflow.digest(),
            input,
            "seed",
            "",
            "",
            "token:test",
            Priority.NORMAL,
            "",
            Optional.empty(),
            rerun));
  }

  /** Delivers a signal as the trials want it, and all signals to go on that follow. */
  void deliver(RunSignal signal) {
    recent = new ArrayList<>();
    Decided first = decide(signal);
    if (script.trials().contains(Trial.TWICE)) {
      decide(signal);
    }
    if (script.trials().contains(Trial.ECHOED)) {
      Optional<RunSignal> earlier = echo;
      echo = repeatable(signal) ? Optional.of(signal) : Optional.empty();
      earlier.ifPresent(this::decide);
    }
    followUp();
    last = first;
  }

  /** Policies, the roster or switches are others from now on; what is held is looked at again. */
  void changed(Script house) {
    int version = known.gate().house() + 1;
    known = house.known(guarded(Script.jq()), version, known.shared());
    deliver(new RunSignal.Recheck());
  }

  /** What the engine sends by itself: turns, where receivers have room, and signals to go on. */
  private void followUp() {
    for (int i = 0; goOn || (!receiversBusy && !queued.isEmpty()); i++) {
      if (i > GO_ON_LIMIT) {
        throw new AssertionError("the run goes on for ever");
      }
      if (!receiversBusy && !queued.isEmpty()) {
        decide(queued.pollFirstEntry().getValue());
      } else {
        goOn = false;
        decide(new RunSignal.GoOn());
      }
    }
  }

  /** Receivers have no room from now on, or have room again. */
  void receiversBusy(boolean now) {
    receiversBusy = now;
    followUp();
  }

  /** Whether its sender may send it again much later: what people command is not repeated so. */
  private static boolean repeatable(RunSignal signal) {
    return switch (signal) {
      case RunSignal.Start _,
          RunSignal.Turn _,
          RunSignal.Replied _,
          RunSignal.AnswerLost _,
          RunSignal.Errand _,
          RunSignal.TimerDue _,
          RunSignal.Decide _,
          RunSignal.Recheck _,
          RunSignal.Recall _,
          RunSignal.GoOn _ ->
          true;
      case RunSignal.OfTask _,
          RunSignal.NoteRerun _,
          RunSignal.Pause _,
          RunSignal.Resume _,
          RunSignal.Retry _,
          RunSignal.Cancel _,
          RunSignal.ReportOutcome _ ->
          false;
    };
  }

  private Decided decide(RunSignal signal) {
    Decided decided = RunDecider.decide(state, signal, known, now);
    if (decided instanceof Decided.Accepted(var more, var reservations)) {
      commit(more);
      shared(known.shared().after(reservations));
      handOut(more);
    }
    return decided;
  }

  /** Others have taken from what runs share, or have given back. */
  void shared(Shared next) {
    known = known.with(next);
  }

  Shared shared() {
    return known.shared();
  }

  /** What becomes of a signal, without a trace. */
  Decided preview(RunSignal signal) {
    return RunDecider.decide(state, signal, known, now);
  }

  void commit(List<Fact> more) {
    evolving = true;
    state = RunDecider.evolve(state, more);
    if (script.trials().contains(Trial.REBUILT)) {
      rebuilt = RunDecider.evolve(rebuilt, Format.facts(Format.body(more)));
      same("rebuilt from its facts", rebuilt);
      state = rebuilt;
    }
    if (script.trials().contains(Trial.RESTORED)) {
      RunState restored = RunFormat.read(RunFormat.write(state)).orElseThrow();
      same("restored from a snapshot", restored);
      state = restored;
    }
    evolving = false;
    facts.addAll(more);
    recent.addAll(more);
  }

  private void same(String how, RunState other) {
    if (!state.equals(other)) {
      throw new AssertionError(
          "the state " + how + " differs:\n  " + text(state) + "\n  " + text(other));
    }
  }

  private static String text(RunState state) {
    return new String(RunFormat.write(state), StandardCharsets.UTF_8);
  }

  private void handOut(List<Fact> more) {
    for (Work work : RunDecider.due(state, more)) {
      switch (work) {
        case Work.MakeCall call when call.queued() -> queue(call.key(), call.attempt());
        case Work.Begin begin when begin.queued() -> queue(begin.key(), begin.attempt());
        case Work.MakeCall call -> {
          pending.put(call.key(), call);
          made.add(call);
        }
        case Work.Begin begin -> begun.add(begin);
        case Work.Recall recall -> recalled.add(recall);
        case Work.Tell tell -> told.add(tell);
        case Work.GoOn _ -> goOn = true;
      }
    }
  }

  private void queue(EffectKey key, int attempt) {
    queued.put(key, new RunSignal.Turn(key, attempt));
  }

  void crash() {
    restart();
    for (Work work : RunDecider.outstanding(state)) {
      switch (work) {
        case Work.MakeCall call when call.queued() -> queue(call.key(), call.attempt());
        case Work.Begin begin when begin.queued() -> queue(begin.key(), begin.attempt());
        case Work.MakeCall call -> deliver(new RunSignal.AnswerLost(call.key(), call.attempt()));
        case Work.Begin begin -> begun.add(begin);
        case Work.Recall recall -> recalled.add(recall);
        case Work.Tell tell -> told.add(tell);
        case Work.GoOn _ -> deliver(new RunSignal.GoOn());
      }
    }
    followUp();
  }

  /** What a process knew and had not written is gone. */
  private void restart() {
    pending.clear();
    queued.clear();
    echo = Optional.empty();
    RunState again = RunState.empty(RUN);
    evolving = true;
    again = RunDecider.evolve(again, Format.facts(Format.body(facts)));
    evolving = false;
    same("rebuilt after a crash", again);
    state = again;
  }

  void elapse(Duration time) {
    Instant end = now.plus(time);
    for (Optional<Timer> timer = due(end); timer.isPresent(); timer = due(end)) {
      now = timer.get().at().isAfter(now) ? timer.get().at() : now;
      deliver(new RunSignal.TimerDue(timer.get().name()));
    }
    now = end;
  }

  private Optional<Timer> due(Instant end) {
    return state.timers().values().stream()
        .filter(t -> !t.at().isAfter(end))
        .min(Comparator.comparing(Timer::at));
  }

  Work.MakeCall pending(String name) {
    return pending.values().stream()
        .filter(c -> named(c, name) && state.inFlight().has(c.key()))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no call to '" + name + "' is under way: " + underWay()));
  }

  List<String> underWay() {
    return pending.values().stream()
        .filter(c -> state.inFlight().has(c.key()))
        .map(c -> c.call().target().display())
        .toList();
  }

  List<Work.MakeCall> made(String name) {
    return made.stream().filter(c -> named(c, name)).toList();
  }

  private static boolean named(Work.MakeCall work, String name) {
    return name.isEmpty()
        || work.call().target().display().equals(name)
        || work.key().place().path().equals(name)
        || work.key().toString().equals(name);
  }

  private Expressions guarded(Expressions jq) {
    return new Expressions() {
      @Override
      public Evaluation evaluate(String text, Json input, Map<String, Json> variables) {
        if (evolving) {
          throw new AssertionError("an expression was evaluated to rebuild a state: " + text);
        }
        return jq.evaluate(text, input, variables);
      }

      @Override
      public Optional<String> complaint(String text, List<String> variables) {
        return jq.complaint(text, variables);
      }

      @Override
      public Derivation derivation(String text) {
        return jq.derivation(text);
      }
    };
  }

  /** The children that the engine was to begin, each as often as it was told to. */
  List<Work.Begin> begun() {
    return begun;
  }

  List<Work.Recall> recalled() {
    return recalled;
  }

  /** What this run had to say to the one that began it. */
  List<Work.Tell> told() {
    return told;
  }

  RunState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  Decided last() {
    return last;
  }

  List<Fact> facts() {
    return facts;
  }

  List<Fact> recent() {
    return recent;
  }
}
