package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Figures of the newest runs: how many, how well and how fast, today and a week ago. */
final class RunFigures {
  /** How many runs are looked at, the newest first; what lies behind them is not counted. */
  static final int LOOKED = 20_000;

  private static final int HOURS = 24;
  private static final Duration WEEK = Duration.ofDays(7);

  private final List<RunRow> rows;
  private final boolean whole;

  private RunFigures(List<RunRow> rows, boolean whole) {
    this.rows = rows;
    this.whole = whole;
  }

  /** Of the runs that started since then. */
  static RunFigures since(Views views, Instant since) {
    List<RunRow> rows = new ArrayList<>();
    Optional<RunId> before = Optional.empty();
    while (rows.size() < LOOKED) {
      List<RunRow> page = views.runs(new RunFilter(Set.of(), "", "", "", before, Views.PAGE_LIMIT));
      for (RunRow row : page) {
        if (row.started().isBefore(since)) {
          return new RunFigures(rows, true);
        }
        rows.add(row);
      }
      if (page.size() < Views.PAGE_LIMIT) {
        return new RunFigures(rows, true);
      }
      before = Optional.of(page.getLast().id());
    }
    return new RunFigures(rows, false);
  }

  /** Whether all runs since then were looked at. */
  boolean whole() {
    return whole;
  }

  /** The day so far, and the same hours of that weekday a week before. */
  ObjectNode day(Instant midnight, Instant now) {
    ObjectNode tree = of(midnight, now);
    tree.set("before", of(midnight.minus(WEEK), now.minus(WEEK)));
    return tree.put("whole", whole);
  }

  private ObjectNode of(Instant from, Instant to) {
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

  private static boolean within(Instant at, Instant from, Instant to) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  /** How many failed since then, of those that were looked at. */
  long faulted(Instant since) {
    return rows.stream()
        .filter(row -> row.status() == RunStatus.FAULTED)
        .filter(row -> row.ended().filter(at -> !at.isBefore(since)).isPresent())
        .count();
  }

  /** The last day, hour by hour. */
  void hours(ArrayNode buckets, Instant now) {
    Instant first = now.minus(Duration.ofHours(HOURS));
    int[][] counts = new int[HOURS][3];
    for (RunRow row : rows) {
      add(counts, row.started(), first, 0);
      row.ended()
          .ifPresent(at -> {
            add(counts, at, first, 1);
            if (row.status() == RunStatus.FAULTED) {
              add(counts, at, first, 2);
            }
          });
    }
    for (int i = 0; i < HOURS; i++) {
      buckets
          .addObject()
          .put("from", first.plus(Duration.ofHours(i)).toString())
          .put("started", counts[i][0])
          .put("ended", counts[i][1])
          .put("faulted", counts[i][2]);
    }
  }

  private static void add(int[][] counts, Instant at, Instant first, int column) {
    long hour = Duration.between(first, at).toHours();
    if (!at.isBefore(first) && hour < HOURS) {
      counts[(int) hour][column]++;
    }
  }
}
