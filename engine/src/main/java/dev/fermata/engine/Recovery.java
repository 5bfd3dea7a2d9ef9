package dev.fermata.engine;

import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.StreamId;
import dev.fermata.value.RunId;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every run that was active when the last process ended, so that its shard loads it and
 * sends it what it missed. New commands are accepted meanwhile; a run that one of them reaches
 * first is resumed then.
 */
final class Recovery implements Runnable {
  private static final int PAGE = 500;

  private final Journal journal;
  private final Post post;
  private final Door door;
  private final Semaphore room;
  private volatile boolean ended;
  private volatile boolean done;

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
    return done;
  }

  @Override
  public void run() {
    String after = "";
    int failures = 0;
    try {
      while (!ended && !door.stopped()) {
        List<RunId> page;
        try {
          page = journal.active(after, PAGE);
        } catch (JournalFailure e) {
          if (++failures > EngineLimits.STORE_FAILURES) {
            door.stop("the active runs could not be read: " + e.getMessage(), e);
            return;
          }
          Door.pause();
          continue;
        }
        look(page);
        if (page.size() < PAGE) {
          done = !ended;
          return;
        }
        after = page.getLast().value();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      door.stop("recovery failed: " + e, e);
    }
  }

  private void look(List<RunId> page) throws InterruptedException {
    for (RunId run : page) {
      while (!room.tryAcquire(50, TimeUnit.MILLISECONDS)) {
        if (ended || door.stopped()) {
          return;
        }
      }
      post.post(Mail.look(StreamId.of(run), fate -> room.release()));
    }
  }
}
