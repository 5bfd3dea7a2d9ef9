package dev.fermata.server.host;

import dev.fermata.server.log.Log;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Ends a server that cannot go on, once, on a thread of its own. That thread is made beforehand:
 * what is missing then may be just the room for a thread. Thread-safe.
 */
final class Fuse implements AutoCloseable {
  private final Log log;
  private final AtomicBoolean spent = new AtomicBoolean();
  private final CountDownLatch blown = new CountDownLatch(1);
  private final Thread ending;

  /**
   * @param fatal told {@link ServerConfig#EXIT_STORE}; see there
   */
  Fuse(Log log, IntConsumer fatal) {
    this.log = log;
    this.ending = Thread.ofPlatform().name("fermata-fatal").daemon().start(() -> end(fatal));
  }

  private void end(IntConsumer fatal) {
    try {
      blown.await();
    } catch (InterruptedException e) {
      return; // The server was closed in good order.
    }
    fatal.accept(ServerConfig.EXIT_STORE);
  }

  /** Says why, then ends the server; does not wait for the end. */
  void blow(String subject, String why) {
    if (!spent.compareAndSet(false, true)) {
      return;
    }
    try {
      log.error(subject, why);
    } finally {
      blown.countDown();
    }
  }

  @Override
  public void close() {
    if (spent.compareAndSet(false, true)) {
      ending.interrupt();
    }
  }
}
