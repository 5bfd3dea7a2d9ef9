package dev.fermata.engine;

import dev.fermata.engine.dispatch.Dispatch;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Mailbox;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Signal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.RunDecider;
import dev.fermata.run.host.Work;
import dev.fermata.run.state.Projection;
import dev.fermata.run.state.RunFormat;
import dev.fermata.value.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Decides the signals of its streams, one at a time, in one thread, and commits what it decided as
 * one group once nothing more waits or the group is full. A signal may be decided on entries that
 * are not durable yet; its answer then waits for them.
 */
final class Shard implements Runnable {
  /** What a shard works with. */
  record Surroundings(
      Judge judge, Replay replay, Receivers receivers, Door door, InstantSource clock) {
    Dispatch dispatch() {
      return receivers.dispatch();
    }
  }

  /** Who is handed work. */
  record Receivers(Dispatch dispatch, Family family, Timers timers) {}

  /**
   * No entry waits longer for others to be decided: mail that comes without end and causes no
   * entries, or decisions that take long, must not hold back what is decided.
   */
  private static final long GROUP_MS = 10;

  private final Mailbox box;
  private final Post post;
  private final Writer writer;
  private final Surroundings around;
  private final EngineLimits limits;
  private final Live.All lives;
  private final LinkedHashMap<StreamId, Problem> parked = new LinkedHashMap<>();

  private final Aftermath aftermath;

  /** Decided, and not committed yet. */
  private List<Entry> group = new ArrayList<>();

  private long groupBytes;

  /** When the first of them was decided. */
  private long groupBegan;

  Shard(Mailbox box, Post post, Writer writer, Surroundings around, EngineLimits limits) {
    this.box = box;
    this.post = post;
    this.writer = writer;
    this.around = around;
    this.limits = limits;
    this.lives = new Live.All(limits);
    this.aftermath = new Aftermath(post, around.receivers());
  }

  @Override
  public void run() {
    boolean open = true;
    while (open) {
      try {
        work();
        open = false;
      } catch (InterruptedException e) {
        fail("a shard was interrupted", e);
      } catch (RuntimeException | Error e) {
        fail("a shard failed: " + e, e);
      }
    }
  }

  /** Decides and commits until the mailbox is closed. */
  private void work() throws InterruptedException {
    Optional<Mail> mail = box.take();
    while (mail.isPresent()) {
      handle(mail.get());
      mail = isFull() ? Optional.empty() : box.poll();
      if (mail.isEmpty()) {
        commit();
        mail = box.take();
      }
    }
  }

  /** Fails closed. Whatever still comes is refused, so that nobody waits in vain. */
  private void fail(String message, Throwable cause) {
    around.door().stop(message, cause);
    List<Entry> left = group;
    group = new ArrayList<>();
    left.stream().filter(entry -> !entry.settled()).forEach(aftermath::unknown);
  }

  /** Handles one mail, if there is one and room for what it may cause. */
  boolean decide() throws InterruptedException {
    Optional<Mail> mail = isFull() ? Optional.empty() : box.poll();
    if (mail.isPresent()) {
      handle(mail.get());
    }
    return mail.isPresent();
  }

  /** Whether what was decided is to be committed before anything else is looked at. */
  private boolean isFull() {
    return !group.isEmpty()
        && (group.size() >= limits.groupDrafts()
            || groupBytes >= limits.groupBytes()
            || Math.abs(around.clock().millis() - groupBegan) >= GROUP_MS);
  }

  /** Commits what was decided, and does what follows; false if there was nothing. */
  boolean commit() throws InterruptedException {
    if (group.isEmpty()) {
      return false;
    }
    Writer.Committed committed = writer.commit(group);
    aftermath.of(group, committed.outcomes());
    writer.announce();
    group = new ArrayList<>();
    groupBytes = 0;
    if (committed.strained()) {
      writer.rest();
    }
    return true;
  }

  private void handle(Mail mail) throws InterruptedException {
    if (around.door().stopped()) {
      post.settle(
          mail, new Mail.Fate.Refused(Post.unknown("the engine stopped before it was decided")));
      return;
    }
    Problem problem = parked.get(mail.to());
    if (problem != null) {
      post.settle(mail, new Mail.Fate.Refused(problem));
      return;
    }
    try {
      decide(live(mail), mail);
    } catch (JournalFailure e) {
      unreadable(mail, e);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      park(mail, e);
    }
  }

