package dev.fermata.engine;

import dev.fermata.engine.post.Spin;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.Appended;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one place that appends. Its thread commits whatever waits as one group, without waiting for
 * more; a shard that has nothing else to do, while nothing waits, commits its own entry at once.
 * After a failure it looks into the journal for what was written in fact. Shards may wait for the
 * writer; the writer waits for nobody but the store.
 */
final class Writer implements Runnable {
  private static final long POLL_MS = 50;
  private static final int TAIL_PAGE = 500;

  private final Journal journal;
  private final Door door;
  private final Aftermath aftermath;
  private final EngineLimits limits;
  private final BlockingQueue<Entry> queue;

  /** Held by whoever commits. */
  private final ReentrantLock turn = new ReentrantLock();

  /** How many entries were handed over and are not settled yet. */
  private final AtomicInteger open = new AtomicInteger();

  private volatile boolean ending;
  private long position;
  private int failures;
  private boolean full;

  Writer(Journal journal, Door door, Aftermath aftermath, EngineLimits limits) {
    this.journal = journal;
    this.door = door;
    this.aftermath = aftermath;
    this.limits = limits;
    this.queue = new ArrayBlockingQueue<>(limits.drafts());
    this.position = journal.position();
  }

  /** Hands an entry over; waits for room. Once the engine has stopped, the entry is given back. */
  void put(Entry entry) throws InterruptedException {
    open.incrementAndGet();
    while (!queue.offer(entry, POLL_MS, TimeUnit.MILLISECONDS)) {
      if (door.stopped()) {
        open.decrementAndGet();
        aftermath.unknown(entry);
        return;
      }
    }
  }

  /**
   * As {@link #put}, by a shard that has nothing else to do: if nobody is committing and nothing
   * waits, the entry is committed here and now, which saves two threads the wait for each other.
   */
  void putAlone(Entry entry) throws InterruptedException {
    if (open.get() == 0 && !ending && turn.tryLock()) {
      try {
        // Entries of its stream that came before are settled: they were its shard's too.
        if (open.get() == 0) {
          write(List.of(entry));
          return;
        }
      } catch (RuntimeException | Error e) {
        stop(List.of(entry), "the writer failed: " + e, e);
        return;
      } finally {
        turn.unlock();
      }
    }
    put(entry);
  }

  /** Has the thread end once all that was handed over is written. */
  void end() {
    ending = true;
  }

  @Override
  public void run() {
    while (true) {
      try {
        writeUntilEnd();
        return;
      } catch (InterruptedException e) {
        stop(List.of(), "the writer was interrupted", e);
      } catch (RuntimeException | Error e) {
        stop(List.of(), "the writer failed: " + e, e);
      }
    }
  }

  private void writeUntilEnd() throws InterruptedException {
    while (step(POLL_MS) || !ending) {
      // Each step waits for entries.
    }
  }

  /** Whether a further entry can be put without waiting. */
  boolean hasRoom() {
    return queue.remainingCapacity() > 0;
  }

  /** Commits one group of what waits; false if nothing came in that time. */
  boolean step(long waitMs) throws InterruptedException {
    if (waitMs > 0) {
      Spin.until(() -> !queue.isEmpty());
    }
    Entry first = queue.poll(waitMs, TimeUnit.MILLISECONDS);
    if (first == null) {
      return false;
    }
    turn.lock();
    try {
      List<Entry> group = gather(first);
      write(group);
      open.addAndGet(-group.size());
    } finally {
      turn.unlock();
    }
    return true;
  }

  private void write(List<Entry> all) throws InterruptedException {
    if (door.stopped()) {
      all.forEach(aftermath::unknown);
      return;
    }
    List<Entry> group = all;
    if (all.stream().anyMatch(entry -> entry.live().dropped())) {
      group = new ArrayList<>(all);
      group.removeIf(entry -> entry.live().dropped());
      all.stream()
          .filter(entry -> entry.live().dropped())
          .forEach(entry -> aftermath.lost(entry, false));
    }
    if (!group.isEmpty()) {
      commit(group);
    }
  }

  /** What waits, up to the limits of one group. */
  private List<Entry> gather(Entry first) {
    List<Entry> group = new ArrayList<>();
    Entry next = first;
    long bytes = 0;
    while (next != null) {
      group.add(next);
      bytes += next.draft().body().length;
      boolean filled = group.size() >= limits.groupDrafts() || bytes >= limits.groupBytes();
      next = filled ? null : queue.poll();
    }
    return group;
  }

  private void commit(List<Entry> group) throws InterruptedException {
    List<Appended> results;
    try {
      results = journal.append(group.stream().map(Entry::draft).toList());
    } catch (JournalFailure e) {
      failed(group, e);
      return;
    } catch (RuntimeException e) {
      failed(
          group, new JournalFailure(JournalFailure.Kind.RETRY, String.valueOf(e.getMessage()), e));
      return;
    }
    failures = 0;
    full = false;
    settle(group, results);
  }

  private void settle(List<Entry> group, List<Appended> results) {
    for (int i = 0; i < group.size(); i++) {
      Entry entry = group.get(i);
      switch (results.get(i)) {
        case Appended.Written(long at) -> {
          position = Math.max(position, at);
          aftermath.written(entry);
        }
        case Appended.Taken(var reservation, StreamId holder) ->
            aftermath.taken(entry, reservation, holder);
        case Appended.Spent(var share, var balance) -> aftermath.spent(entry, share, balance);
        case Appended.LeftOut() -> aftermath.lost(entry, false);
      }
    }
    aftermath.reached(position);
  }

  /** Opens the store anew, as often as is sensible, and goes on from what it holds. */
  private void failed(List<Entry> group, JournalFailure first) throws InterruptedException {
    JournalFailure failure = first;
    while (bearable(failure) && !(ending && failures > 1)) {
      try {
        journal.reopen();
        sort(group, sinceLast());
        if (full || failures > 1) {
          door.pause();
          door.full(false); // The next group tries whether there is room again.
        }
        return;
      } catch (JournalFailure e) {
        failure = e;
        door.pause();
      }
    }
    stop(group, String.valueOf(failure.getMessage()), failure);
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

  private void sort(List<Entry> group, Map<StreamId, List<Journal.Stored>> written) {
    List<Entry> lost = new ArrayList<>();
    for (Entry entry : group) {
      Draft draft = entry.draft();
      boolean there =
          written.getOrDefault(draft.stream(), List.of()).stream()
              .anyMatch(s -> s.number() == draft.number() && Arrays.equals(s.body(), draft.body()));
      if (there) {
        aftermath.written(entry);
      } else {
        lost.add(entry);
      }
    }
    lost.forEach(entry -> aftermath.lost(entry, full));
    aftermath.reached(position);
  }

  /** Fails closed: whoever waits hears that nothing is known, and nothing is handed out. */
  private void stop(List<Entry> group, String message, Throwable cause) {
    door.stop(message, cause);
    group.forEach(aftermath::unknown);
    List<Entry> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(aftermath::unknown);
  }
}
