package dev.fermata.adapter.mcp;

import dev.fermata.adapter.mcp.session.McpLimits;
import dev.fermata.adapter.mcp.session.Opener;
import dev.fermata.adapter.mcp.session.Patience;
import dev.fermata.adapter.mcp.session.ServerLog;
import dev.fermata.adapter.mcp.session.Session;
import dev.fermata.adapter.mcp.session.Spec;
import dev.fermata.effect.Reply;
import dev.fermata.value.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one server's session: opens it when it is needed, opens it again with growing waits when it
 * ended, and lets only so many calls through at once. Thread-safe.
 */
final class Station implements Session.Watcher {
  /** How often one call is tried on a new session, because the old one ended before it left. */
  private static final int SESSIONS_A_CALL = 3;

  private final Spec spec;
  private final McpLimits limits;
  private final Opener opener;
  private final ServerLog log;
  private final Semaphore permits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private @Nullable Session session;
  private boolean opening;
  private boolean retired;
  private boolean closed;
  private int users;
  private int openings;
  private int endsInARow;
  private Patience rest = Patience.of(Duration.ZERO);
  private Start.Failed last = new Start.Failed(Problem.communication(503, "not opened yet"), true);

  /** What came of waiting for a session. */
  private sealed interface Start {
    record Ready(Session session) implements Start {}

    record Failed(Problem problem, boolean retryable) implements Start {}
  }

  Station(Spec spec, McpLimits limits, Opener opener, ServerLog.Sink log) {
    this.spec = spec;
    this.limits = limits;
    this.opener = opener;
    this.log = new ServerLog(spec.name(), log, limits);
    this.permits = new Semaphore(spec.concurrency(), true);
  }

  static Problem closing(String name) {
    return Problem.communication(503, "the call to '" + name + "' was not made: Fermata is ending");
  }

  boolean serves(Spec other) {
    return spec.equals(other);
  }

  /** The reply; or nothing if this station has been replaced and the caller is to ask again. */
  Optional<Reply> call(ToolCall call, Patience patience) {
    if (!enter()) {
      return Optional.empty();
    }
    try {
      return Optional.of(callInTurn(call, patience));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new Reply.NotCalled(closing(spec.name()), true));
    } finally {
      leave();
    }
  }

  private Reply callInTurn(ToolCall call, Patience patience) throws InterruptedException {
    if (!permits.tryAcquire(patience.left().toNanos(), TimeUnit.NANOSECONDS)) {
      String why = "all its %d places were taken".formatted(spec.concurrency());
      return call.late(why);
    }
    try {
      for (int i = 1; ; i++) {
        switch (ready(patience)) {
          case Start.Failed(Problem problem, boolean retryable) -> {
            return new Reply.NotCalled(problem, retryable);
          }
          case Start.Ready(Session open) -> {
            Reply reply = call.on(open, limits);
            boolean again = reply instanceof Reply.NotCalled && open.ended() && !patience.over();
            if (!again || i >= SESSIONS_A_CALL || Thread.currentThread().isInterrupted()) {
              return reply;
            }
          }
        }
      }
    } finally {
      permits.release();
    }
  }

  /** The open session, if there is one. */
  Optional<Session> open() {
    lock.lock();
    try {
      return Optional.ofNullable(session).filter(s -> !s.ended());
    } finally {
      lock.unlock();
    }
  }

  /**
   * A session that is open; opened if there is none and its rest is over. The time that it takes to
   * open does not count: a call that gave up on it would only have it opened again.
   */
  private Start ready(Patience patience) throws InterruptedException {
    Patience most = patience.atLeast(limits.open());
    lock.lockInterruptibly();
    try {
      int before = openings;
      while (true) {
        if (closed) {
          return new Start.Failed(closing(spec.name()), true);
        }
        Session now = session;
        if (now != null && !now.ended()) {
          return new Start.Ready(now);
        }
        if (openings > before) {
          return last;
        }
        boolean resting = !opening && !rest.over();
        if (most.over() || (resting && patience.over())) {
          return new Start.Failed(resting(), true);
        }
        if (!opening && !resting) {
          opening = true;
          Thread.ofVirtual().name("fermata-mcp-open").start(this::openAnew);
        }
        Duration wait = resting ? patience.atMost(rest.left()).left() : most.left();
        var unused = changed.awaitNanos(wait.toNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  private Problem resting() {
    return Problem.communication(
        503,
        "'%s' was not called before the deadline: its session ended %d times in a row and waits to be opened again (%s)"
            .formatted(spec.name(), endsInARow, last.problem().detail()));
  }

  private void openAnew() {
    @Nullable Session fresh = null;
    var failure = new Start.Failed(closing(spec.name()), true);
    try {
      fresh = opener.open(spec, log, this);
    } catch (Session.Unfit e) {
      var problem = Problem.communication(502, String.valueOf(e.getMessage()));
      failure = new Start.Failed(problem, e.passing());
    } catch (IOException e) {
      var problem = Problem.configuration(String.valueOf(e.getMessage()));
      failure = new Start.Failed(problem, false);
    }
    boolean late;
    lock.lock();
    try {
      opening = false;
      late = closed;
      if (fresh == null) {
        openings++;
        last = failure;
        if (failure.retryable()) {
          endsInARow++;
          rest = Patience.of(limits.backoff(endsInARow));
        }
      } else if (!closed) {
        session = fresh;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (late && fresh != null) {
      fresh.end("Fermata is ending");
    }
  }

  @Override
  public void answered() {
    lock.lock();
    try {
      endsInARow = session == null ? endsInARow : 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ended(Session which, String why) {
    lock.lock();
    try {
      if (which.equals(session)) {
        session = null;
        endsInARow++;
        rest = Patience.of(limits.backoff(endsInARow));
        last = new Start.Failed(Problem.communication(502, why), true);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    log.write(why);
  }

  /** Takes no new callers; ends the session when the last one has left. */
  void retire() {
    lock.lock();
    try {
      retired = true;
    } finally {
      lock.unlock();
    }
    endIfUnused();
  }

  /** Ends the session; callers get a reply. */
  void close() {
    Session now;
    lock.lock();
    try {
      closed = true;
      now = session;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (now != null) {
      now.end("Fermata is ending");
    }
  }

  private boolean enter() {
    lock.lock();
    try {
      if (retired) {
        return false;
      }
      users++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      users--;
    } finally {
      lock.unlock();
    }
    endIfUnused();
  }

  private void endIfUnused() {
    boolean unused;
    lock.lock();
    try {
      unused = retired && users == 0 && !closed;
    } finally {
      lock.unlock();
    }
    if (unused) {
      // Not on the caller's time: a server may take its goodbye.
      Thread.ofVirtual().start(this::close);
    }
  }
}
