package dev.fermata.engine;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Caller.Passes;
import dev.fermata.effect.Gate;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Signal;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.house.HouseState;
import dev.fermata.roster.Principal;
import dev.fermata.run.bound.Directory;
import dev.fermata.run.bound.Shared;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.trace.TraceContext;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The engine: hosts the house and its runs in one process. Every method may be called by many
 * threads at once and blocks until its answer is durable; virtual threads are the callers it is
 * made for. What only reads throws {@link Journal.JournalFailure} if the store cannot be read. On a
 * failure that it cannot mend it stops accepting and reports; it never ends the process.
 */
public final class Fermata implements AutoCloseable {
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
  private static final long QUIET_POLL_MS = 5;

  record Store(Journal journal, Views views) {}

  record World(
      InstantSource clock, RandomGenerator chance, Executor calls, Door.Patience patience) {}

  record Outside(Map<String, Caller> callers, Passes passes, Consumer<EngineFailure> failures) {}

  private final Parts parts;
  private final CountDownLatch shardsAtWork;
  private final List<Thread> otherThreads = new ArrayList<>();

  Fermata(Parts parts, ThreadFactory threads) {
    this.parts = parts;
    shardsAtWork = new CountDownLatch(parts.shards.size());
    List<Thread> shardThreads = new ArrayList<>();
    for (Shard shard : parts.shards) {
      shardThreads.add(
          threads.newThread(() -> {
            shard.run();
            shardsAtWork.countDown();
          }));
    }
    otherThreads.add(threads.newThread(parts.timers));
    otherThreads.add(threads.newThread(parts.ticker));
    otherThreads.add(threads.newThread(parts.recovery));
    otherThreads.add(threads.newThread(parts.rechecks));
    shardThreads.forEach(Thread::start);
    otherThreads.forEach(Thread::start);
  }

  public static FermataBuilder builder() {
    return new FermataBuilder();
  }

  /** Gives a command to the house. */
  public Answer tell(HouseSignal signal) {
    return Parts.answer(ask(StreamId.HOUSE, signal, Mail.Kind.COMMAND));
  }

  /**
   * What to start.
   *
   * @param workflow a version in its written form, or the name of a workflow for its latest version
   * @param startKey a start with the same key gives the same run; empty for none
   * @param batch the batch that the run is a row of; empty for none
   * @param rerun where it goes on from a step of another run
   * @param trace the header {@code traceparent} of whoever asks for it, if there is one
   */
  public record Beginning(
      String workflow,
      Json input,
      String startKey,
      String batch,
      Priority priority,
      Optional<RunFact.RerunOf> rerun,
      Optional<String> trace) {
    /** Within no trace of another program. */
    public Beginning(
        String workflow,
        Json input,
        String startKey,
        String batch,
        Priority priority,
        Optional<RunFact.RerunOf> rerun) {
      this(workflow, input, startKey, batch, priority, rerun, Optional.empty());
    }

    /** From its beginning on. */
    public Beginning(
        String workflow, Json input, String startKey, String batch, Priority priority) {
      this(workflow, input, startKey, batch, priority, Optional.empty());
    }

    /** With normal priority. */
    public Beginning(String workflow, Json input, String startKey, String batch) {
      this(workflow, input, startKey, batch, Priority.NORMAL);
    }

    /** The same within a trace; a header that cannot be read is as none. */
    public Beginning traced(String header) {
      return new Beginning(
          workflow,
          input,
          startKey,
          batch,
          priority,
          rerun,
          TraceContext.of(header).map(_ -> header));
    }
  }

  /** Starts a run. */
  public Answer.ToStart start(Beginning what, Principal by) {
    return switch (parts.prepare(what, by)) {
      case Parts.Prepared.Known(var answer) -> answer;
      case Parts.Prepared.Signalled(var run, var signal) ->
          Parts.started(run, ask(StreamId.of(run), signal, Mail.Kind.START));
    };
  }

  /** Sends a run a command. */
  public Answer send(RunId run, RunSignal signal) {
    return Parts.answer(ask(StreamId.of(run), signal, Parts.kind(signal)));
  }

  /** The run that a start with this key made. */
  public Optional<RunId> startedBy(String startKey) {
    return parts.store.journal().holder(new Reservation.StartKey(startKey)).map(StreamId::run);
  }

