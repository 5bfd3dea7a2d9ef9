package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Figures of runs: how many, how well and how fast, today and a week ago. Few are looked at one by
 * one, to the second; of many, whole hours are added up.
 */
final class RunFigures {
  /** How many runs are looked at one by one; of more, what is added up by the hour is read. */
  static final int LOOKED = 2_000;

  private static final double HALF = 0.5;

  private static final int HOURS = 24;
  private static final Duration WEEK = Duration.ofDays(7);

  private final List<RunRow> rows;
  private final boolean whole;
  private final SortedMap<Long, Tally> hours;

  private RunFigures(List<RunRow> rows, boolean whole, SortedMap<Long, Tally> hours) {
    this.rows = rows;
    this.whole = whole;
    this.hours = hours;
  }

  /** Of the runs that started since then. */
  static RunFigures since(Views views, Lately lately, Instant since) {
    List<RunRow> rows = new ArrayList<>();
    Optional<RunId> before = Optional.empty();
    while (rows.size() < LOOKED) {
      List<RunRow> page = views.runs(new RunFilter(Set.of(), "", "", "", before, Views.PAGE_LIMIT));
      for (RunRow row : page) {
        if (row.started().isBefore(since)) {
          return new RunFigures(rows, true, Collections.emptySortedMap());
        }
        rows.add(row);
      }
      if (page.size() < Views.PAGE_LIMIT) {
        return new RunFigures(rows, true, Collections.emptySortedMap());
      }
      before = Optional.of(page.getLast().id());
    }
    return new RunFigures(rows, false, lately.hours(since));
  }

  /** The day so far, and the same hours of that weekday a week before. */
  ObjectNode day(Instant midnight, Instant now) {
    ObjectNode tree = of(midnight, now);
    tree.set("before", of(midnight.minus(WEEK), now.minus(WEEK)));
    return tree.put("whole", true);
  }

  private ObjectNode of(Instant from, Instant to) {
    if (!whole) {
      return added(from, to);
    }
    int started = 0;
    int completed = 0;
    int faulted = 0;
    List<Long> took = new ArrayList<>();
    for (RunRow row : rows) {
      if (within(row.started(), from, to)) {
        started++;
      }
      if (row.ended().filter(at -> within(at, from, to)).isPresent()) {
        completed += row.status() == RunStatus.COMPLETED ? 1 : 0;
        faulted += row.status() == RunStatus.FAULTED ? 1 : 0;
        if (row.status() == RunStatus.COMPLETED) {
          took.add(Duration.between(row.started(), row.ended().get()).toMillis());
        }
      }
    }
    ObjectNode tree = Json.object().put("started", started);
    tree.put("completed", completed).put("faulted", faulted);
    Medians.of(took).ifPresent(ms -> tree.put("medianMs", ms));
    return tree;
  }

  private ObjectNode added(Instant from, Instant to) {
    Tally all = sum(from, to);
    ObjectNode tree = Json.object().put("started", all.of(Measure.STARTED));
    tree.put("completed", all.of(Measure.COMPLETED)).put("faulted", all.of(Measure.FAULTED));
    if (all.count(Measure.RUN) > 0) {
      tree.put("medianMs", all.quantile(Measure.RUN, HALF));
    }
    return tree;
  }

  private Tally sum(Instant from, Instant to) {
    var all = new Tally();
    hours.subMap(hour(from), hour(to) + 1).values().forEach(each -> all.add(each, 1));
    return all;
  }

  private static long hour(Instant at) {
    return Math.floorDiv(at.toEpochMilli(), Cell.HOUR_MS);
  }

  private static boolean within(Instant at, Instant from, Instant to) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  /** How many failed since then, of those that were looked at. */
  long faulted(Instant since) {
    if (!whole) {
      return hours.tailMap(hour(since)).values().stream()
          .mapToLong(each -> each.of(Measure.FAULTED))
          .sum();
    }
    return rows.stream()
        .filter(row -> row.status() == RunStatus.FAULTED)
        .filter(row -> row.ended().filter(at -> !at.isBefore(since)).isPresent())
        .count();
  }

  /** The last day, hour by hour. */
  void hours(ArrayNode buckets, Instant now) {
    Instant first = now.minus(Duration.ofHours(HOURS));
    long[][] counts = new long[HOURS][3];
    hours.forEach((at, each) -> {
      long hour = at - hour(now) + HOURS - 1;
      if (hour >= 0 && hour < HOURS) {
        counts[(int) hour][0] = each.of(Measure.STARTED);
        counts[(int) hour][1] = ended(each);
        counts[(int) hour][2] = each.of(Measure.FAULTED);
      }
    });
    count(counts, first);
    for (int i = 0; i < HOURS; i++) {
      buckets
          .addObject()
          .put("from", first.plus(Duration.ofHours(i)).toString())
          .put("started", counts[i][0])
          .put("ended", counts[i][1])
          .put("faulted", counts[i][2]);
    }
  }

  private static long ended(Tally tally) {
    return tally.of(Measure.COMPLETED) + tally.of(Measure.FAULTED) + tally.of(Measure.CANCELLED);
  }

  private void count(long[][] counts, Instant first) {
    for (RunRow row : whole ? rows : List.<RunRow>of()) {
      add(counts, row.started(), first, 0);
      row.ended()
          .ifPresent(at -> {
            add(counts, at, first, 1);
            if (row.status() == RunStatus.FAULTED) {
              add(counts, at, first, 2);
            }
          });
    }
  }

  private static void add(long[][] counts, Instant at, Instant first, int column) {
    long hour = Duration.between(first, at).toHours();
    if (!at.isBefore(first) && hour < HOURS) {
      counts[(int) hour][column]++;
    }
  }
}