  private void decide(Live live, Mail mail) throws InterruptedException {
    if (mail.signal().isEmpty()
        || (mail.signal().get() instanceof RunSignal.GoOn && !live.endGoingOn())) {
      answer(live, mail, new Mail.Fate.Accepted(false));
      return;
    }
    Signal signal = mail.signal().get();
    // Stored times have milliseconds, and a state must not depend on whether it was reloaded.
    Instant now = around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    Judge.Decision decision = around.judge().decide(live.state(), signal, now);
    switch (decision.decided()) {
      case Decided.Refused(var problem) -> answer(live, mail, new Mail.Fate.Refused(problem));
      case Decided.Accepted accepted when accepted.facts().isEmpty() ->
          answer(live, mail, new Mail.Fate.Accepted(false, owed(live, signal)));
      case Decided.Accepted accepted ->
          write(
              live,
              new Entry.Resting(mail, new Mail.Fate.Accepted(true)),
              accepted,
              decision.after(),
              now);
    }
    if (live.number() == 0) {
      lives.remove(live.stream()); // Nothing was ever written of it: somebody mistyped an id.
    }
  }

  /** Whoever begins or recalls a child that has ended is told what came of it. */
  private static List<Work> owed(Live live, Signal signal) {
    boolean asks = signal instanceof RunSignal.Start || signal instanceof RunSignal.Recall;
    return asks && live.state() instanceof Judge.State.Run(var run)
        ? RunDecider.owed(run)
        : List.of();
  }

  /** No answer, refusals included, leaves before the entry it rests on is durable. */
  private void answer(Live live, Mail mail, Mail.Fate fate) {
    switch (live.rest(mail, fate)) {
      case PENDING -> {}
      case WRITTEN -> post.settle(mail, fate);
      case LOST -> post.again(mail);
    }
  }

  private void write(
      Live live, Entry.Resting first, Decided.Accepted accepted, Judge.State after, Instant now)
      throws InterruptedException {
    List<Fact> facts = accepted.facts();
    byte[] body = Format.body(facts);
    Optional<Draft.Snapshot> snapshot = snapshot(live, after, body.length);
    Projection shown = projection(live.state(), after, facts);
    var draft =
        new Draft(
            live.stream(),
            live.number() + 1,
            now,
            facts.stream().map(Format::type).toList(),
            body,
            accepted.reservations(),
            shown.row(),
            shown.tasks(),
            shown.timers(),
            snapshot);
    var entry = new Entry(live, draft, after, due(live, after, facts), first);
    live.advance(entry);
    if (after instanceof Judge.State.Run(var run) && run.ended().isPresent()) {
      lives.ended(live);
    }
    if (group.isEmpty()) {
      groupBegan = now.toEpochMilli();
    }
    group.add(entry);
    groupBytes += body.length;
  }

  private Optional<Draft.Snapshot> snapshot(Live live, Judge.State after, int more) {
    return after instanceof Judge.State.Run(var run) && live.wantsSnapshot(more, limits)
        ? Optional.of(new Draft.Snapshot(live.number() + 1, RunFormat.write(run)))
        : Optional.empty();
  }

  private static Projection projection(
      Judge.State before, Judge.State after, List<? extends Fact> facts) {
    return before instanceof Judge.State.Run(var was) && after instanceof Judge.State.Run(var is)
        ? Projection.of(was, is, facts)
        : new Projection(Optional.empty(), List.of(), List.of());
  }

  private static List<Work> due(Live live, Judge.State after, List<? extends Fact> facts) {
    if (!(after instanceof Judge.State.Run(var run))) {
      return List.of();
    }
    List<Work> due = new ArrayList<>(RunDecider.due(run, facts));
    due.removeIf(work -> work instanceof Work.GoOn && !live.beginGoingOn());
    return due;
  }

  private Live live(Mail mail) {
    StreamId stream = mail.to();
    Live live = lives.get(stream);
    if (live != null && !live.dropped()) {
      return live;
    }
    // A run that begins has a new id, so there is nothing to read; should chance have given an id
    // twice, the journal refuses the entry's number, and the second try finds the other run.
    boolean fresh = mail.kind() == Mail.Kind.START && mail.tries() == 0;
    var loaded = new Live(stream, fresh ? Replay.nothing(stream) : around.replay().load(stream));
    lives.put(loaded);
    resume(loaded);
    return loaded;
  }

