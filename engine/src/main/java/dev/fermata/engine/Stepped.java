package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Signal;
import dev.fermata.fact.StreamId;
import dev.fermata.house.HouseState;
import dev.fermata.roster.Principal;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The same engine without threads: whoever holds it says which of its parts takes its next step, so
 * that a simulation can try any order, and the same order again. Nothing in it waits. A crash is to
 * let go of it. Not thread-safe.
 */
public final class Stepped {
  private final Parts parts;
  private final List<Runnable> calls;

  Stepped(Parts parts, List<Runnable> calls) {
    this.parts = parts;
    this.calls = calls;
  }

  /** How many parts there are; {@link #step} takes a number below it. */
  public int parts() {
    return 2 * shards() + 4;
  }

  /** How many of them decide: the first. */
  public int shards() {
    return parts.shards.size();
  }

  /**
   * Has one part do one piece of work: the shards decide first, then they commit, then come the
   * timers, recovery, the dispatch, and the look at runs that are held.
   *
   * @return false if it had nothing to do
   */
  public boolean step(int part) {
    try {
      int shards = shards();
      if (part < shards) {
        return parts.shards.get(part).decide();
      }
      if (part < 2 * shards) {
        return parts.shards.get(part - shards).commit();
      }
      return switch (part - 2 * shards) {
        case 0 -> parts.timers.step();
        case 1 -> parts.recovery.step(0);
        case 2 -> parts.dispatch.tick();
        case 3 -> parts.rechecks.step();
        default ->
            throw new IllegalArgumentException("there is no part " + part + " of " + parts());
      };
    } catch (InterruptedException e) {
      throw new IllegalStateException("a part waited, which none may do here", e);
    }
  }

  /** When the first of the calls that wait for time may leave; empty while none does. */
  public Optional<Instant> nextTurn() {
    return parts.dispatch.nextTurn();
  }

  /** How many calls are ready to be made; {@link #call} takes a number below it. */
  public int calls() {
    return calls.size();
  }

  /** Makes one call; its reply is sent to its run. */
  public void call(int number) {
    calls.remove(number).run();
  }

  /** Gives a command to the house. */
  public void tell(HouseSignal signal, Consumer<Answer> then) {
    send(StreamId.HOUSE, signal, Mail.Kind.COMMAND, fate -> then.accept(Parts.answer(fate)));
  }

  /** Starts a run. */
  public void start(Fermata.Beginning what, Principal by, Consumer<Answer.ToStart> then) {
    switch (parts.prepare(what, by)) {
      case Parts.Prepared.Known(var answer) -> then.accept(answer);
      case Parts.Prepared.Signalled(var run, var signal) ->
          send(
              StreamId.of(run),
              signal,
              Mail.Kind.START,
              fate -> then.accept(Parts.started(run, fate)));
    }
  }

  /** Sends a run a command. */
  public void send(RunId run, RunSignal signal, Consumer<Answer> then) {
    send(StreamId.of(run), signal, Parts.kind(signal), fate -> then.accept(Parts.answer(fate)));
  }

  /** Sends a run what the engine itself sends, a second time perhaps; it must do no harm. */
  public void repeat(RunId run, RunSignal signal) {
    parts.post.post(Mail.internal(StreamId.of(run), signal));
  }

  private void send(StreamId to, Signal signal, Mail.Kind kind, Consumer<Mail.Fate> then) {
    try {
      Optional<Problem> refusal = parts.send(to, signal, kind, Duration.ZERO, then);
      refusal.ifPresent(problem -> then.accept(new Mail.Fate.Refused(problem)));
    } catch (InterruptedException e) {
      throw new IllegalStateException("a command waited, which none may do here", e);
    }
  }

  /** A run's state, all of it durable. */
  public Optional<RunState> state(RunId run) {
    return parts.replay.load(StreamId.of(run)).state() instanceof Judge.State.Run(var state)
            && state.start().isPresent()
        ? Optional.of(state)
        : Optional.empty();
  }

  public HouseState house() {
    return parts.judge.house();
  }

  /** Whether it has failed closed: then nothing but a new start helps. */
  public boolean stopped() {
    return parts.door.stopped();
  }

  /** Where calls wait to be made. */
  static List<Runnable> queue() {
    return new ArrayList<>();
  }
}
