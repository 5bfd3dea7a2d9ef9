package dev.fermata.adapter.sqlite.file;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few connections that many threads share: one asks, uses, gives back. Safe for use by many
 * threads at once.
 */
public final class Pool implements AutoCloseable {
  /** How long a thread waits for a connection. */
  public static final int WAIT_SECONDS = 30;

  private final Opening opening;
  private final int size;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger generation = new AtomicInteger();
  private volatile boolean closed;

  public Pool(int size, Opening opening) {
    this.size = size;
    this.opening = opening;
    // In turn, so that whoever wants all of them gets them however many read.
    permits = new Semaphore(size, true);
  }

  /**
   * Runs it with a connection.
   *
   * @param doing for the text of a failure: "the journal could not …"
   */
  public <T> T use(String doing, Use<T> use) {
    take(1);
    try {
      if (closed) {
        throw new IllegalStateException("the journal is closed");
      }
      Idle idle = borrow();
      // What failed may be in any state; it is not given back.
      boolean sound = false;
      try {
        T result = use.with(idle.session());
        sound = true;
        return result;
      } finally {
        giveBack(idle, sound);
      }
    } catch (SQLException e) {
      throw Failures.of(doing, e);
    } finally {
      permits.release();
    }
  }

  private void take(int count) {
    try {
      if (!permits.tryAcquire(count, WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new JournalFailure(
            Kind.RETRY,
            "the journal is busy: all %d connections were in use for %d s; try again later"
                .formatted(size, WAIT_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalFailure(Kind.RETRY, "reading the journal was interrupted", e);
    }
  }

  private Idle borrow() throws SQLException {
    Idle known = idle.pollLast();
    return known != null ? known : new Idle(opening.open(), generation.get());
  }

  private void giveBack(Idle used, boolean sound) {
    if (sound && !closed && used.generation() == generation.get()) {
      idle.addLast(used);
    } else {
      used.session().close();
    }
  }

  /** Connections that are open now are not used again. */
  public void renew() {
    generation.incrementAndGet();
    closeIdle();
  }

  /**
   * Runs that while nobody reads and no connection is open; whoever comes meanwhile waits.
   *
   * @throws JournalFailure if others read for too long
   */
  public void alone(Runnable work) {
    take(size);
    try {
      closeIdle();
      work.run();
    } finally {
      permits.release(size);
    }
  }

  /** Waits until nobody reads, within a limit. */
  @Override
  public void close() {
    closed = true;
    boolean quiet = false;
    try {
      quiet = permits.tryAcquire(size, WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeIdle();
    if (quiet) {
      permits.release(size);
    }
  }

  private void closeIdle() {
    for (Idle each = idle.pollLast(); each != null; each = idle.pollLast()) {
      each.session().close();
    }
  }

  private record Idle(Session session, int generation) {}

  /** Opens one more connection. */
  public interface Opening {
    Session open() throws SQLException;
  }

  /** What is done with a connection. */
  public interface Use<T> {
    T with(Session session) throws SQLException;
  }
}
