package dev.fermata.testkit;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Draft.TimerChange;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.fact.taking.Takings;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A journal in memory that obeys the contract of a durable one, with its lists. It can give a copy
 * of itself as it was after any of its entries: what a crash at that point leaves. Safe for use by
 * many threads.
 */
public final class MemoryJournal implements Journal, Views {
  private final List<Stored> entries = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<StreamId, List<Stored>> streams = new HashMap<>();
  private final Map<StreamId, Draft.Snapshot> snapshots = new HashMap<>();
  private final Map<String, StreamId> keys = new HashMap<>();
  private final Map<StreamId, Map<String, Instant>> timersOf = new HashMap<>();
  private final TreeSet<TimerRow> timers = new TreeSet<>();
  private final TreeSet<String> active = new TreeSet<>();
  private final MemoryViews lists = new MemoryViews();
  private final MemoryShares shares = new MemoryShares(lists);

  private record TimerRow(Instant at, StreamId stream, String timer)
      implements Comparable<TimerRow> {
    @Override
    public int compareTo(TimerRow other) {
      int byTime = at.compareTo(other.at);
      int byStream = byTime != 0 ? byTime : stream.compareTo(other.stream);
      return byStream != 0 ? byStream : timer.compareTo(other.timer);
    }
  }

  @Override
  public synchronized List<Appended> append(List<Draft> group) {
    List<Appended> results = new ArrayList<>(group.size());
    Map<StreamId, Long> heads = new HashMap<>();
    Map<String, StreamId> reserved = new HashMap<>();
    Set<StreamId> leftOut = new HashSet<>();
    List<Draft> kept = new ArrayList<>(group.size());
    var takings = new Takings<>(shares);
    for (Draft draft : group) {
      results.add(plan(draft, heads, reserved, leftOut, kept, takings));
    }
    kept.forEach(this::write);
    return results;
  }

  private Appended plan(
      Draft draft,
      Map<StreamId, Long> heads,
      Map<String, StreamId> reserved,
      Set<StreamId> leftOut,
      List<Draft> kept,
      Takings<RuntimeException> takings) {
    if (leftOut.contains(draft.stream())) {
      return new Appended.LeftOut();
    }
    long head = heads.computeIfAbsent(draft.stream(), s -> (long) of(s).size());
    if (draft.number() != head + 1) {
      throw new IllegalStateException(
          "entry %d of %s follows entry %d".formatted(draft.number(), draft.stream(), head));
    }
    for (Reservation reservation : draft.reservations()) {
      if (reservation instanceof Reservation.StartKey(var key)) {
        StreamId holder = keys.getOrDefault(key, reserved.getOrDefault(key, draft.stream()));
        if (!holder.equals(draft.stream())) {
          leftOut.add(draft.stream());
          return new Appended.Taken(reservation, holder);
        }
        reserved.put(key, holder);
      }
    }
    Optional<Appended> refusal = takings.take(draft);
    if (refusal.isPresent()) {
      leftOut.add(draft.stream());
      return refusal.get();
    }
    heads.put(draft.stream(), draft.number());
    kept.add(draft);
    return new Appended.Written(entries.size() + kept.size());
  }

  private void write(Draft draft) {
    StreamId stream = draft.stream();
    var stored =
        new Stored(entries.size() + 1L, stream, draft.number(), draft.at(), draft.body().clone());
    entries.add(stored);
    drafts.add(draft);
    streams.computeIfAbsent(stream, s -> new ArrayList<>()).add(stored);
    for (Reservation reservation : draft.reservations()) {
      if (reservation instanceof Reservation.StartKey(var key)) {
        keys.put(key, stream);
      }
    }
    shares.write(draft);
    draft.snapshot().ifPresent(snapshot -> snapshots.put(stream, snapshot));
    draft.timers().forEach(change -> change(stream, change));
    draft.row().ifPresent(this::row);
    draft.tasks().forEach(lists::put);
  }

