package dev.fermata.testkit.world;

import dev.fermata.effect.Call;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.TaskFact;
import dev.fermata.run.RunDecider;
import dev.fermata.run.state.Projection;
import dev.fermata.run.state.RunState;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the journal as it grows and notes what breaks a promise: a call that leaves before its
 * intent is durable, a timer that fires early or twice, a task that is decided twice, a list that
 * does not show what the facts say. Not thread-safe.
 */
final class Witness {
  private static final int PAGE = 500;

  private record Sent(EffectKey key, int attempt) {}

  private record Clock(RunId run, String timer) {}

  private final MemoryJournal disk;
  private final List<String> breaches = new ArrayList<>();
  private final Map<Sent, Boolean> mayLeave = new HashMap<>();
  private final Map<EffectKey, Call> calls = new HashMap<>();
  private final Map<Clock, Instant> timers = new HashMap<>();
  private final Map<TaskId, String> decided = new HashMap<>();
  private final Map<RunId, RunState> states = new HashMap<>();
  private final Set<RunId> moved = new HashSet<>();
  private long position;

  Witness(MemoryJournal disk) {
    this.disk = disk;
  }

  /** Reads what is new. */
  void look() {
    List<Stored> page = disk.tail(position, PAGE);
    while (!page.isEmpty()) {
      page.forEach(this::entry);
      position = page.getLast().position();
      page = disk.tail(position, PAGE);
    }
    moved.forEach(this::compare);
    moved.clear();
  }

  private void entry(Stored entry) {
    if (!entry.stream().isRun()) {
      return;
    }
    RunId run = entry.stream().run();
    RunState state = states.computeIfAbsent(run, RunState::empty);
    for (Fact fact : entry.facts()) {
      if (fact instanceof RunFact runFact) {
        state = RunDecider.evolve(state, runFact);
        fact(run, runFact, entry.at());
      }
    }
    states.put(run, state);
    moved.add(run);
  }

  private void fact(RunId run, RunFact fact, Instant at) {
    switch (fact) {
      case RunFact.EffectIntended f -> {
        calls.put(f.key(), f.call());
        mayLeave.put(new Sent(f.key(), f.attempt()), !f.queued());
      }
      case RunFact.EffectReattempted f -> mayLeave.put(new Sent(f.key(), f.attempt()), !f.queued());
      case RunFact.EffectSent f -> mayLeave.put(new Sent(f.key(), f.attempt()), true);
      // An attempt that was put off is made at once when its run is resumed.
      case RunFact.TimerSet f ->
          timers.put(
              new Clock(run, f.timer()), f.purpose() == Purpose.REATTEMPT ? Instant.MIN : f.at());
      case RunFact.TimerCleared f -> timers.remove(new Clock(run, f.timer()));
      case RunFact.TimerFired f -> fired(new Clock(run, f.timer()), at);
      case TaskFact.TaskDecided f -> {
        String before = decided.put(f.task(), f.decision().id() + ": " + f.decision().answer());
        if (before != null) {
          breaches.add("task " + f.task() + " was decided twice");
        }
      }
      default -> {}
    }
  }

  private void fired(Clock clock, Instant at) {
    Instant due = timers.remove(clock);
    if (due == null) {
      breaches.add(clock + " fired twice, or was never set");
    } else if (due.isAfter(at)) {
      breaches.add(clock + " fired at " + at + ", before its time " + due);
    }
  }

  /** A call leaves now: its intent must be durable. */
  void leaves(Attempt attempt) {
    look();
    Boolean may = mayLeave.get(new Sent(attempt.key(), attempt.number()));
    if (may == null || !may) {
      breaches.add(
          attempt.key() + " attempt " + attempt.number() + " left, and the journal says: " + may);
    }
  }

  /** Lists must show what the facts say. */
  private void compare(RunId run) {
    RunState state = states.get(run);
    if (state == null) {
      return;
    }
    var row = Projection.row(state);
    if (!row.equals(disk.run(run))) {
      breaches.add("the row of " + run + " is " + disk.run(run) + ", its facts say " + row);
    }
    boolean active = disk.active("", Integer.MAX_VALUE).contains(run);
    if (active != state.active()) {
      breaches.add(run + " is active: " + active + ", its facts say " + state.active());
    }
  }

  Optional<RunState> state(RunId run) {
    return Optional.ofNullable(states.get(run));
  }

  /** The answer that counted on a task. */
  Optional<String> decision(TaskId task) {
    return Optional.ofNullable(decided.get(task));
  }

  /** Whether that run is in the journal. */
  boolean knows(RunId run) {
    return !disk.read(StreamId.of(run), 1, 1).isEmpty();
  }

  List<String> breaches() {
    return breaches;
  }
}
