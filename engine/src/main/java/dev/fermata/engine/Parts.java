package dev.fermata.engine;

import dev.fermata.engine.call.Switchboard;
import dev.fermata.engine.dispatch.Bounds;
import dev.fermata.engine.dispatch.Dispatch;
import dev.fermata.engine.dispatch.Ticker;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Mailbox;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Signal;
import dev.fermata.fact.StreamId;
import dev.fermata.house.HouseState;
import dev.fermata.roster.Principal;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The parts of an engine, put together and at rest; and commands, as far as they need no waiting.
 * Whoever holds it moves them: threads, or a simulation one step at a time.
 */
final class Parts {
  /** Letters and digits without those that are taken for one another. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int RUN_ID_LENGTH = 12;
  private static final int SEED_LENGTH = 26;

  final Fermata.Store store;
  final EngineLimits limits;
  final Judge judge;
  final Replay replay;
  final Door door;
  final Post post;
  final Dispatch dispatch;
  final Ticker ticker;
  final Timers timers;
  final Recovery recovery;
  final Rechecks rechecks;
  final Writer writer;
  final List<Shard> shards = new ArrayList<>();
  final InstantSource clock;
  private final RandomGenerator chance;

  Parts(
      Fermata.Store store,
      Judge.Tools tools,
      Fermata.World world,
      Fermata.Outside outside,
      EngineLimits limits) {
    this.store = store;
    this.limits = limits;
    this.clock = world.clock();
    this.chance = world.chance();
    Journal journal = store.journal();
    judge = new Judge(tools, limits.definitions());
    replay = new Replay(journal);
    door = new Door(outside.failures(), world.patience());
    var gate = new StartGate();
    List<Mailbox> boxes = new ArrayList<>();
    for (int i = 0; i < limits.shards(); i++) {
      boxes.add(new Mailbox(limits.intake(), gate::open));
    }
    post = new Post(boxes);
    var switchboard =
        new Switchboard(
            outside.callers(), () -> judge.house().roster(), world.clock(), outside.passes());
    var bounds = new Bounds(limits.callsInFlight(), limits.callsWaiting(), judge::limits);
    dispatch =
        new Dispatch(
            switchboard, post, world.calls(), world.clock(), bounds, () -> judge.house().version());
    ticker = new Ticker(dispatch, world.clock(), e -> door.stop("the ticker failed: " + e, e));
    gate.dispatch = Optional.of(dispatch);
    timers = new Timers(journal, post, door, world.clock(), limits);
    recovery = new Recovery(journal, post, door, limits);
    rechecks = new Rechecks(store.views(), post, door, limits);
    var receivers = new Shard.Receivers(dispatch, new Family(post), timers);
    writer = new Writer(journal, door, judge, rechecks);
    if (replay.load(StreamId.HOUSE).state() instanceof Judge.State.House(var house)) {
      judge.committed(house);
    }
    judge.opened(journal);
    var around = new Shard.Surroundings(judge, replay, receivers, door, world.clock());
    boxes.forEach(box -> shards.add(new Shard(box, post, writer, around, limits)));
  }

  /** Whether further runs may begin; the mailboxes are made before the calls that they wait for. */
  private static final class StartGate {
    volatile Optional<Dispatch> dispatch = Optional.empty();

    boolean open() {
      return dispatch.map(Dispatch::hasRoom).orElse(true);
    }
  }

  /**
   * Sends a signal; {@code then} is told once what became of it.
   *
   * @return why it was not sent, if it was not
   */
  Optional<Problem> send(
      StreamId to, Signal signal, Mail.Kind kind, Duration wait, Consumer<Mail.Fate> then)
      throws InterruptedException {
    Optional<Problem> refusal = door.refusal(kind);
    if (refusal.isPresent()) {
      return refusal;
    }
    boolean sent = post.offer(new Mail(to, Optional.of(signal), kind, then, 0), wait);
    return sent ? Optional.empty() : Optional.of(door.refusal(kind).orElseGet(() -> busy(wait)));
  }

  private static Problem busy(Duration wait) {
    return Problem.own(
        "busy",
        503,
        "Too much waits",
        "nothing was accepted, because the intake stayed full for "
            + wait.toSeconds()
            + " s; ask again later");
  }

  /** What a start comes to before anything is sent: an answer, or a signal to a new run. */
  sealed interface Prepared {
    record Known(Answer.ToStart answer) implements Prepared {}

    record Signalled(RunId run, RunSignal.Start signal) implements Prepared {}
  }

  Prepared prepare(Fermata.Beginning what, Principal by) {
    Optional<Answer.ToStart> already = already(what.startKey());
    if (already.isPresent()) {
      return new Prepared.Known(already.get());
    }
    Optional<HouseState.Published> version = judge.house().find(what.workflow());
    if (version.isEmpty()) {
      return new Prepared.Known(new Answer.Refused(unknownWorkflow(what.workflow())));
    }
    return new Prepared.Signalled(
        new RunId(drawn(RUN_ID_LENGTH)),
        new RunSignal.Start(
            version.get().id(),
            version.get().digest(),
            what.input(),
            drawn(SEED_LENGTH),
            what.startKey(),
            what.batch(),
            by.name(),
            what.priority(),
            by.natural(),
            Optional.empty(),
            what.rerun(),
            what.trace()));
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

  static Answer.ToStart started(RunId run, Mail.Fate fate) {
    return switch (fate) {
      case Mail.Fate.Accepted(var changed, _) ->
          changed
              ? new Answer.Started(run, false)
              : new Answer.Refused(Post.unknown("chance gave the id of another run"));
      case Mail.Fate.Taken(var other) -> new Answer.Started(other.run(), true);
      case Mail.Fate.Refused(var problem) -> new Answer.Refused(problem);
    };
  }

  static Answer answer(Mail.Fate fate) {
    return switch (fate) {
      case Mail.Fate.Accepted _ -> new Answer.Accepted();
      case Mail.Fate.Refused(var problem) -> new Answer.Refused(problem);
      case Mail.Fate.Taken(var holder) ->
          throw new IllegalStateException("a command reserved what " + holder + " holds");
    };
  }

  static Mail.Kind kind(RunSignal signal) {
    if (signal instanceof RunSignal.Start) {
      throw new IllegalArgumentException("a run is begun with start, which finds its id");
    }
    return signal instanceof RunSignal.Cancel ? Mail.Kind.CANCEL : Mail.Kind.COMMAND;
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