  private void row(RunRow row) {
    lists.put(row);
    if (row.active()) {
      active.add(row.id().value());
    } else {
      active.remove(row.id().value());
    }
  }

  private void change(StreamId stream, TimerChange change) {
    Map<String, Instant> own = timersOf.computeIfAbsent(stream, s -> new TreeMap<>());
    Instant before = own.remove(change.timer());
    if (before != null) {
      timers.remove(new TimerRow(before, stream, change.timer()));
    }
    if (change instanceof TimerChange.Set(var timer, var at)) {
      own.put(timer, at);
      timers.add(new TimerRow(at, stream, timer));
    }
    if (own.isEmpty()) {
      timersOf.remove(stream);
    }
  }

  /** A journal that holds the first so many entries of this one, and nothing else. */
  public synchronized MemoryJournal upTo(long position) {
    var copy = new MemoryJournal();
    drafts.stream().limit(position).forEach(copy::write);
    return copy;
  }

  @Override
  public void reopen() {}

  private List<Stored> of(StreamId stream) {
    return streams.getOrDefault(stream, List.of());
  }

  @Override
  public synchronized List<Stored> read(StreamId stream, long fromNumber, int limit) {
    return slice(of(stream), fromNumber - 1, limit);
  }

  @Override
  public synchronized List<Stored> tail(long afterPosition, int limit) {
    return slice(entries, afterPosition, limit);
  }

  private static List<Stored> slice(List<Stored> all, long from, int limit) {
    int start = Math.clamp(from, 0, all.size());
    return List.copyOf(all.subList(start, (int) Math.min(all.size(), (long) start + limit)));
  }

  @Override
  public synchronized long position() {
    return entries.size();
  }

  @Override
  public synchronized Optional<Draft.Snapshot> snapshot(StreamId stream) {
    return Optional.ofNullable(snapshots.get(stream));
  }

  @Override
  public synchronized List<DueTimer> timers(Instant until, int limit) {
    return timers.stream()
        .takeWhile(row -> !row.at().isAfter(until))
        .limit(limit)
        .map(row -> new DueTimer(row.stream(), row.timer(), row.at()))
        .toList();
  }

  @Override
  public synchronized Optional<Instant> nextTimer() {
    return timers.isEmpty() ? Optional.empty() : Optional.of(timers.first().at());
  }

  @Override
  public synchronized List<RunId> active(String afterId, int limit) {
    return active.tailSet(afterId, false).stream().limit(limit).map(RunId::new).toList();
  }

  @Override
  public synchronized Optional<StreamId> holder(Reservation.StartKey key) {
    return Optional.ofNullable(keys.get(key.key()));
  }

  @Override
  public synchronized List<Account> balances() {
    return shares.balances();
  }

  @Override
  public synchronized List<About> subjects() {
    return shares.subjects();
  }

  @Override
  public synchronized Optional<RunRow> run(RunId id) {
    return lists.run(id);
  }

  @Override
  public synchronized List<RunRow> runs(RunFilter filter, Order order) {
    return lists.runs(filter, order);
  }

  @Override
  public synchronized List<RunId> ids(RunFilter filter, int limit) {
    return lists.ids(filter, limit);
  }

  @Override
  public synchronized List<RunId> runsBeginning(String prefix, int limit) {
    return lists.runsBeginning(prefix, limit);
  }

  @Override
  public synchronized Optional<Task> task(TaskId id) {
    return lists.task(id);
  }

  @Override
  public synchronized List<Task> tasks(TaskFilter filter) {
    return lists.tasks(filter);
  }

  @Override
  public synchronized Counts live() {
    return lists.live();
  }

  @Override
  public synchronized Counts counts(String batch) {
    return lists.counts(batch);
  }

  @Override
  public synchronized Tallies tallies(RunFilter filter, int parts) {
    return lists.tallies(filter, parts);
  }

  @Override
  public void close() {}
}
