package dev.fermata.server.host;

import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.log.Log;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a file at most a second behind the journal, on a thread of its own. What it cannot do in
 * time is only late: the engine never waits for it.
 */
final class Follower implements AutoCloseable {
  /** Between two looks, so that many commits are taken in at once. */
  private static final long GATHER_MS = 400;

  private static final long AFTER_FAILURE_MS = 5_000;

  /** The longest pause: each failure after another doubles it. */
  private static final long AFTER_FAILURES_MS = 300_000;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long CLOSE_MS = 10_000;
  private static final long NANOS_PER_MS = 1_000_000;

  private final Followed file;
  private final Journal journal;
  private final Fermata engine;
  private final Log log;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /** A file that follows the journal and can be made anew of it. */
  interface Followed extends AutoCloseable {
    String name();

    long position();

    /** Takes in what is new, a page at most, and says whether there may be more. */
    boolean follow(Journal journal);

    void renew();

    /** Whether something was begun and not taken in to its end, so that it has to be made anew. */
    boolean half();

    /** Whether it rests as long as it worked, so that a busy engine has the better part. */
    boolean rests();

    @Override
    void close();
  }

  /** Begins with {@link #start}. */
  Follower(Followed file, Journal journal, Fermata engine, Log log) {
    this.file = file;
    this.journal = journal;
    this.engine = engine;
    this.log = log;
    this.thread = Thread.ofPlatform().name("fermata-" + file.name()).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long pause = 0;
      long failed = 0;
      while (!ended.await(pause, TimeUnit.MILLISECONDS)) {
        pause = GATHER_MS;
        if (engine.awaitAfter(file.position(), LOOK) > file.position()) {
          failed = follow() ? 0 : Math.clamp(2 * failed, AFTER_FAILURE_MS, AFTER_FAILURES_MS);
          pause = Math.max(failed, GATHER_MS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean follow() throws InterruptedException {
    try {
      boolean more = true;
      while (more && ended.getCount() > 0) {
        long began = System.nanoTime();
        more = file.follow(journal);
        if (more && file.rests()) {
          long took = (System.nanoTime() - began) / NANOS_PER_MS;
          more = !ended.await(Math.min(took, GATHER_MS), TimeUnit.MILLISECONDS);
        }
      }
      return true;
    } catch (RuntimeException
        | OutOfMemoryError e) { // It must not end the thread: it is only late.
      if (ended.getCount() > 0) {
        log.warn(file.name(), file.name() + " could not be kept: " + e);
        if (file.half()) {
          renew();
        }
      }
      return false;
    }
  }

  /** How many entries of the journal are not taken in yet. */
  long behind() {
    return Math.max(0, journal.position() - file.position());
  }

  private void renew() {
    try {
      file.renew();
    } catch (JournalFailure e) {
      log.warn(file.name(), "and could not be made anew: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
