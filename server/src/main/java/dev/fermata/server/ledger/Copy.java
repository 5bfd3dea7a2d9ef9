package dev.fermata.server.ledger;

import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.server.log.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Brings checkpoints to one place outside the data folder, in order, on a thread of its own. What
 * cannot be brought is tried again; nobody waits for it.
 */
final class Copy implements Runnable, AutoCloseable {
  /** How many wait at most; then the oldest go, for a newer one proves more. */
  static final int WAITING_LIMIT = 1_000;

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  private final String name;
  private final Place place;
  private final Log log;
  private final BlockingQueue<Checkpoint> waiting = new ArrayBlockingQueue<>(WAITING_LIMIT);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** Where checkpoints are kept. */
  interface Place {
    /** Keeps it, or says why it could not. Keeping the same one again does no harm. */
    Optional<String> keep(Checkpoint checkpoint);
  }

  Copy(String name, Place place, Log log) {
    this.name = name;
    this.place = place;
    this.log = log;
    thread = Thread.ofVirtual().name("fermata-checkpoints").start(this);
  }

  /** Never waits. */
  void bring(Checkpoint checkpoint) {
    while (!waiting.offer(checkpoint)) {
      waiting.poll();
    }
  }

  @Override
  public void run() {
    try {
      while (closed.getCount() > 0 || !waiting.isEmpty()) {
        Checkpoint next = waiting.poll(FIRST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          keep(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(Checkpoint checkpoint) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    Optional<String> failure = place.keep(checkpoint);
    if (failure.isPresent()) {
      log.warn("ledger", "checkpoints cannot be copied to " + name + ": " + failure.get());
    }
    while (failure.isPresent() && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      failure = place.keep(checkpoint);
    }
  }

  /** Brings what waits, as far as that goes at once. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(GOODBYE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
