package dev.fermata.engine.dispatch;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.engine.call.Switchboard;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.host.Work.MakeCall;
import dev.fermata.value.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has calls made whose intent is durable. Each agent, tool server or host has a lane with its own
 * limits, so that one that hangs holds up only itself; a workflow may have limits too; over all
 * lanes there is one more. A queued call that gets its turn is told to its run first, and keeps its
 * place in the lane until the run hands it out again or lets the turn pass. What waits is counted,
 * and while too much waits no further run begins. Safe for use by many threads; nothing in it
 * waits: whoever drives it calls {@link #tick} at {@link #nextTurn}.
 */
public final class Dispatch {
  /** One attempt: never made twice in one process. */
  private record Attempted(EffectKey key, int attempt) {
    static Attempted of(MakeCall call) {
      return new Attempted(call.key(), call.attempt());
    }
  }

  private final Switchboard switchboard;
  private final Post post;
  private final Executor calls;
  private final InstantSource clock;
  private final Set<Attempted> known = ConcurrentHashMap.newKeySet();

  /** Guards the line and the turns. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Line line;

  /** Queued calls whose turn has come, with the place that they hold. */
  private final Map<Attempted, Line.Turn> turns = new HashMap<>();

  /** Whether there are any, so that most calls need not look. */
  private volatile boolean told;

  /** The version of the house that is in force. */
  private final IntSupplier house;

  private final int callsWaiting;
  private volatile int waiting;
  private volatile boolean draining;

  public Dispatch(
      Switchboard switchboard,
      Post post,
      Executor calls,
      InstantSource clock,
      Bounds bounds,
      IntSupplier house) {
    this.switchboard = switchboard;
    this.post = post;
    this.calls = calls;
    this.clock = clock;
    this.house = house;
    this.callsWaiting = bounds.callsWaiting();
    this.line = new Line(switchboard::limits, bounds);
  }

  /** Whether that attempt was handed out here and its result is not durable yet. */
  public boolean knows(EffectKey key, int attempt) {
    return known.contains(new Attempted(key, attempt));
  }

  /** Whether so few calls wait that further runs may begin. */
  public boolean hasRoom() {
    return waiting < callsWaiting;
  }

  /** How many calls wait for room. */
  public int waiting() {
    return waiting;
  }

  /** Whether no call is under way. */
  public boolean quiet() {
    lock.lock();
    try {
      return line.flying() == 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins no call any more that a restart can make without harm: what is still queued, or may be
   * repeated. Others are still made, since they would be in doubt.
   */
  public void drain() {
    draining = true;
  }

  /** When the first of the calls that wait for time may leave; empty while none does. */
  public Optional<Instant> nextTurn() {
    lock.lock();
    try {
      return line.nextTurn();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has calls made whose time has come, also by limits that were changed meanwhile; false if there
   * was nothing to do.
   */
  public boolean tick() {
    return begin(now -> line.tick(now)) > 0;
  }

  /** Has a call made when its turn comes; what has its turn already leaves now. */
  public void handOut(MakeCall call) {
    handOut(List.of(call));
  }

  /** As {@link #handOut(MakeCall)}, for many at once. */
  public void handOut(List<MakeCall> all) {
    List<MakeCall> lining = new ArrayList<>(all.size());
    for (MakeCall call : all) {
      var attempted = Attempted.of(call);
      boolean left = !call.queued() && leaves(attempted, call);
      if (!left && known.add(attempted) && !(draining && isSafeAfterRestart(call))) {
        lining.add(call);
      }
    }
    if (!lining.isEmpty()) {
      begin(now -> lining.forEach(call -> line.add(call, now)));
    }
  }

  private static boolean isSafeAfterRestart(MakeCall call) {
    return call.queued() || call.call().repeatable();
  }

  private boolean leaves(Attempted attempted, MakeCall call) {
    if (!told) {
      return false;
    }
    Line.Turn turn;
    lock.lock();
    try {
      turn = turns.remove(attempted);
      told = !turns.isEmpty();
    } finally {
      lock.unlock();
    }
    if (turn == null) {
      return false;
    }
    calls.execute(() -> make(turn, call));
    return true;
  }

  /** A change of the line, at that time. */
  private interface Change {
    void make(Instant now);
  }

  /**
   * Changes the line and begins what may be begun after that.
   *
   * @return how many calls got their turn
   */
  private int begin(Change change) {
    List<Line.Turn> begun;
    List<Line.Turn> leaving = new ArrayList<>(1);
    List<Line.Turn> asked = new ArrayList<>(1);
    lock.lock();
    try {
      Instant now = clock.instant();
      change.make(now);
      begun = line.take(now, call -> !draining || !isSafeAfterRestart(call));
      for (Line.Turn turn : begun) {
        if (isTold(turn.call())) {
          turns.put(Attempted.of(turn.call()), turn);
          told = true; // Before its run is asked, so before it can answer.
          asked.add(turn);
        } else {
          leaving.add(turn);
        }
      }
      waiting = line.waiting();
    } finally {
      lock.unlock();
    }
    asked.forEach(turn -> ask(turn.call()));
    leaving.forEach(turn -> calls.execute(() -> make(turn, turn.call())));
    return begun.size();
  }

  /** Whether its run must say once more that it may leave. */
  private boolean isTold(MakeCall call) {
    return call.queued() || call.house() != house.getAsInt();
  }

  /** Tells the run that the turn has come; its place waits for the answer. */
  private void ask(MakeCall call) {
    post.post(
        Mail.internal(
            StreamId.of(call.key().run()),
            new RunSignal.Turn(call.key(), call.attempt()),
            fate -> passed(Attempted.of(call))));
  }

  /** The run has answered: if it did not hand the call out, its place is free. */
  private void passed(Attempted attempted) {
    Line.@Nullable Turn turn;
    lock.lock();
    try {
      turn = turns.remove(attempted);
      told = !turns.isEmpty();
    } finally {
      lock.unlock();
    }
    if (turn != null) {
      known.remove(attempted);
      Line.Turn free = turn;
      begin(now -> line.giveBack(free, now));
    }
  }

  private void make(Line.Turn turn, MakeCall call) {
    if (draining && call.call().repeatable()) {
      begin(now -> line.giveBack(turn, now));
      return;
    }
    if (turn.paced()) {
      begin(now -> line.leave(turn, now));
    }
    Reply reply;
    try {
      reply = switchboard.call(call);
    } catch (RuntimeException | Error e) {
      // A caller must not throw. If it does, nobody knows how far it came.
      reply =
          new Reply.Lost(
              Problem.runtime("calling " + call.call().target().display() + " broke off: " + e));
    }
    var attempted = Attempted.of(call);
    post.post(
        Mail.internal(
            StreamId.of(call.key().run()),
            new RunSignal.Replied(call.key(), call.attempt(), reply),
            fate -> known.remove(attempted)));
    boolean answered = reply instanceof Reply.Answered || reply instanceof Reply.Rejected;
    begin(now -> line.end(turn, answered, now));
  }
}
