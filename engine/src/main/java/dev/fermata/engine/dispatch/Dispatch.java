package dev.fermata.engine.dispatch;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.engine.call.Switchboard;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.Work.MakeCall;
import dev.fermata.value.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has calls made whose intent is durable, on virtual threads. Each agent, tool server or host has a
 * lane with its own limit, so that one that hangs holds up only itself; over all lanes there is one
 * more limit. A queued call that gets its turn is told to its run first, and keeps its place in the
 * lane until the run hands it out again or lets the turn pass. What waits is counted, and while too
 * much waits no further run begins. Safe for use by many threads; handing out never blocks.
 */
public final class Dispatch {
  /** How much is done and kept at once, over all receivers. */
  public record Bounds(int callsInFlight, int callsWaiting) {}

  /** One attempt: never made twice in one process. */
  private record Attempted(EffectKey key, int attempt) {}

  /** The calls to one receiver. */
  private static final class Lane {
    final String name;
    final int limit;
    final Queue<MakeCall> waiting = new ArrayDeque<>();
    int flying;
    boolean ready;

    Lane(String name, int limit) {
      this.name = name;
      this.limit = limit;
    }
  }

  private record Turn(Lane lane, MakeCall call) {}

  private final Switchboard switchboard;
  private final Post post;
  private final Executor calls;
  private final InstantSource clock;
  private final Bounds limits;
  private final Set<Attempted> known = ConcurrentHashMap.newKeySet();

  /** Queued calls whose turn has come, with the lane in which they hold a place. */
  private final Map<Attempted, Lane> turns = new HashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Queue<Lane> ready = new ArrayDeque<>();
  private int workers;
  private volatile int waiting;
  private volatile boolean draining;

  public Dispatch(
      Switchboard switchboard, Post post, Executor calls, InstantSource clock, Bounds limits) {
    this.switchboard = switchboard;
    this.post = post;
    this.calls = calls;
    this.clock = clock;
    this.limits = limits;
  }

  /** Whether that attempt was handed out here and its result is not durable yet. */
  public boolean knows(EffectKey key, int attempt) {
    return known.contains(new Attempted(key, attempt));
  }

  /** Whether so few calls wait that further runs may begin. */
  public boolean hasRoom() {
    return waiting < limits.callsWaiting();
  }

  /** Whether no call is under way. */
  public boolean quiet() {
    lock.lock();
    try {
      return workers == 0;
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
    return Optional.empty();
  }

  /** Has calls made whose time has come; false if there was nothing to do. */
  public boolean tick() {
    return false;
  }

  public void handOut(MakeCall call) {
    var attempted = new Attempted(call.key(), call.attempt());
    if (!call.queued() && sent(attempted, call)) {
      return;
    }
    if (!known.add(attempted)) {
      return;
    }
    Call what = call.call();
    if (draining && (what.repeatable() || call.queued())) {
      return;
    }
    boolean more;
    lock.lock();
    try {
      Lane lane =
          lanes.computeIfAbsent(
              Switchboard.receiver(what.target()),
              name -> new Lane(name, switchboard.concurrency(what.target())));
      lane.waiting.add(call);
      waiting++;
      more = lane.flying < lane.limit && workers < limits.callsInFlight();
      workers += more ? 1 : 0;
      line(lane);
    } finally {
      lock.unlock();
    }
    if (more) {
      calls.execute(this::work);
    }
  }

  /** Whether the call has its turn already: then it leaves now, in its place in the lane. */
  private boolean sent(Attempted attempted, MakeCall call) {
    Lane lane;
    lock.lock();
    try {
      lane = turns.remove(attempted);
    } finally {
      lock.unlock();
    }
    if (lane == null) {
      return false;
    }
    calls.execute(() -> work(new Turn(lane, call)));
    return true;
  }

  private void work() {
    work(next(null));
  }

  private void work(@Nullable Turn first) {
    Turn turn = first;
    while (turn != null) {
      if (turn.call().queued() && !draining) {
        ask(turn);
        return;
      }
      make(turn.call());
      turn = next(turn.lane());
    }
  }

  /** Tells the run that the turn has come; this thread ends, and its place waits for the answer. */
  private void ask(Turn turn) {
    MakeCall call = turn.call();
    var attempted = new Attempted(call.key(), call.attempt());
    lock.lock();
    try {
      turns.put(attempted, turn.lane());
    } finally {
      lock.unlock();
    }
    post.post(
        Mail.internal(
            StreamId.of(call.key().run()),
            new RunSignal.Turn(call.key(), call.attempt()),
            fate -> passed(attempted)));
  }

  /** The run has answered: if it did not hand the call out, its place is free. */
  private void passed(Attempted attempted) {
    Lane lane;
    lock.lock();
    try {
      lane = turns.remove(attempted);
    } finally {
      lock.unlock();
    }
    if (lane != null) {
      known.remove(attempted);
      calls.execute(() -> work(next(lane)));
    }
  }

  /** The next call for this thread, after one on that lane; none if the thread is to end. */
  private @Nullable Turn next(@Nullable Lane done) {
    lock.lock();
    try {
      if (done != null) {
        done.flying--;
        line(done);
        if (done.flying == 0 && done.waiting.isEmpty()) {
          lanes.remove(done.name, done);
        }
      }
      Lane lane = ready.poll();
      if (lane == null) {
        workers--;
        return null;
      }
      lane.ready = false;
      lane.flying++;
      waiting--;
      var turn = new Turn(lane, lane.waiting.remove());
      line(lane);
      return turn;
    } finally {
      lock.unlock();
    }
  }

  /** Puts a lane in line if it has a call that may be made. */
  private void line(Lane lane) {
    if (!lane.ready && !lane.waiting.isEmpty() && lane.flying < lane.limit) {
      lane.ready = true;
      ready.add(lane);
    }
  }

  private void make(MakeCall call) {
    if (draining && (call.queued() || call.call().repeatable())) {
      return;
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
    var attempted = new Attempted(call.key(), call.attempt());
    post.post(
        Mail.internal(
            StreamId.of(call.key().run()),
            new RunSignal.Replied(call.key(), call.attempt(), reply),
            fate -> known.remove(attempted)));
  }
}
