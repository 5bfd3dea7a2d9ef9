package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells every run that is held back to look again whether it still is: after each change of the
 * house, after a run about a subject has ended, and once in a while, since the windows of budgets
 * pass by themselves. So what was held when a process ended is not forgotten either.
 */
final class Rechecks implements Runnable {
  private static final int PAGE = 500;

  /** How long it may take until it is seen that a budget's window is over. */
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private static final long LOOK_AGAIN_MS = 50;

  private final Views views;
  private final Post post;
  private final Door door;
  private final Semaphore room;

  /** Whether something happened since the last round began. */
  private final Semaphore nudges = new Semaphore(1);

  private final Queue<RunId> page = new ArrayDeque<>();
  private Optional<RunId> after = Optional.empty();
  private boolean under = false;
  private int failures;
  private volatile boolean ended;

  Rechecks(Views views, Post post, Door door, EngineLimits limits) {
    this.views = views;
    this.post = post;
    this.door = door;
    this.room = new Semaphore(limits.recoveries());
  }

  /** Something changed that may hold runs back; never blocks. */
  void nudge() {
    nudges.drainPermits();
    nudges.release();
  }

  void end() {
    ended = true;
    nudge();
  }

  @Override
  public void run() {
    try {
      while (!ended && !door.stopped()) {
        if (!under) {
          nudges.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
          under = true;
        }
        round(LOOK_AGAIN_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      door.stop("looking at runs that are held failed: " + e, e);
    }
  }

  /** One piece of work, without waiting; false if there was none. */
  boolean step() throws InterruptedException {
    under = under || nudges.tryAcquire();
    return under && round(0);
  }

  /** Looks at one more run that is held. */
  private boolean round(long waitMs) throws InterruptedException {
    if (page.isEmpty()) {
      turnPage();
      return true;
    }
    if (!room.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
      return false;
    }
    StreamId run = StreamId.of(page.remove());
    post.post(Mail.internal(run, new RunSignal.Recheck(), fate -> room.release()));
    return true;
  }

  private void turnPage() throws InterruptedException {
    var held = new Views.RunFilter(Set.of(RunStatus.HELD), "", "", "", after, PAGE);
    try {
      List<RunId> read = views.runs(held).stream().map(RunRow::id).toList();
      failures = 0;
      page.addAll(read);
      under = !read.isEmpty();
      after = read.isEmpty() ? Optional.empty() : Optional.of(read.getLast());
    } catch (JournalFailure e) {
      if (++failures > EngineLimits.STORE_FAILURES) {
        door.stop("the runs that are held could not be read: " + e.getMessage(), e);
      }
      door.pause();
    }
  }
}