  /**
   * Sends a stream that comes into memory what has no other sender: the loss of answers that no
   * call under way in this process can give any more, and the signal to go on.
   */
  private void resume(Live live) {
    if (!(live.state() instanceof Judge.State.Run(var run))) {
      return;
    }
    for (Work work : RunDecider.outstanding(run)) {
      switch (work) {
        case Work.MakeCall call when call.queued() -> around.dispatch().handOut(call);
        case Work.MakeCall(var key, var attempt, _, _, _, _, _, _) -> {
          if (!around.dispatch().knows(key, attempt)) {
            post.post(Mail.internal(live.stream(), new RunSignal.AnswerLost(key, attempt)));
          }
        }
        case Work.Begin begin -> around.receivers().family().handOut(begin);
        case Work.Recall recall -> around.receivers().family().handOut(recall);
        case Work.Tell tell -> around.receivers().family().handOut(tell);
        case Work.GoOn() -> {
          live.beginGoingOn();
          post.post(Mail.internal(live.stream(), new RunSignal.GoOn()));
        }
      }
    }
  }

  private void unreadable(Mail mail, JournalFailure failure) throws InterruptedException {
    if (failure.kind() == JournalFailure.Kind.FATAL) {
      around.door().stop(String.valueOf(failure.getMessage()), failure);
    }
    if (mail.tries() < EngineLimits.DECISIONS && !around.door().stopped()) {
      commit(); // What others decided does not wait for this.
      around.door().pause();
      post.again(mail.again());
    } else {
      park(mail, failure);
    }
  }

  /**
   * A broken invariant stops one stream, not the engine, and never the house. A run is paused by a
   * fact, so that nothing that reaches it is lost, and a person can have it go on; one that is
   * paused or ends already only refuses what it cannot decide. What cannot even be read is left
   * alone until a restart.
   */
  private void park(Mail mail, Throwable cause) throws InterruptedException {
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String message = mail.to() + " could not be decided: " + why;
    around.door().report(new EngineFailure.Parked(mail.to(), message, cause));
    Live live = lives.get(mail.to());
    if (live != null
        && live.state() instanceof Judge.State.House
        && !(cause instanceof JournalFailure)) {
      answer(live, mail, new Mail.Fate.Refused(undecided(message)));
      return;
    }
    boolean begun =
        live != null && live.state() instanceof Judge.State.Run(var run) && run.start().isPresent();
    if (live == null || !begun || cause instanceof JournalFailure) {
      forget(mail, parked(message + "; report this, then restart the server. Other runs go on"));
      return;
    }
    Problem problem =
        parked(message + "; report this with the run's facts, then resume it. Other runs go on");
    var refused = new Mail.Fate.Refused(problem);
    if (!paused(live, mail, refused, why)) {
      answer(live, mail, refused);
    }
    if (mail.signal().isPresent()
        && mail.signal().get() instanceof RunSignal.Replied(var key, var attempt, _)) {
      // The reply itself could not be decided. That there was one must not be forgotten.
      post.post(Mail.internal(mail.to(), new RunSignal.AnswerLost(key, attempt)));
    }
  }

  /** What belongs to everybody is never shut because of one command. */
  private static Problem undecided(String message) {
    return Problem.own(
        "undecided",
        500,
        "This could not be decided",
        message + "; nothing was changed. Report this");
  }

  private static Problem parked(String detail) {
    return Problem.own("parked", 500, "This run is parked", detail);
  }

  private boolean paused(Live live, Mail mail, Mail.Fate refused, String why)
      throws InterruptedException {
    Instant now = around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    if (live.state() instanceof Judge.State.Run(var run)
        && RunDecider.park(run, why, now) instanceof Decided.Accepted accepted
        && !accepted.facts().isEmpty()) {
      Judge.State after = Judge.after(live.state(), accepted).after();
      write(live, new Entry.Resting(mail, refused), accepted, after, now);
      return true;
    }
    return false;
  }

  private void forget(Mail mail, Problem problem) {
    Live live = lives.remove(mail.to());
    parked.put(mail.to(), problem);
    if (parked.size() > limits.parked()) {
      parked.pollFirstEntry();
    }
    var refused = new Mail.Fate.Refused(problem);
    if (live == null) {
      post.settle(mail, refused);
    } else {
      answer(live, mail, refused);
    }
  }
}
