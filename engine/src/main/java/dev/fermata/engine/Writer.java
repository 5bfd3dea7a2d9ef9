package dev.fermata.engine;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.Appended;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.StreamId;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one place that appends. A shard commits what it has decided as one group, and the shards take
 * turns: while one commits, the others decide and do what follows from their last group. After a
 * failure it looks into the journal for what was written in fact. Shards wait for the turn; whoever
 * has it waits for nobody but the store.
 */
final class Writer {
  private static final int TAIL_PAGE = 500;

  private final Journal journal;
  private final Door door;
  private final Judge judge;
  private final Rechecks rechecks;

  /**
   * Held by whoever commits; guards what is not final below. Not fair, which costs a sleep at each
   * handing over; who waits is woken by every release.
   */
  private final ReentrantLock turn = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  /** The last entry that is known to be durable. */
  private volatile long position;

  private volatile boolean ending;
  private int failures;
  private boolean full;
  private boolean broken;

  Writer(Journal journal, Door door, Judge judge, Rechecks rechecks) {
    this.journal = journal;
    this.door = door;
    this.judge = judge;
    this.rechecks = rechecks;
    this.position = journal.position();
  }

  /** What became of an entry. */
  sealed interface Outcome {
    /** It is durable: only now may any of its work be handed out. */
    record Written() implements Outcome {}

    /** Another stream holds what it was to reserve; nothing of it was written. */
    record Taken(Reservation reservation, StreamId holder) implements Outcome {}

    /** A budget has less room than the decision knew; nothing of it was written. */
    record Spent() implements Outcome {}

    /**
     * It was not written.
     *
     * @param full since there is no room on the disk
     */
    record Lost(boolean full) implements Outcome {}

    /** The engine stopped before it was known whether it was written. */
    record Unknown() implements Outcome {}
  }

  /**
   * What became of a group.
   *
   * @param outcomes of each entry, in their order
   * @param strained whether the store has no room or fails again and again: whoever committed does
   *     what follows and then waits with {@link #rest}
   */
  record Committed(List<Outcome> outcomes, boolean strained) {}

  /** Commits a shard's entries as one group; those who listen hear of it with {@link #announce}. */
  Committed commit(List<Entry> group) {
    turn.lock();
    try {
      return door.stopped() || broken ? unknown(group) : append(group);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stop(group, "the writer was interrupted", e);
    } catch (RuntimeException e) {
      return stop(group, "the writer failed: " + e, e);
    } catch (Error e) {
      broken = true; // Nobody knows what it left half done; the shard stops the engine.
      throw e;
    } finally {
      turn.unlock();
    }
  }

  /** Waits a moment; the next group tries whether the store is well again. */
  void rest() throws InterruptedException {
    door.pause();
    door.full(false);
  }

  /** The engine closes: a store that fails again is given up. */
  void end() {
    ending = true;
  }

  private Committed append(List<Entry> group) throws InterruptedException {
    List<Appended> results;
    try {
      results = journal.append(group.stream().map(Entry::draft).toList());
    } catch (JournalFailure e) {
      return failed(group, e);
    } catch (RuntimeException e) {
      return failed(
          group, new JournalFailure(JournalFailure.Kind.RETRY, String.valueOf(e.getMessage()), e));
    }
    failures = 0;
    full = false;
    List<Outcome> outcomes = new ArrayList<>(group.size());
    for (int i = 0; i < group.size(); i++) {
      outcomes.add(outcome(group.get(i), results.get(i)));
    }
    return new Committed(outcomes, false);
  }

  private Outcome outcome(Entry entry, Appended result) {
    return switch (result) {
      case Appended.Written(long at) -> {
        shared(entry);
        position = at;
        yield new Outcome.Written();
      }
      case Appended.Taken(var reservation, StreamId holder) ->
          new Outcome.Taken(reservation, holder);
      case Appended.Spent(Share share, Balance balance) -> {
        judge.corrected(share, balance);
        yield new Outcome.Spent();
      }
      case Appended.LeftOut() -> new Outcome.Lost(false);
    };
  }

  /** What all decide upon changes in the order in which it is written. */
  private void shared(Entry entry) {
    if (entry.after() instanceof Judge.State.House(var house)) {
      judge.committed(house);
      rechecks.nudge();
    }
    List<Reservation> reservations = entry.draft().reservations();
    if (!reservations.isEmpty()) {
      judge.taken(reservations);
      if (reservations.stream().anyMatch(r -> r instanceof Reservation.Freed)) {
        rechecks.nudge();
      }
    }
  }

  /** Opens the store anew, as often as is sensible, and goes on from what it holds. */
  private Committed failed(List<Entry> group, JournalFailure first) throws InterruptedException {
    JournalFailure failure = first;
    while (bearable(failure) && !(ending && (full || failures > 1))) {
      try {
        journal.reopen();
        return new Committed(sort(group, sinceLast()), full || failures > 1);
      } catch (JournalFailure e) {
        failure = e;
        door.pause();
      }
    }
    return stop(group, String.valueOf(failure.getMessage()), failure);
  }

  private boolean bearable(JournalFailure failure) {
    boolean wasFull = full;
    full = failure.kind() == JournalFailure.Kind.FULL;
    failures = full ? 0 : failures + 1;
    door.full(full);
    boolean bearable =
        failure.kind() != JournalFailure.Kind.FATAL && failures <= EngineLimits.STORE_FAILURES;
    if (bearable && !(full && wasFull)) {
      door.report(new EngineFailure.StoreFailed(String.valueOf(failure.getMessage()), failure));
    }
    return bearable;
  }

  /** What the journal holds after the last entry that is known to be written. */
  private Map<StreamId, List<Journal.Stored>> sinceLast() {
    Map<StreamId, List<Journal.Stored>> found = new HashMap<>();
    long after = position;
    List<Journal.Stored> page;
    do {
      page = journal.tail(after, TAIL_PAGE);
      for (Journal.Stored entry : page) {
        found.computeIfAbsent(entry.stream(), s -> new ArrayList<>()).add(entry);
        after = entry.position();
      }
    } while (page.size() == TAIL_PAGE);
    position = after;
    return found;
  }

  private List<Outcome> sort(List<Entry> group, Map<StreamId, List<Journal.Stored>> written) {
    List<Outcome> outcomes = new ArrayList<>(group.size());
    for (Entry entry : group) {
      Draft draft = entry.draft();
      boolean there =
          written.getOrDefault(draft.stream(), List.of()).stream()
              .anyMatch(s -> s.number() == draft.number() && Arrays.equals(s.body(), draft.body()));
      if (there) {
        shared(entry);
        outcomes.add(new Outcome.Written());
      } else {
        outcomes.add(new Outcome.Lost(full));
      }
    }
    return outcomes;
  }

  /** Fails closed: whoever waits hears that nothing is known, and nothing is handed out. */
  private Committed stop(List<Entry> group, String message, Throwable cause) {
    door.stop(message, cause);
    return unknown(group);
  }

  private static Committed unknown(List<Entry> group) {
    return new Committed(group.stream().<Outcome>map(_ -> new Outcome.Unknown()).toList(), false);
  }

  /** Wakes those who wait for entries. */
  void announce() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is an entry after that position, or the time is over.
   *
   * @return the position of the last durable entry
   */
  long awaitAfter(long after, Duration wait) throws InterruptedException {
    if (position > after) {
      return position;
    }
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (position <= after && left > 0) {
        left = moved.awaitNanos(left);
      }
      return position;
    } finally {
      lock.unlock();
    }
  }
}
