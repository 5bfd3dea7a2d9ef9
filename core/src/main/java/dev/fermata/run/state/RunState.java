package dev.fermata.run.state;

import dev.fermata.effect.EffectKey;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.fact.RunStatus;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.turn.Priority;
import java.time.Instant;
import java.util.Optional;

/**
 * A run after its facts so far; plain data. Before the first fact {@code start} is absent.
 *
 * @param ready the frames that the decider can go on with
 * @param inFlight effects with an intent and no result yet
 * @param inDoubt effects of which nobody knows whether they happened
 * @param settled effects that have a result and that a retry may come to again
 * @param restored that the run's journal came from a backup, so that it may have done more than it
 *     knows
 */
public record RunState(
    RunId id,
    Optional<Started> start,
    Json context,
    PersistentMap<Place, Frame> frames,
    PersistentMap<Place, Boolean> ready,
    PersistentMap<EffectKey, Effect> inFlight,
    PersistentMap<EffectKey, Effect> inDoubt,
    PersistentMap<EffectKey, Effect> settled,
    PersistentMap<String, Timer> timers,
    PersistentMap<TaskId, Task> waiting,
    PersistentMap<TaskId, Task> closed,
    Optional<RunFact.Paused> pause,
    Optional<RunFact.Restored> restored,
    Optional<Outcome> ending,
    Optional<Instant> ended) {

  public static RunState empty(RunId id) {
    return new RunState(
        id,
        Optional.empty(),
        Json.NULL,
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The run after one more fact. Never evaluates an expression. */
  public RunState after(RunFact fact) {
    return Evolution.evolve(this, fact);
  }

  public boolean paused() {
    return pause.isPresent();
  }

  public Priority priority() {
    return start.flatMap(Started::priority).orElse(Priority.NORMAL);
  }

  /** How the run stands, as lists show it. */
  public RunStatus status() {
    if (ended.isPresent()) {
      return switch (ending.orElseThrow()) {
        case Outcome.Completed _ -> RunStatus.COMPLETED;
        case Outcome.Faulted _ -> RunStatus.FAULTED;
        case Outcome.Cancelled _ -> RunStatus.CANCELLED;
      };
    }
    if (ending.isPresent()) {
      return RunStatus.ENDING;
    }
    if (paused()) {
      return RunStatus.PAUSED;
    }
    return !waiting.isEmpty() && inFlight.isEmpty() && ready.isEmpty()
        ? RunStatus.WAITING
        : RunStatus.RUNNING;
  }

  /** Whether work is under way or ready, so that a restart must look at the run. */
  public boolean active() {
    return !inFlight.isEmpty() || canGoOn();
  }

  /** Whether the decider could go on by itself. */
  public boolean canGoOn() {
    return !ready.isEmpty() && !paused() && ending.isEmpty();
  }

  /** What went wrong, in one line; empty if nothing did. */
  public String problem() {
    if (ending.isPresent() && ending.get() instanceof Outcome.Faulted(Problem problem)) {
      return line(problem);
    }
    if (pause.isPresent() && pause.get().by().equals(RunFact.Paused.ENGINE)) {
      return pause.get().reason();
    }
    return waiting.values().stream()
        .filter(t -> t.kind() == Task.Kind.REPAIR || t.kind() == Task.Kind.IN_DOUBT)
        .map(t -> t.brief().question())
        .findFirst()
        .orElse("");
  }

  private static String line(Problem problem) {
    return problem.title() + (problem.detail().isEmpty() ? "" : ": " + problem.detail());
  }

  public Optional<Frame> frame(Place place) {
    return frames.get(place);
  }

  RunState with(Frame frame) {
    return new RunState(
        id,
        start,
        context,
        frames.with(frame.place(), frame),
        frame.stage().actionable() ? ready.with(frame.place(), true) : ready.without(frame.place()),
        inFlight,
        inDoubt,
        settled,
        timers,
        waiting,
        closed,
        pause,
        restored,
        ending,
        ended);
  }

  RunState without(Place place) {
    return new RunState(
        id,
        start,
        context,
        frames.without(place),
        ready.without(place),
        inFlight,
        inDoubt,
        settled,
        timers,
        waiting,
        closed,
        pause,
        restored,
        ending,
        ended);
  }

  RunState withFrames(
      PersistentMap<Place, Frame> nextFrames, PersistentMap<Place, Boolean> nextReady) {
    return new RunState(
        id,
        start,
        context,
        nextFrames,
        nextReady,
        inFlight,
        inDoubt,
        settled,
        timers,
        waiting,
        closed,
        pause,
        restored,
        ending,
        ended);
  }

  RunState withStart(Started started) {
    return new RunState(
        id,
        Optional.of(started),
        Json.EMPTY,
        frames,
        ready,
        inFlight,
        inDoubt,
        settled,
        timers,
        waiting,
        closed,
        pause,
        restored,
        ending,
        ended);
  }

  RunState withContext(Json next) {
    return new RunState(
        id, start, next, frames, ready, inFlight, inDoubt, settled, timers, waiting, closed, pause,
        restored, ending, ended);
  }

  RunState withEffects(
      PersistentMap<EffectKey, Effect> flying,
      PersistentMap<EffectKey, Effect> doubtful,
      PersistentMap<EffectKey, Effect> known) {
    return new RunState(
        id, start, context, frames, ready, flying, doubtful, known, timers, waiting, closed, pause,
        restored, ending, ended);
  }

  RunState withTimers(PersistentMap<String, Timer> next) {
    return new RunState(
        id, start, context, frames, ready, inFlight, inDoubt, settled, next, waiting, closed, pause,
        restored, ending, ended);
  }

  RunState with(Task task) {
    return new RunState(
        id,
        start,
        context,
        frames,
        ready,
        inFlight,
        inDoubt,
        settled,
        timers,
        task.waits() ? waiting.with(task.id(), task) : waiting.without(task.id()),
        task.waits() ? closed : closed.with(task.id(), task),
        pause,
        restored,
        ending,
        ended);
  }

  RunState withPause(Optional<RunFact.Paused> next) {
    return new RunState(
        id, start, context, frames, ready, inFlight, inDoubt, settled, timers, waiting, closed,
        next, restored, ending, ended);
  }

  RunState withRestored(RunFact.Restored now) {
    return new RunState(
        id,
        start,
        context,
        frames,
        ready,
        inFlight,
        inDoubt,
        settled,
        timers,
        waiting,
        closed,
        pause,
        Optional.of(now),
        ending,
        ended);
  }

  RunState withEnding(Outcome outcome, Optional<Instant> at) {
    return new RunState(
        id,
        start,
        context,
        PersistentMap.empty(),
        PersistentMap.empty(),
        inFlight,
        inDoubt,
        settled,
        timers,
        waiting,
        closed,
        pause,
        restored,
        Optional.of(outcome),
        at);
  }

  /** The task of that id, waiting or closed. */
  public Optional<Task> task(TaskId task) {
    return waiting.get(task).or(() -> closed.get(task));
  }
}
