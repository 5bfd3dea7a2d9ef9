package dev.fermata.run.state;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Hold;
import dev.fermata.effect.Lineage;
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
import dev.fermata.value.trace.TraceContext;
import dev.fermata.value.turn.Priority;
import java.time.Instant;
import java.util.Optional;

/** A run after its facts so far; plain data. Before the first fact {@code start} is absent. */
public record RunState(
    RunId id,
    Optional<Started> start,
    Progress progress,
    Effects effects,
    Agenda agenda,
    Course course,
    Tally tally) {

  /**
   * How far its steps are.
   *
   * @param ready the frames that the decider can go on with
   * @param panels how panels were resolved, by the name of their step: what policies may read
   * @param talks the talks of agents with their models, by the key of the agent's effect
   * @param talking the talks that the decider can go on with
   */
  public record Progress(
      Json context,
      PersistentMap<Place, Frame> frames,
      PersistentMap<Place, Boolean> ready,
      PersistentMap<String, Json> panels,
      PersistentMap<EffectKey, Talk> talks,
      PersistentMap<EffectKey, Boolean> talking) {
    Progress with(PersistentMap<Place, Frame> others, PersistentMap<Place, Boolean> now) {
      return new Progress(context, others, now, panels, talks, talking);
    }

    Progress withTalks(
        PersistentMap<EffectKey, Talk> others, PersistentMap<EffectKey, Boolean> now) {
      return new Progress(context, frames, ready, panels, others, now);
    }
  }

  /**
   * Its effects.
   *
   * @param gated those that wait before the gate: for people, or until what holds them is gone
   * @param inFlight those with an intent and no result yet
   * @param inDoubt those of which nobody knows whether they happened
   * @param settled those that have a result and that a retry may come to again
   */
  public record Effects(
      PersistentMap<EffectKey, Gated> gated,
      PersistentMap<EffectKey, Effect> inFlight,
      PersistentMap<EffectKey, Effect> inDoubt,
      PersistentMap<EffectKey, Effect> settled) {
    Effects with(EffectKey key, Gated waits) {
      return new Effects(gated.with(key, waits), inFlight, inDoubt, settled);
    }

    Effects without(EffectKey key) {
      return new Effects(gated.without(key), inFlight, inDoubt, settled);
    }
  }

  /** Its timers and tasks. */
  public record Agenda(
      PersistentMap<String, Timer> timers,
      PersistentMap<TaskId, Task> waiting,
      PersistentMap<TaskId, Task> closed) {}

  /**
   * Whether it goes on.
   *
   * @param restored that the run's journal came from a backup, so that it may have done more than
   *     it knows
   * @param reported what was last reported to have come of it
   */
  public record Course(
      Optional<RunFact.Paused> pause,
      Optional<RunFact.Restored> restored,
      Optional<Outcome> ending,
      Optional<Instant> ended,
      Optional<RunFact.OutcomeReported> reported) {}

  public static RunState empty(RunId id) {
    return new RunState(
        id,
        Optional.empty(),
        new Progress(
            Json.NULL,
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty()),
        new Effects(
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty()),
        new Agenda(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty()),
        new Course(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        Tally.NONE);
  }

  /** The run after one more fact. Never evaluates an expression. */
  public RunState after(RunFact fact) {
    return Evolution.evolve(this, fact);
  }

  public Json context() {
    return progress.context();
  }

  public PersistentMap<Place, Frame> frames() {
    return progress.frames();
  }

  public PersistentMap<Place, Boolean> ready() {
    return progress.ready();
  }

  public PersistentMap<EffectKey, Gated> gated() {
    return effects.gated();
  }

  public PersistentMap<EffectKey, Effect> inFlight() {
    return effects.inFlight();
  }

  public PersistentMap<EffectKey, Effect> inDoubt() {
    return effects.inDoubt();
  }

  public PersistentMap<EffectKey, Effect> settled() {
    return effects.settled();
  }

  public PersistentMap<String, Timer> timers() {
    return agenda.timers();
  }

  public PersistentMap<TaskId, Task> waiting() {
    return agenda.waiting();
  }

  public PersistentMap<TaskId, Task> closed() {
    return agenda.closed();
  }

  public Optional<RunFact.Paused> pause() {
    return course.pause();
  }

  public Optional<RunFact.Restored> restored() {
    return course.restored();
  }

  public Optional<Outcome> ending() {
    return course.ending();
  }

  public Optional<Instant> ended() {
    return course.ended();
  }

  /** What was last reported to have come of the run. */
  public Optional<RunFact.OutcomeReported> reported() {
    return course.reported();
  }

  public boolean paused() {
    return pause().isPresent();
  }

  public Priority priority() {
    return start.flatMap(Started::priority).orElse(Priority.NORMAL);
  }

  /** Whence it comes, if another run began it. */
  public Optional<Lineage> lineage() {
    return start.flatMap(Started::lineage);
  }

  /** Where the trace comes from that all it does belongs to. */
  public TraceContext.Origin traced() {
    return new TraceContext.Origin(
        lineage().map(Lineage::root).orElse(id), start.flatMap(Started::trace));
  }

  /** How the run stands, as lists show it. */
  public RunStatus status() {
    if (ended().isPresent()) {
      return switch (ending().orElseThrow()) {
        case Outcome.Completed _ -> RunStatus.COMPLETED;
        case Outcome.Faulted _ -> RunStatus.FAULTED;
        case Outcome.Cancelled _ -> RunStatus.CANCELLED;
      };
    }
    if (ending().isPresent()) {
      return RunStatus.ENDING;
    }
    if (paused()) {
      return RunStatus.PAUSED;
    }
    if (hold().isPresent()) {
      return RunStatus.HELD;
    }
    return !waiting().isEmpty() && inFlight().isEmpty() && ready().isEmpty()
        ? RunStatus.WAITING
        : RunStatus.RUNNING;
  }

  /** What holds back the first of its effects that is held back. */
  public Optional<Hold> hold() {
    return gated().values().stream().flatMap(g -> g.hold().stream()).findFirst();
  }

  /** Whether work is under way or ready, so that a restart must look at the run. */
  public boolean active() {
    return !inFlight().isEmpty() || canGoOn();
  }

  /** Whether the decider could go on by itself. */
  public boolean canGoOn() {
    boolean ready = !ready().isEmpty() || !progress.talking().isEmpty();
    return ready && !paused() && ending().isEmpty();
  }

  /** What went wrong, in one line; empty if nothing did. */
  public String problem() {
    if (ending().isPresent() && ending().get() instanceof Outcome.Faulted(Problem problem)) {
      return problem.title() + (problem.detail().isEmpty() ? "" : ": " + problem.detail());
    }
    if (pause().isPresent() && pause().get().by().equals(RunFact.Paused.ENGINE)) {
      return pause().get().reason();
    }
    if (gated().isEmpty() && waiting().isEmpty()) {
      return "";
    }
    return hold()
        .map(Hold::why)
        .or(() ->
            waiting().values().stream()
                .filter(t -> t.kind() == Task.Kind.REPAIR || t.kind() == Task.Kind.IN_DOUBT)
                .map(t -> t.brief().question())
                .findFirst())
        .orElse("");
  }

  public Optional<Frame> frame(Place place) {
    return frames().get(place);
  }

  /** The task of that id, waiting or closed. */
  public Optional<Task> task(TaskId task) {
    return waiting().get(task).or(() -> closed().get(task));
  }

  private RunState with(Progress next) {
    return new RunState(id, start, next, effects, agenda, course, tally);
  }

  RunState with(Effects next) {
    return new RunState(id, start, progress, next, agenda, course, tally);
  }

  private RunState with(Agenda next) {
    return new RunState(id, start, progress, effects, next, course, tally);
  }

  private RunState with(Course next) {
    return new RunState(id, start, progress, effects, agenda, next, tally);
  }

  RunState with(Tally next) {
    return new RunState(id, start, progress, effects, agenda, course, next);
  }

  RunState with(Frame frame) {
    boolean actionable = frame.stage().actionable();
    return withFrames(
        frames().with(frame.place(), frame),
        actionable ? ready().with(frame.place(), true) : ready().without(frame.place()));
  }

  RunState without(Place place) {
    return withFrames(frames().without(place), ready().without(place));
  }

  RunState withFrames(
      PersistentMap<Place, Frame> nextFrames, PersistentMap<Place, Boolean> nextReady) {
    return with(progress.with(nextFrames, nextReady));
  }

  /** The talk of the agent's effect with that key. */
  public Optional<Talk> talk(EffectKey key) {
    return progress.talks().get(key);
  }

  /** Whether the effect is on its way, waits before the gate, or is in doubt. */
  public boolean isPending(EffectKey key) {
    return inFlight().has(key) || gated().has(key) || inDoubt().has(key);
  }

  RunState with(Talk talk) {
    return with(progress.withTalks(progress.talks().with(talk.key(), talk), progress.talking()));
  }

  RunState talking(EffectKey key, boolean ready) {
    return with(
        progress.withTalks(
            progress.talks(),
            ready ? progress.talking().with(key, true) : progress.talking().without(key)));
  }

  RunState withoutTalk(EffectKey key) {
    return progress.talks().has(key)
        ? with(progress.withTalks(progress.talks().without(key), progress.talking().without(key)))
        : this;
  }

  RunState withStart(Started started) {
    return new RunState(id, Optional.of(started), progress, effects, agenda, course, tally)
        .withContext(Json.EMPTY);
  }

  RunState withContext(Json next) {
    return with(
        new Progress(
            next, frames(), ready(), progress.panels(), progress.talks(), progress.talking()));
  }

  RunState withPanel(String step, Json resolved) {
    return with(
        new Progress(
            context(),
            frames(),
            ready(),
            progress.panels().with(step, resolved),
            progress.talks(),
            progress.talking()));
  }

  RunState withEffects(
      PersistentMap<EffectKey, Effect> flying,
      PersistentMap<EffectKey, Effect> doubtful,
      PersistentMap<EffectKey, Effect> known) {
    return with(new Effects(gated(), flying, doubtful, known));
  }

  RunState withTimers(PersistentMap<String, Timer> next) {
    return with(new Agenda(next, waiting(), closed()));
  }

  RunState with(Task task) {
    return with(
        new Agenda(
            timers(),
            task.waits() ? waiting().with(task.id(), task) : waiting().without(task.id()),
            task.waits() ? closed() : closed().with(task.id(), task)));
  }

  RunState withPause(Optional<RunFact.Paused> next) {
    return with(new Course(next, restored(), ending(), ended(), reported()));
  }

  RunState with(RunFact.OutcomeReported report) {
    return with(new Course(pause(), restored(), ending(), ended(), Optional.of(report)));
  }

  RunState withRestored(RunFact.Restored now) {
    return with(new Course(pause(), Optional.of(now), ending(), ended(), reported()));
  }

  RunState withEnding(Outcome outcome, Optional<Instant> at) {
    return withFrames(PersistentMap.empty(), PersistentMap.empty())
        .with(new Effects(PersistentMap.empty(), inFlight(), inDoubt(), settled()))
        .with(new Course(pause(), restored(), Optional.of(outcome), at, reported()));
  }
}
