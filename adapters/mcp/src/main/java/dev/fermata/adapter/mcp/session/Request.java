package dev.fermata.adapter.mcp.session;

import dev.fermata.value.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request on its way to a server. Whether it left is decided once: either the link took it, or
 * it was withdrawn; so a request that was not taken is known not to have happened. Thread-safe.
 */
final class Request {
  private enum Way {
    QUEUED,
    TAKEN,
    WITHDRAWN
  }

  private final long id;
  private final byte[] message;
  private final AtomicReference<Way> way = new AtomicReference<>(Way.QUEUED);
  private final BlockingQueue<Outcome> outcome = new ArrayBlockingQueue<>(1);
  private volatile boolean settled;

  Request(long id, byte[] message) {
    this.id = id;
    this.message = message;
  }

  long id() {
    return id;
  }

  /** As it goes out: one JSON object without a line break. */
  byte[] message() {
    return message;
  }

  /** For the link: whether it is to be sent. */
  boolean take() {
    return way.compareAndSet(Way.QUEUED, Way.TAKEN);
  }

  /** Whether it was sent, or is being sent. */
  boolean taken() {
    return way.get() == Way.TAKEN;
  }

  /** For the link: it was taken, but not a byte of it went out. */
  void giveBack() {
    way.set(Way.WITHDRAWN);
  }

  /** Whether it was kept from being sent; if not, it may have happened. */
  boolean withdraw() {
    return way.compareAndSet(Way.QUEUED, Way.WITHDRAWN) || way.get() == Way.WITHDRAWN;
  }

  /** The first outcome counts. */
  void settle(Outcome first) {
    settled = true;
    var unused = outcome.offer(first);
  }

  boolean settled() {
    return settled;
  }

  /** Ends it without an answer: as unsent if it never left, else as silent. */
  void fail(Problem problem) {
    settle(withdraw() ? new Outcome.Unsent(problem, true) : new Outcome.Silent(problem));
  }

  Optional<Outcome> await(Duration limit) throws InterruptedException {
    return Optional.ofNullable(outcome.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
  }
}
