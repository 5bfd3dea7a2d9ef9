package dev.fermata.adapter.process;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one agent's child running: starts it when it is needed, starts it again with growing waits
 * when it ended, and lets only so many requests through at once. Thread-safe.
 */
final class Supervisor implements Child.Watcher {
  private final Spec spec;
  private final ProcessLimits limits;
  private final Means means;
  private final ChildLog log;
  private final Semaphore permits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private @Nullable Child child;
  private Child.Counts past = Child.Counts.NONE;
  private boolean starting;
  private boolean retired;
  private boolean closed;
  private int users;
  private int starts;
  private int endsInARow;
  private Patience rest = Patience.of(Duration.ZERO);
  private String lastError = "";

  /** What makes a child what it is: if it differs, it is another child. */
  record Spec(String name, Endpoint.Process endpoint, int concurrency, int answerBytes) {}

  /** What the outside lends us. */
  record Means(Path java, Clock clock, ProcessCaller.Log log) {}

  /** What came of waiting for a child. */
  private sealed interface Start {
    record Ready(Child child) implements Start {}

    record Failed(Problem problem, boolean retryable) implements Start {}
  }

  Supervisor(Spec spec, ProcessLimits limits, Means means) {
    this.spec = spec;
    this.limits = limits;
    this.means = means;
    this.log = new ChildLog(spec.name(), means.log(), limits);
    this.permits = new Semaphore(spec.concurrency(), true);
  }

  static Problem closing(String name) {
    return Problem.communication(503, "the call to '" + name + "' was not made: Fermata is ending");
  }

  boolean serves(Spec other) {
    return spec.equals(other);
  }

  /** The reply; or nothing if this supervisor has been replaced and the caller is to ask again. */
  Optional<Reply> call(String id, Attempt attempt, Patience patience) {
    if (!enter()) {
      return Optional.empty();
    }
    try {
      return Optional.of(callInTurn(id, attempt, patience));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new Reply.NotCalled(closing(spec.name()), true));
    } finally {
      leave();
    }
  }

  private Reply callInTurn(String id, Attempt attempt, Patience patience)
      throws InterruptedException {
    if (!permits.tryAcquire(patience.left().toNanos(), TimeUnit.NANOSECONDS)) {
      return late("all its %d places were taken".formatted(spec.concurrency()));
    }
    try {
      while (true) {
        switch (ready(patience)) {
          case Start.Failed(Problem problem, boolean retryable) -> {
            return new Reply.NotCalled(problem, retryable);
          }
          case Start.Ready(Child ready) -> {
            var end = patience.atMost(attempt.limits().timeout());
            Optional<Reply> reply = ready.ask(id, attempt, end);
            if (reply.isPresent()) {
              return reply.get();
            }
          }
        }
      }
    } finally {
      permits.release();
    }
  }

  private Reply late(String why) {
    String detail = "'%s' was not called before the deadline: %s".formatted(spec.name(), why);
    return new Reply.NotCalled(Problem.timeout(detail), true);
  }

  /** A child that runs; started if there is none and its rest is over. */
  private Start ready(Patience patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) {
          return new Start.Failed(closing(spec.name()), true);
        }
        Child running = child;
        if (running != null && !running.ended()) {
          return new Start.Ready(running);
        }
        if (patience.over()) {
          return new Start.Failed(resting(), true);
        }
        if (running == null && !starting && rest.over()) {
          starting = true;
          break;
        }
        boolean resting = running == null && !starting;
        Duration wait = resting ? patience.atMost(rest.left()).left() : patience.left();
        var unused = changed.awaitNanos(wait.toNanos());
      }
    } finally {
      lock.unlock();
    }
    return start();
  }

  private Problem resting() {
    return Problem.communication(
        503,
        "'%s' was not called before the deadline: its process ended %d times in a row and waits to be started again (%s)"
            .formatted(spec.name(), endsInARow, lastError));
  }

  private Start start() {
    @Nullable Child fresh = null;
    String complaint = "";
    boolean retryable = true;
    try {
      fresh = Child.start(spec, limits, means, log, this);
    } catch (IOException e) {
      var trouble = StartTrouble.of(spec, e);
      complaint = trouble.detail();
      retryable = trouble.passing();
    }
    lock.lock();
    try {
      starting = false;
      changed.signalAll();
      if (fresh == null) {
        lastError = complaint;
        if (retryable) {
          endsInARow++;
          rest = Patience.of(limits.backoff(endsInARow));
        }
        return new Start.Failed(Problem.configuration(complaint), retryable);
      }
      starts++;
      if (!closed) {
        child = fresh;
        fresh.watch();
        return new Start.Ready(fresh);
      }
    } finally {
      lock.unlock();
    }
    fresh.end("Fermata is ending");
    return new Start.Failed(closing(spec.name()), true);
  }

  @Override
  public void answered() {
    lock.lock();
    try {
      endsInARow = 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ended(Child which, String why) {
    lock.lock();
    try {
      if (which.equals(child)) {
        child = null;
        past = past.plus(which.counts());
        endsInARow++;
        rest = Patience.of(limits.backoff(endsInARow));
        lastError = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    log.write(why);
  }

  ChildStatus status() {
    lock.lock();
    try {
      Child now = child;
      var counts = now == null ? past : past.plus(now.counts());
      boolean running = now != null && !now.ended();
      return new ChildStatus(
          running,
          running && now != null ? OptionalLong.of(now.pid()) : OptionalLong.empty(),
          Math.max(0, starts - 1),
          now == null ? 0 : now.inFlight(),
          counts.nonsense(),
          counts.late(),
          counts.lastSign(),
          lastError);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no new callers; ends the child when the last one has left. */
  void retire() {
    lock.lock();
    try {
      retired = true;
    } finally {
      lock.unlock();
    }
    endIfUnused();
  }

  /** Ends the child; callers get a reply. */
  void close() {
    Child last;
    lock.lock();
    try {
      closed = true;
      last = child;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.end("Fermata is ending");
    }
  }

  /** Whether nothing of it is left. */
  boolean gone() {
    lock.lock();
    try {
      Child last = child;
      return closed && users == 0 && (last == null || !last.alive());
    } finally {
      lock.unlock();
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
    Child unused = null;
    lock.lock();
    try {
      if (retired && users == 0 && !closed) {
        closed = true;
        unused = child;
      }
    } finally {
      lock.unlock();
    }
    if (unused != null) {
      // Not on the caller's time: a child may take its goodbye.
      Child old = unused;
      Thread.ofVirtual().start(() -> old.end("its file changed"));
    }
  }
}
