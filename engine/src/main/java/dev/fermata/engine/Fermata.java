package dev.fermata.engine;

import dev.fermata.effect.Caller;
import dev.fermata.engine.call.Switchboard;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Signal;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.house.HouseState;
import dev.fermata.roster.Principal;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.Priority;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
  /** Letters and digits without those that are taken for one another. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int RUN_ID_LENGTH = 12;
  private static final int SEED_LENGTH = 26;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
  private static final long QUIET_POLL_MS = 5;

  record Store(Journal journal, Views views) {}

  record World(
      InstantSource clock,
      RandomGenerator chance,
      ThreadFactory threads,
      ThreadFactory callThreads) {}

  record Outside(Map<String, Caller> callers, Consumer<EngineFailure> failures) {}

  private final Store store;
  private final RandomGenerator chance;
  private final EngineLimits limits;
  private final Judge judge;
  private final Replay replay;
  private final Door door;
  private final Post post;
  private final Dispatch dispatch;
  private final Timers timers;
  private final Recovery recovery;
  private final Aftermath aftermath;
  private final Writer writer;
  private final List<Thread> shardThreads = new ArrayList<>();
  private final List<Thread> otherThreads = new ArrayList<>();
  private final Thread writerThread;

  Fermata(Store store, Judge.Tools tools, World world, Outside outside, EngineLimits limits) {
    this.store = store;
    this.chance = world.chance();
    this.limits = limits;
    Journal journal = store.journal();
    judge = new Judge(tools, limits.definitions());
    replay = new Replay(journal);
    door = new Door(outside.failures());
    var gate = new StartGate();
    List<Mailbox> boxes = new ArrayList<>();
    for (int i = 0; i < limits.shards(); i++) {
      boxes.add(new Mailbox(limits.intake(), gate::open));
    }
    post = new Post(boxes);
    var switchboard =
        new Switchboard(outside.callers(), () -> judge.house().roster(), world.clock());
    dispatch = new Dispatch(switchboard, post, world.callThreads(), limits);
    gate.dispatch = Optional.of(dispatch);
    timers = new Timers(journal, post, door, world.clock(), limits);
    recovery = new Recovery(journal, post, door, limits);
    aftermath = new Aftermath(judge, post, dispatch, timers, journal.position());
    writer = new Writer(journal, door, aftermath, limits);
    if (replay.load(StreamId.HOUSE).state() instanceof Judge.State.House(var house)) {
      judge.committed(house);
    }
    var around = new Shard.Surroundings(judge, replay, dispatch, door, world.clock());
    writerThread = world.threads().newThread(writer);
    for (Mailbox box : boxes) {
      shardThreads.add(world.threads().newThread(new Shard(box, post, writer, around, limits)));
    }
    otherThreads.add(world.threads().newThread(timers));
    otherThreads.add(world.threads().newThread(recovery));
    writerThread.start();
    shardThreads.forEach(Thread::start);
    otherThreads.forEach(Thread::start);
  }

  /** Whether further runs may begin; the mailboxes are made before the calls that they wait for. */
  private static final class StartGate {
    volatile Optional<Dispatch> dispatch = Optional.empty();

    boolean open() {
      return dispatch.map(Dispatch::hasRoom).orElse(true);
    }
  }

  public static FermataBuilder builder() {
    return new FermataBuilder();
  }

  /** Gives a command to the house. */
  public Answer tell(HouseSignal signal) {
    return answer(ask(StreamId.HOUSE, signal, Mail.Kind.COMMAND));
  }

  /**
   * What to start.
   *
   * @param workflow a version in its written form, or the name of a workflow for its latest version
   * @param startKey a start with the same key gives the same run; empty for none
   * @param batch the batch that the run is a row of; empty for none
   */
  public record Beginning(
      String workflow, Json input, String startKey, String batch, Priority priority) {
    /** With normal priority. */
    public Beginning(String workflow, Json input, String startKey, String batch) {
      this(workflow, input, startKey, batch, Priority.NORMAL);
    }
  }

  /** Starts a run. */
  public Answer.ToStart start(Beginning what, Principal by) {
    Optional<Answer.ToStart> already = already(what.startKey());
    if (already.isPresent()) {
      return already.get();
    }
    Optional<HouseState.Published> version = judge.house().find(what.workflow());
    if (version.isEmpty()) {
      return new Answer.Refused(unknownWorkflow(what.workflow()));
    }
    var run = new RunId(drawn(RUN_ID_LENGTH));
    var signal =
        new RunSignal.Start(
            version.get().id(),
            version.get().digest(),
            what.input(),
            drawn(SEED_LENGTH),
            what.startKey(),
            what.batch(),
            by.name(),
            what.priority());
    return switch (ask(StreamId.of(run), signal, Mail.Kind.START)) {
      case Mail.Fate.Accepted(var changed) ->
          changed
              ? new Answer.Started(run, false)
              : new Answer.Refused(Post.unknown("chance gave the id of another run"));
      case Mail.Fate.Taken(var other) -> new Answer.Started(other.run(), true);
      case Mail.Fate.Refused(var problem) -> new Answer.Refused(problem);
    };
  }

  private Optional<Answer.ToStart> already(String startKey) {
    if (startKey.isEmpty()) {
      return Optional.empty();
    }
    try {
      return store
          .journal()
          .holder(new Reservation.StartKey(startKey))
          .map(holder -> new Answer.Started(holder.run(), true));
    } catch (Journal.JournalFailure e) {
      return Optional.of(new Answer.Refused(Post.unknown("the journal could not be read")));
    }
  }

  /** Sends a run a command. */
  public Answer send(RunId run, RunSignal signal) {
    if (signal instanceof RunSignal.Start) {
      throw new IllegalArgumentException("a run is begun with start, which finds its id");
    }
    var kind = signal instanceof RunSignal.Cancel ? Mail.Kind.CANCEL : Mail.Kind.COMMAND;
    return answer(ask(StreamId.of(run), signal, kind));
  }

  /** A run's state, all of it durable. */
  public Optional<RunState> state(RunId run) {
    return replay.load(StreamId.of(run)).state() instanceof Judge.State.Run(var state)
            && state.start().isPresent()
        ? Optional.of(state)
        : Optional.empty();
  }

  /** The house as it was last committed. */
  public HouseState house() {
    return judge.house();
  }

  /** The workflow of that digest, if it was published here. */
  public Optional<Workflow> definition(Digest digest) {
    return judge.definition(digest);
  }

  public Views views() {
    return store.views();
  }

  /** Entries of a stream, from that number on. */
  public List<Journal.Stored> facts(StreamId stream, long from, int limit) {
    return store.journal().read(stream, from, limit);
  }

  /** Entries of all streams after that position: with {@link #awaitAfter}, a live tail. */
  public List<Journal.Stored> tail(long after, int limit) {
    return store.journal().tail(after, limit);
  }

  /**
   * Waits until there is an entry after that position, or the time is over.
   *
   * @return the position of the last durable entry
   */
  public long awaitAfter(long position, Duration wait) throws InterruptedException {
    return aftermath.awaitAfter(position, wait);
  }

  /** Whether every run that was active before a restart has been looked at. */
  public boolean recovered() {
    return recovery.done();
  }

  /** Whether commands are accepted: it neither drains nor has stopped. */
  public boolean accepting() {
    return door.refusal(Mail.Kind.START).isEmpty();
  }

  /**
   * Refuses new work at once, and waits until what is under way is saved.
   *
   * @return whether everything came to rest in time; what did not is safe in the journal
   */
  public boolean drain(Duration wait) throws InterruptedException {
    door.drain();
    timers.end();
    recovery.end();
    dispatch.drain();
    var nobody = new ArrayBlockingQueue<Boolean>(1);
    for (long left = wait.toMillis(); left > 0 && !quiet(); left -= QUIET_POLL_MS) {
      nobody.poll(QUIET_POLL_MS, TimeUnit.MILLISECONDS);
    }
    return quiet();
  }

  private boolean quiet() {
    return dispatch.quiet() && post.open() == 0;
  }

  /** Stops; what was handed to the writer is written first. Calls under way are left. */
  @Override
  public void close() {
    door.drain();
    timers.end();
    recovery.end();
    dispatch.drain();
    post.close();
    boolean interrupted = join(shardThreads);
    writer.end();
    interrupted |= join(List.of(writerThread));
    interrupted |= join(otherThreads);
    door.shut();
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

  private static Answer answer(Mail.Fate fate) {
    return switch (fate) {
      case Mail.Fate.Accepted _ -> new Answer.Accepted();
      case Mail.Fate.Refused(var problem) -> new Answer.Refused(problem);
      case Mail.Fate.Taken(var holder) ->
          throw new IllegalStateException("a command reserved what " + holder + " holds");
    };
  }

  private Mail.Fate ask(StreamId to, Signal signal, Mail.Kind kind) {
    Optional<Problem> refusal = door.refusal(kind);
    if (refusal.isPresent()) {
      return new Mail.Fate.Refused(refusal.get());
    }
    BlockingQueue<Mail.Fate> fate = new ArrayBlockingQueue<>(1);
    try {
      if (!post.offer(new Mail(to, Optional.of(signal), kind, fate::add, 0), limits.intakeWait())) {
        return new Mail.Fate.Refused(door.refusal(kind).orElseGet(this::busy));
      }
      Mail.Fate came = fate.poll(limits.answerWait().toNanos(), TimeUnit.NANOSECONDS);
      return came != null
          ? came
          : new Mail.Fate.Refused(Post.unknown("no answer within " + limits.answerWait()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Mail.Fate.Refused(Post.unknown("the wait for the answer was interrupted"));
    }
  }

  private Problem busy() {
    return Problem.own(
        "busy",
        503,
        "Too much waits",
        "nothing was accepted, because the intake stayed full for "
            + limits.intakeWait().toSeconds()
            + " s; ask again later");
  }

  private Problem unknownWorkflow(String name) {
    var names =
        judge.house().workflows().keySet().stream().map(id -> id.name()).distinct().toList();
    return Problem.own(
        "not-found",
        404,
        "No such workflow",
        "no workflow is called '"
            + name
            + "'; publish it first, or take one that is."
            + Nearest.hint(name, names));
  }

  private synchronized String drawn(int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(chance.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
