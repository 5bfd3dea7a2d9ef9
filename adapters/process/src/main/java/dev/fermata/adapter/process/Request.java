package dev.fermata.adapter.process;

import dev.fermata.effect.Reply;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request on its way to a child. Whether it left is decided once: either the writer took it, or
 * it was withdrawn; so a request that was not taken is known not to have happened. Thread-safe.
 */
final class Request {
  private enum Way {
    QUEUED,
    TAKEN,
    WITHDRAWN
  }

  private final String id;
  private final byte[] line;
  private final AtomicReference<Way> way = new AtomicReference<>(Way.QUEUED);
  private final BlockingQueue<Reply> reply = new ArrayBlockingQueue<>(1);
  private volatile int progress;

  Request(String id, byte[] line) {
    this.id = id;
    this.line = line;
  }

  String id() {
    return id;
  }

  byte[] line() {
    return line;
  }

  /** For the writer: whether it is to be sent. */
  boolean take() {
    return way.compareAndSet(Way.QUEUED, Way.TAKEN);
  }

  /** Whether it was sent, or is being sent. */
  boolean taken() {
    return way.get() == Way.TAKEN;
  }

  /** For the writer: it was taken, but not a byte of it went out. */
  void giveBack() {
    way.set(Way.WITHDRAWN);
  }

  /** Whether it was kept from being sent; if not, it may have happened. */
  boolean withdraw() {
    return way.compareAndSet(Way.QUEUED, Way.WITHDRAWN) || way.get() == Way.WITHDRAWN;
  }

  /** The first reply counts. */
  void answer(Reply first) {
    var unused = reply.offer(first);
  }

  /** Ends it without an answer: as not called if it never left, else as lost. */
  void fail(Problem problem) {
    answer(withdraw() ? new Reply.NotCalled(problem, true) : new Reply.Lost(problem));
  }

  Optional<Reply> await(Duration limit) throws InterruptedException {
    return Optional.ofNullable(reply.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Counts one more sign of progress; only the reader calls it. */
  int progressed() {
    int count = progress + 1;
    progress = count;
    return count;
  }
}
