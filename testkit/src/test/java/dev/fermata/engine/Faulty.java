package dev.fermata.engine;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.StreamId;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** A journal that fails, or waits, as a test says. */
final class Faulty implements Journal {
  /** What goes wrong with one append. */
  record Fault(JournalFailure.Kind kind, boolean written) {}

  final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  final Queue<Integer> groups = new ConcurrentLinkedQueue<>();
  private final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
  private final MemoryJournal sound;
  private volatile boolean full;

  /** Whether the next append breaks off half way, and nobody knows what it left. */
  volatile boolean breaks;

  private boolean broken;

  Faulty() {
    this(new MemoryJournal());
  }

  Faulty(MemoryJournal sound) {
    this.sound = sound;
  }

  MemoryJournal sound() {
    return sound;
  }

  void shut() {
    gate.drainPermits();
  }

  void open() {
    gate.release(Integer.MAX_VALUE / 2);
  }

  /** Whether an append waits at the shut gate. */
  boolean blocks() {
    return gate.hasQueuedThreads();
  }

  void full(boolean now) {
    full = now;
  }

  @Override
  public List<Appended> append(List<Draft> drafts) {
    gate.acquireUninterruptibly();
    if (broken) {
      throw new AssertionError("the journal failed and was not reopened");
    }
    groups.add(drafts.size());
    if (breaks) {
      breaks = false;
      throw new OutOfMemoryError("as the test wants it");
    }
    Fault fault = full ? new Fault(JournalFailure.Kind.FULL, false) : faults.poll();
    List<Appended> results = fault == null || fault.written() ? sound.append(drafts) : List.of();
    if (fault != null) {
      broken = true;
      throw new JournalFailure(fault.kind(), "as the test wants it", new IOException("disk"));
    }
    return results;
  }

  @Override
  public void reopen() {
    broken = false;
  }

  @Override
  public List<Stored> read(StreamId stream, long fromNumber, int limit) {
    return sound.read(stream, fromNumber, limit);
  }

  @Override
  public List<Stored> tail(long afterPosition, int limit) {
    return sound.tail(afterPosition, limit);
  }

  @Override
  public long position() {
    return sound.position();
  }

  @Override
  public Optional<Draft.Snapshot> snapshot(StreamId stream) {
    return sound.snapshot(stream);
  }

  @Override
  public List<DueTimer> timers(Instant until, int limit) {
    return sound.timers(until, limit);
  }

  @Override
  public Optional<Instant> nextTimer() {
    return sound.nextTimer();
  }

  @Override
  public List<RunId> active(String afterId, int limit) {
    return sound.active(afterId, limit);
  }

  @Override
  public Optional<StreamId> holder(Reservation.StartKey key) {
    return sound.holder(key);
  }

  @Override
  public List<Account> balances() {
    return sound.balances();
  }

  @Override
  public List<About> subjects() {
    return sound.subjects();
  }

  @Override
  public void close() {}
}
