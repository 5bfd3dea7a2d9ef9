package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.Draft.TimerChange;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.DueTimer;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells runs that their timers are due. The journal's table is the queue: a due timer stays in it
 * until its run has fired it, so a crash loses none. Only so many are under way at once, however
 * many fell due while the process was down.
 */
final class Timers implements Runnable {
  /** The clock is read at least so often, so that a jump of it is noticed. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** Later than any timer: no wait in a workflow is longer. */
  private static final Duration FAR = Duration.ofDays(10_000);

  private final Journal journal;
  private final Post post;
  private final Door door;
  private final InstantSource clock;
  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stirred = lock.newCondition();

  /** Told their run, and not answered yet. */
  private final Set<DueTimer> sent = new HashSet<>();

  /** Their run had no use for them just now; they wait until it moves. */
  private final Set<DueTimer> held = new HashSet<>();

  private Instant next = Instant.MIN;
  private boolean ended;

  Timers(Journal journal, Post post, Door door, InstantSource clock, EngineLimits limits) {
    this.journal = journal;
    this.post = post;
    this.door = door;
    this.clock = clock;
    this.limit = limits.timersInFlight();
  }

  /** A stream's entry is durable, with these changes of its timers. Never blocks for long. */
  void changed(StreamId stream, List<TimerChange> changes) {
    lock.lock();
    try {
      if (!held.isEmpty() && held.removeIf(timer -> timer.stream().equals(stream))) {
        sooner(Instant.MIN);
      }
      for (TimerChange change : changes) {
        if (change instanceof TimerChange.Set(_, var at)) {
          sooner(at);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void sooner(Instant at) {
    if (at.isBefore(next)) {
      next = at;
      stirred.signal();
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      stirred.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      while (untilDue()) {
        send();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      door.stop("the timers failed: " + e, e);
    }
  }

  /** Sends what is due, if there is room; false if there was nothing to do. */
  boolean step() throws InterruptedException {
    lock.lock();
    try {
      if (ended || door.stopped() || !due() || sent.size() > limit / 2) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    send();
    return true;
  }

  private boolean due() {
    return !Duration.between(clock.instant(), next).isPositive();
  }

  /** Waits until a timer is due and there is room to send it; false once it is to end. */
  private boolean untilDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!ended && !door.stopped()) {
        Duration left = Duration.between(clock.instant(), next);
        boolean due = !left.isPositive();
        if (due && sent.size() <= limit / 2) {
          return true;
        }
        Duration wait = due || left.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : left;
        stirred.await(wait.toNanos(), TimeUnit.NANOSECONDS);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void send() throws InterruptedException {
    Instant now = clock.instant();
    int page;
    lock.lock();
    try {
      next = Instant.MAX; // Whatever is set from here on is noticed by changed().
      page = limit + sent.size() + held.size();
    } finally {
      lock.unlock();
    }
    try {
      List<DueTimer> due = journal.timers(now, page);
      boolean whole = due.size() < page;
      Instant later = whole ? after(now, due) : Instant.MIN;
      for (DueTimer timer : fresh(due, whole, later)) {
        var signal = new RunSignal.TimerDue(timer.timer());
        post.post(Mail.internal(timer.stream(), signal, fate -> answered(timer, fate)));
      }
    } catch (JournalFailure e) {
      // The writer sees failures of the store too and says what becomes of them; here it is asked
      // again after a while.
      lock.lock();
      try {
        next = Instant.MIN;
      } finally {
        lock.unlock();
      }
      door.pause();
    }
  }

  /** When the first timer that is not due yet will be. */
  private Instant after(Instant now, List<DueTimer> due) {
    if (due.isEmpty()) {
      return journal.nextTimer().orElse(Instant.MAX);
    }
    return journal.timers(now.plus(FAR), due.size() + 1).stream()
        .map(DueTimer::at)
        .filter(at -> at.isAfter(now))
        .findFirst()
        .orElse(Instant.MAX);
  }

  /** Those to send now; they count as sent. */
  private List<DueTimer> fresh(List<DueTimer> due, boolean whole, Instant later) {
    lock.lock();
    try {
      if (whole) {
        held.retainAll(new HashSet<>(due));
      }
      List<DueTimer> fresh =
          due.stream().filter(timer -> !held.contains(timer) && sent.add(timer)).toList();
      sooner(later);
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  private void answered(DueTimer timer, Mail.Fate fate) {
    lock.lock();
    try {
      sent.remove(timer);
      if (!(fate instanceof Mail.Fate.Accepted(var changed, _) && changed)) {
        held.add(timer);
      }
      stirred.signal();
    } finally {
      lock.unlock();
    }
  }
}
