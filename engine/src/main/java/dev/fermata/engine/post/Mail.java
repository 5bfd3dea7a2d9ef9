package dev.fermata.engine.post;

import dev.fermata.fact.Signal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.host.Work;
import dev.fermata.value.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A signal on its way to a stream.
 *
 * @param signal absent where the stream is only to be looked at, as after a restart
 * @param then told once what became of it; called by engine threads, so it must not block
 * @param tries how often it was decided in vain, because the entry was not written
 */
public record Mail(
    StreamId to, Optional<Signal> signal, Kind kind, Consumer<Fate> then, int tries) {
  /** Who sends it, and so what room it takes. */
  public enum Kind {
    /** The engine itself: results, timers, going on. Room is reserved before work is handed out. */
    INTERNAL,
    COMMAND,
    /** A command that keeps trying while the disk is full. */
    CANCEL,
    START
  }

  /** What became of a signal. */
  public sealed interface Fate {
    /**
     * What it caused is durable; {@code changed} where it caused anything.
     *
     * @param owed what the run has to say to others because it was asked
     */
    record Accepted(boolean changed, List<Work> owed) implements Fate {
      public Accepted {
        owed = List.copyOf(owed);
      }

      public Accepted(boolean changed) {
        this(changed, List.of());
      }
    }

    record Refused(Problem problem) implements Fate {}

    /** Another stream holds what the signal's entry was to reserve. */
    record Taken(StreamId holder) implements Fate {}
  }

  public static Mail internal(StreamId to, Signal signal, Consumer<Fate> then) {
    return new Mail(to, Optional.of(signal), Kind.INTERNAL, then, 0);
  }

  public static Mail internal(StreamId to, Signal signal) {
    return internal(to, signal, fate -> {});
  }

  /** Asks the shard to load a stream, which sends it what a restart calls for. */
  public static Mail look(StreamId to, Consumer<Fate> then) {
    return new Mail(to, Optional.empty(), Kind.INTERNAL, then, 0);
  }

  public Mail again() {
    return new Mail(to, signal, kind, then, tries + 1);
  }
}