  /** A run's state, all of it durable. */
  public Optional<RunState> state(RunId run) {
    return parts.replay.load(StreamId.of(run)).state() instanceof Judge.State.Run(var state)
            && state.start().isPresent()
        ? Optional.of(state)
        : Optional.empty();
  }

  /** The house as it was last committed. */
  public HouseState house() {
    return parts.judge.house();
  }

  /** What runs share, as it was last committed. */
  public Shared shared() {
    return parts.judge.shared();
  }

  /** The time, by the clock that the engine was given. */
  public Instant now() {
    return parts.clock.instant();
  }

  /** The gate as the house last set it. */
  public Gate gate() {
    return parts.judge.gate();
  }

  /** The workflow of that digest, if it was published here. */
  public Optional<Workflow> definition(Digest digest) {
    return parts.judge.definition(digest);
  }

  /** What is published, as the house was last committed. */
  public Directory directory() {
    return parts.judge.directory();
  }

  public Views views() {
    return parts.store.views();
  }

  /** Entries of a stream, from that number on. */
  public List<Journal.Stored> facts(StreamId stream, long from, int limit) {
    return parts.store.journal().read(stream, from, limit);
  }

  /** Entries of all streams after that position: with {@link #awaitAfter}, a live tail. */
  public List<Journal.Stored> tail(long after, int limit) {
    return parts.store.journal().tail(after, limit);
  }

  /**
   * Waits until there is an entry after that position, or the time is over.
   *
   * @return the position of the last durable entry
   */
  public long awaitAfter(long position, Duration wait) throws InterruptedException {
    return parts.writer.awaitAfter(position, wait);
  }

  /** Whether every run that was active before a restart has been looked at. */
  public boolean recovered() {
    return parts.recovery.done();
  }

  /** Waits until it is; false if that took longer. */
  public boolean awaitRecovered(Duration wait) throws InterruptedException {
    return parts.recovery.await(wait);
  }

  /** Whether commands are accepted: it neither drains nor has stopped. */
  public boolean accepting() {
    return parts.door.refusal(Mail.Kind.START).isEmpty();
  }

  /**
   * How much waits inside, for whoever watches.
   *
   * @param commands those without an answer yet
   * @param calls those that wait for room at their receiver
   */
  public record Load(long commands, int calls) {}

  public Load load() {
    return new Load(parts.post.open(), parts.dispatch.waiting());
  }

  /**
   * Refuses new work at once, and waits until what is under way is saved.
   *
   * @return whether everything came to rest in time; what did not is safe in the journal
   */
  public boolean drain(Duration wait) throws InterruptedException {
    parts.door.drain();
    parts.timers.end();
    parts.recovery.end();
    parts.rechecks.end();
    parts.dispatch.drain();
    var nobody = new ArrayBlockingQueue<Boolean>(1);
    for (long left = wait.toMillis(); left > 0 && !quiet(); left -= QUIET_POLL_MS) {
      nobody.poll(QUIET_POLL_MS, TimeUnit.MILLISECONDS);
    }
    return quiet();
  }

  private boolean quiet() {
    return parts.dispatch.quiet() && parts.post.open() == 0;
  }

  /** Stops; what was decided is written first. Calls under way are left. */
  @Override
  public void close() {
    parts.door.drain();
    parts.timers.end();
    parts.recovery.end();
    parts.rechecks.end();
    parts.dispatch.drain();
    parts.ticker.end();
    parts.post.close();
    parts.writer.end();
    boolean interrupted = false;
    try {
      shardsAtWork.await(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    interrupted |= join(otherThreads);
    parts.door.shut();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(CLOSE_WAIT);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  private Mail.Fate ask(StreamId to, Signal signal, Mail.Kind kind) {
    BlockingQueue<Mail.Fate> fate = new ArrayBlockingQueue<>(1);
    try {
      Optional<Problem> refusal =
          parts.send(to, signal, kind, parts.limits.intakeWait(), fate::add);
      if (refusal.isPresent()) {
        return new Mail.Fate.Refused(refusal.get());
      }
      Duration wait = parts.limits.answerWait();
      Mail.Fate came = fate.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      return came != null ? came : new Mail.Fate.Refused(Post.unknown("no answer within " + wait));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Mail.Fate.Refused(Post.unknown("the wait for the answer was interrupted"));
    }
  }
}
