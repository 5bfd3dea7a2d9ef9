package dev.fermata.server.api.operation.insights;

import dev.fermata.watch.work.Cell;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Insights.Cursor;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Row;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Tally;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Figures of what fits names of several dimensions: work, people's words and runs, each looked
 * through from the newest back. Where there is too much of one of them, the hours that were not
 * looked through to their beginning are left out of all, so that all figures are of the same time.
 */
final class Looked {
  private final Insights insights;
  private final int most;
  private final Map<Cell, Tally> cells = new HashMap<>();
  private Optional<Instant> from = Optional.empty();

  /**
   * @param most how many rows of a kind are looked at
   */
  Looked(Insights insights, int most) {
    this.insights = insights;
    this.most = most;
  }

  /** Since when all is counted; empty if nothing that was asked for is left out. */
  Optional<Instant> from() {
    return from;
  }

  /** A run fits an agent, a tool, a step or people if they took part in it. */
  SortedMap<String, Tally> through(Asked asked, Dimension by) {
    all(
        asked.filter(Optional.empty()),
        insights::works,
        row -> Tally.count(row.of(), row.ran(), by, cells));
    all(
        asked.filter(Optional.of(Measure.REVIEWS)),
        insights::reviews,
        row -> Tally.count(row.of(), row.ran(), by, cells));
    all(
        asked.filter(Optional.of(Measure.STARTED)),
        insights::runs,
        row -> Tally.began(row.of(), by, cells));
    all(asked.filter(Optional.empty()), insights::runs, row -> Tally.ended(row.of(), by, cells));
    long first = from.map(at -> at.toEpochMilli() / Cell.HOUR_MS).orElse(Long.MIN_VALUE);
    SortedMap<String, Tally> found = new TreeMap<>();
    cells.forEach((cell, tally) -> {
      if (cell.hour() >= first) {
        found.computeIfAbsent(cell.name(), _ -> new Tally()).add(tally, 1);
      }
    });
    return found;
  }

  private <T> void all(Filter asked, Function<Filter, List<Row<T>>> pages, Consumer<Row<T>> count) {
    Filter filter = asked;
    int looked = 0;
    List<Row<T>> page;
    do {
      page = pages.apply(filter);
      page.forEach(count);
      looked += page.size();
      if (!page.isEmpty()) {
        filter = filter.after(page.getLast().at());
      }
    } while (page.size() == filter.limit() && looked < most);
    if (page.size() == filter.limit()) {
      cut(filter.before());
    }
  }

  private void cut(Cursor last) {
    long next = Math.floorDiv(last.ms(), Cell.HOUR_MS) + 1;
    Instant whole = Instant.ofEpochMilli(next * Cell.HOUR_MS);
    from = from.filter(whole::isBefore).or(() -> Optional.of(whole));
  }
}
