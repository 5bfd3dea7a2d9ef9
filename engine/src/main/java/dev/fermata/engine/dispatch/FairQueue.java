package dev.fermata.engine.dispatch;

import dev.fermata.value.turn.Priority;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for its turn, served fairly. Priorities share the turns by their weights (WF2Q+,
 * Bennett and Zhang 1997: of those who are not ahead of their share, whoever's turn would end
 * first), within a priority workflows take turns, and within a workflow its runs. So however much
 * one run, one workflow or one priority brings, whoever else waits comes up after a bounded number
 * of turns. Each operation takes constant time, but for workflows that may not go on and are set
 * aside once. Not thread-safe.
 */
final class FairQueue<T> {
  /** What a turn of weight 1 costs: every weight, and every sum of weights, divides it. */
  private static final long UNIT = 16 * 5 * 17 * 21;

  /** Whose turn an item is. */
  record Owner(Priority priority, String workflow, String run) {}

  /** The items of one workflow, by run; the run whose turn is next stands first. */
  private static final class Group<T> {
    final LinkedHashMap<String, Queue<T>> runs = new LinkedHashMap<>();

    T poll() {
      Map.Entry<String, Queue<T>> first = runs.pollFirstEntry();
      T item = first.getValue().remove();
      if (!first.getValue().isEmpty()) {
        runs.put(first.getKey(), first.getValue());
      }
      return item;
    }
  }

  /** What waits with one priority. */
  private static final class Share<T> {
    final int weight;

    /** The time, by the queue's own clock, up to which it has had its turns. */
    long served;

    final LinkedHashMap<String, Group<T>> next = new LinkedHashMap<>();
    final Map<String, Group<T>> aside = new LinkedHashMap<>();

    Share(Priority priority) {
      weight = priority.weight();
    }

    long end() {
      return served + UNIT / weight;
    }

    /** Has a workflow stand in line; a share that had nothing to do saves up no turns. */
    void line(String workflow, Group<T> group, long now) {
      if (next.isEmpty()) {
        served = Math.max(served, now);
      }
      next.put(workflow, group);
    }
  }

  private final Map<Priority, Share<T>> shares = new EnumMap<>(Priority.class);

  /** The queue's own clock: while all wait, each turn moves it by its part of a unit. */
  private long now;

  private int size;

  FairQueue() {
    for (Priority priority : Priority.values()) {
      shares.put(priority, new Share<>(priority));
    }
  }

  void add(Owner owner, T item) {
    Share<T> share = share(owner.priority());
    Group<T> group = share.next.get(owner.workflow());
    if (group == null) {
      group = share.aside.get(owner.workflow());
    }
    if (group == null) {
      group = new Group<>();
      share.line(owner.workflow(), group, now);
    }
    group.runs.computeIfAbsent(owner.run(), run -> new ArrayDeque<>()).add(item);
    size++;
  }

  /**
   * The item whose turn it is. Workflows that may not go on are set aside until {@link #release}.
   */
  Optional<T> poll(Predicate<String> mayGoOn) {
    for (Share<T> share = first(); share != null; share = first()) {
      int weights = weights();
      Map.Entry<String, Group<T>> entry = share.next.pollFirstEntry();
      Group<T> group = entry.getValue();
      if (!mayGoOn.test(entry.getKey())) {
        share.aside.put(entry.getKey(), group);
        continue;
      }
      T item = group.poll();
      if (!group.runs.isEmpty()) {
        share.next.put(entry.getKey(), group);
      }
      now += UNIT / weights;
      share.served = share.end();
      size--;
      return Optional.of(item);
    }
    return Optional.empty();
  }

  private @Nullable Share<T> first() {
    long earliest = Long.MAX_VALUE;
    for (Share<T> share : shares.values()) {
      earliest = share.next.isEmpty() ? earliest : Math.min(earliest, share.served);
    }
    long reached = Math.max(now, earliest);
    Share<T> first = null;
    for (Share<T> share : shares.values()) {
      boolean due = !share.next.isEmpty() && share.served <= reached;
      if (due && (first == null || share.end() < first.end())) {
        first = share;
      }
    }
    if (first != null) {
      now = reached;
    }
    return first;
  }

  private int weights() {
    int sum = 0;
    for (Share<T> share : shares.values()) {
      sum += share.next.isEmpty() ? 0 : share.weight;
    }
    return sum;
  }

  /** A workflow that was set aside may go on. */
  void release(String workflow) {
    for (Share<T> share : shares.values()) {
      Group<T> group = share.aside.remove(workflow);
      if (group != null) {
        share.line(workflow, group, now);
      }
    }
  }

  /** Whether anything stands in line and was not set aside. */
  boolean hasNext() {
    return weights() > 0;
  }

  /** How many wait, those set aside too. */
  int size() {
    return size;
  }

  private Share<T> share(Priority priority) {
    Share<T> share = shares.get(priority);
    if (share == null) {
      throw new IllegalStateException("no share for priority " + priority);
    }
    return share;
  }
}
