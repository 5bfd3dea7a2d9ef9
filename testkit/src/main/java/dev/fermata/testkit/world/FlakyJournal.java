package dev.fermata.testkit.world;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.StreamId;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A disk with bad days: appends fail before or after they are durable, the disk is full for a
 * while, fsync fails, reads fail, or the process dies in the middle of an append. Not thread-safe.
 */
final class FlakyJournal implements Journal {
  /** The process dies here; whatever was durable stays. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash(String where) {
      super(where, null, false, false);
    }
  }

  private static final int FULL_FOR = 4;

  private final MemoryJournal disk;
  private final Random random;
  private final int rough;
  private int fullFor;
  private int crashes;
  private boolean broken;

  /**
   * @param rough how often something goes wrong, from 0 (never) to 3
   * @param crashes in how many appends the process may die
   */
  FlakyJournal(MemoryJournal disk, Random random, int rough, int crashes) {
    this.disk = disk;
    this.random = random;
    this.rough = rough;
    this.crashes = crashes;
  }

  MemoryJournal disk() {
    return disk;
  }

  /** A new process opens the store. */
  void restarted() {
    broken = false;
    fullFor = 0;
  }

  private boolean oneIn(int n) {
    return rough > 0 && random.nextInt(n * 4 / rough) == 0;
  }

  @Override
  public List<Appended> append(List<Draft> drafts) {
    if (broken) {
      throw new AssertionError("the journal failed and was not opened anew");
    }
    if (fullFor > 0) {
      fullFor--;
      throw failed(JournalFailure.Kind.FULL);
    }
    if (oneIn(60)) {
      fullFor = random.nextInt(FULL_FOR);
      throw failed(JournalFailure.Kind.FULL);
    }
    if (oneIn(30)) {
      if (random.nextBoolean()) {
        disk.append(drafts);
      }
      throw failed(JournalFailure.Kind.RETRY);
    }
    if (crashes > 0 && oneIn(40)) {
      crashes--;
      if (random.nextBoolean()) {
        disk.append(drafts);
        if (random.nextBoolean()) {
          throw failed(JournalFailure.Kind.FATAL);
        }
        throw new Crash("after an append");
      }
      throw new Crash("before an append");
    }
    return disk.append(drafts);
  }

  private JournalFailure failed(JournalFailure.Kind kind) {
    broken = true;
    return new JournalFailure(kind, "the disk of this world: " + kind);
  }

  @Override
  public void reopen() {
    if (oneIn(20)) {
      throw new JournalFailure(JournalFailure.Kind.RETRY, "the disk of this world: not now");
    }
    broken = false;
  }

  private <T> T read(Supplier<T> what) {
    if (oneIn(200)) {
      throw new JournalFailure(JournalFailure.Kind.RETRY, "the disk of this world: unreadable");
    }
    return what.get();
  }

  @Override
  public List<Stored> read(StreamId stream, long fromNumber, int limit) {
    return read(() -> disk.read(stream, fromNumber, limit));
  }

  @Override
  public List<Stored> tail(long afterPosition, int limit) {
    return disk.tail(afterPosition, limit);
  }

  @Override
  public long position() {
    return disk.position();
  }

  @Override
  public Optional<Draft.Snapshot> snapshot(StreamId stream) {
    return disk.snapshot(stream);
  }

  @Override
  public List<DueTimer> timers(Instant until, int limit) {
    return read(() -> disk.timers(until, limit));
  }

  @Override
  public Optional<Instant> nextTimer() {
    return disk.nextTimer();
  }

  @Override
  public List<RunId> active(String afterId, int limit) {
    return read(() -> disk.active(afterId, limit));
  }

  @Override
  public Optional<StreamId> holder(Reservation.StartKey key) {
    return read(() -> disk.holder(key));
  }

  @Override
  public List<Account> balances() {
    return disk.balances();
  }

  @Override
  public List<About> subjects() {
    return disk.subjects();
  }

  @Override
  public void close() {}
}
