package dev.fermata.run.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fermata.effect.Target;
import dev.fermata.fact.Format;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A run's state as a snapshot: versioned, and never the only copy of anything. */
public final class RunFormat {
  /** Raised whenever the state's form changes; a snapshot of another version is thrown away. */
  private static final int VERSION = 8;

  private static final ObjectMapper MAPPER =
      Format.mapper(Stage.class, Outcome.class, Target.class, Task.State.class)
          .registerModule(StoredMap.module());

  private RunFormat() {}

  public static byte[] write(RunState state) {
    try {
      return MAPPER.writeValueAsBytes(frozen(state));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a state could not be written: " + e.getOriginalMessage(), e);
    }
  }

  /** The state, or nothing if another version wrote it. */
  public static Optional<RunState> read(byte[] snapshot) {
    try {
      var tree = MAPPER.readTree(snapshot);
      return tree.path("version").asInt() == VERSION
          ? Optional.of(thawed(MAPPER.readValue(snapshot, Frozen.class)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Frozen frozen(RunState s) {
    return new Frozen(
        VERSION,
        s.id(),
        s.start(),
        s.context(),
        s.frames().values(),
        s.progress().panels(),
        s.progress().talks().values(),
        s.gated().values(),
        s.inFlight().values(),
        s.inDoubt().values(),
        s.settled().values(),
        s.timers().values(),
        s.waiting().values(),
        s.closed().values(),
        s.pause(),
        s.restored(),
        s.ending(),
        s.ended(),
        s.tally(),
        s.reported());
  }

  private static RunState thawed(Frozen f) {
    PersistentMap<Place, Frame> frames = PersistentMap.empty();
    PersistentMap<Place, Boolean> ready = PersistentMap.empty();
    for (Frame frame : f.frames()) {
      frames = frames.with(frame.place(), frame);
      ready = frame.stage().actionable() ? ready.with(frame.place(), true) : ready;
    }
    RunState thawed =
        new RunState(
            f.id(),
            f.start(),
            new RunState.Progress(
                f.context(),
                frames,
                ready,
                f.panels(),
                by(f.talks(), Talk::key),
                PersistentMap.empty()),
            new RunState.Effects(
                by(f.gated(), Gated::key),
                by(f.inFlight(), Effect::key),
                by(f.inDoubt(), Effect::key),
                by(f.settled(), Effect::key)),
            new RunState.Agenda(
                by(f.timers(), Timer::name), by(f.waiting(), Task::id), by(f.closed(), Task::id)),
            new RunState.Course(f.pause(), f.restored(), f.ending(), f.ended(), f.reported()),
            f.tally());
    for (Talk talk : f.talks()) {
      thawed = TalkEvolution.refreshed(thawed, talk.key());
    }
    return thawed;
  }

  private static <K extends Comparable<? super K>, V> PersistentMap<K, V> by(
      List<V> values, Function<V, K> key) {
    PersistentMap<K, V> map = PersistentMap.empty();
    for (V value : values) {
      map = map.with(key.apply(value), value);
    }
    return map;
  }

  private record Frozen(
      int version,
      RunId id,
      Optional<Started> start,
      Json context,
      List<Frame> frames,
      PersistentMap<String, Json> panels,
      List<Talk> talks,
      List<Gated> gated,
      List<Effect> inFlight,
      List<Effect> inDoubt,
      List<Effect> settled,
      List<Timer> timers,
      List<Task> waiting,
      List<Task> closed,
      Optional<RunFact.Paused> pause,
      Optional<RunFact.Restored> restored,
      Optional<Outcome> ending,
      Optional<Instant> ended,
      Tally tally,
      Optional<RunFact.OutcomeReported> reported) {}
}
