package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.StreamId;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every run that was active when the last process ended, so that its shard loads it and
 * sends it what it missed. New commands are accepted meanwhile; a run that one of them reaches
 * first is resumed then.
 */
final class Recovery implements Runnable {
  private static final int PAGE = 500;
  private static final long LOOK_AGAIN_MS = 50;
  private static final TimeUnit TIME_UNIT = TimeUnit.MILLISECONDS;

  private final Journal journal;
  private final Post post;
  private final Door door;
  private final Semaphore room;
  private final Queue<RunId> page = new ArrayDeque<>();
  private String after = "";
  private boolean last;
  private int failures;
  private volatile boolean ended;

  /** Open while there are runs that were not looked at. */
  private final CountDownLatch left = new CountDownLatch(1);

  Recovery(Journal journal, Post post, Door door, EngineLimits limits) {
    this.journal = journal;
    this.post = post;
    this.door = door;
    this.room = new Semaphore(limits.recoveries());
  }

  void end() {
    ended = true;
  }

  /** Whether every run was looked at. */
  boolean done() {
    return left.getCount() == 0;
  }

  /** Waits until every run was looked at; false if that took longer. */
  boolean await(Duration wait) throws InterruptedException {
    return left.await(wait.toMillis(), TIME_UNIT);
  }

  @Override
  public void run() {
    try {
      while (!ended && !door.stopped() && !done()) {
        step(LOOK_AGAIN_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      door.stop("recovery failed: " + e, e);
    }
  }

  /** Looks at one more run; false if there is none, or no room for it in that time. */
  boolean step(long waitMs) throws InterruptedException {
    if (done()) {
      return false;
    }
    if (page.isEmpty()) {
      turnPage();
      return true;
    }
    if (!room.tryAcquire(waitMs, TIME_UNIT)) {
      return false;
    }
    post.post(Mail.look(StreamId.of(page.remove()), fate -> room.release()));
    return true;
  }

  /** Reads the next page of runs, or is done; what cannot be read is tried again. */
  private void turnPage() throws InterruptedException {
    if (last) {
      left.countDown();
      return;
    }
    try {
      List<RunId> read = journal.active(after, PAGE);
      failures = 0;
      last = read.size() < PAGE;
      page.addAll(read);
      after = read.isEmpty() ? after : read.getLast().value();
    } catch (JournalFailure e) {
      if (++failures > EngineLimits.STORE_FAILURES) {
        door.stop("the active runs could not be read: " + e.getMessage(), e);
      }
      door.pause();
    }
  }
}
