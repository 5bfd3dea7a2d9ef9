package dev.fermata.server.api.operation.insights;

import dev.fermata.roster.Agent;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Work;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** Rows in memory, given page by page from the newest on. */
final class RowsHeld implements Insights {
  static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
  private static final WorkflowId LOANS = WorkflowId.parse("lending/loans@1.0.0");

  private final List<Ran> runs = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();

  /** A run of a minute that ended then, with so many calls and tasks. */
  void run(String id, Instant ended, int calls, int tasks) {
    Instant began = ended.minus(Duration.ofMinutes(1));
    var of = new RunId(id);
    Optional<Instant> end = Optional.of(ended);
    runs.add(
        new Ran(
            of,
            LOANS,
            "owners",
            began,
            end,
            "completed",
            "",
            Map.of(),
            0,
            0,
            tasks,
            0,
            began,
            false,
            Optional.empty(),
            Optional.empty(),
            false));
    for (int i = 0; i < calls; i++) {
      works.add(work(of, "call" + i, Work.Kind.AGENT, began, end));
    }
    for (int i = 0; i < tasks; i++) {
      works.add(work(of, "task" + i, Work.Kind.TASK, began, end));
    }
  }

  private static Work work(
      RunId run, String id, Work.Kind kind, Instant began, Optional<Instant> ended) {
    return new Work(
        run,
        id,
        id,
        new Work.Doer(kind, "scorer", "f1", "", kind == Work.Kind.TASK ? "clerks" : "", ""),
        new Work.Clocked(began, began, Work.Phase.OVER, ended, 0, 60_000, 0, 0),
        new Work.Spent(1, 0, 0, "", 0, 0, 0, 0),
        new Work.Fate(
            Work.Result.OK, "", false, false, false, false, Work.Agreement.NONE, Work.Fate.UNSAID));
  }

  private <T> List<Row<T>> page(
      List<T> all, Function<T, RunId> run, Function<T, Instant> at, Filter filter) {
    List<Row<T>> rows = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      T one = all.get(i);
      Ran of = runs.stream().filter(r -> r.id().equals(run.apply(one))).findFirst().orElseThrow();
      rows.add(new Row<>(one, of, new Cursor(at.apply(one).toEpochMilli(), i)));
    }
    return rows.stream()
        .filter(row -> compare(row.at(), filter.before()) < 0)
        .sorted((a, b) -> compare(b.at(), a.at()))
        .limit(filter.limit())
        .toList();
  }

  private static int compare(Cursor one, Cursor other) {
    int byTime = Long.compare(one.ms(), other.ms());
    return byTime != 0 ? byTime : Long.compare(one.number(), other.number());
  }

  @Override
  public List<Row<Work>> works(Filter filter) {
    return page(works, Work::run, w -> w.time().ended().orElseThrow(), filter);
  }

  @Override
  public List<Row<Review>> reviews(Filter filter) {
    return List.of();
  }

  @Override
  public List<Row<Ran>> runs(Filter filter) {
    boolean begun = filter.figure().equals(Optional.of(Measure.STARTED));
    return page(runs, Ran::id, r -> begun ? r.started() : r.ended().orElseThrow(), filter);
  }

  @Override
  public List<Work> works(RunId run) {
    return works.stream().filter(w -> w.run().equals(run)).toList();
  }

  List<Ran> all() {
    return List.copyOf(runs);
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("nobody asks for this here");
  }

  @Override
  public SortedMap<String, Tally> figures(Dimension dimension, Span span) {
    throw unused();
  }

  @Override
  public SortedMap<Long, Tally> hours(Dimension dimension, String name, Span span) {
    throw unused();
  }

  @Override
  public Optional<Ran> run(RunId id) {
    throw unused();
  }

  @Override
  public List<Work> open(Instant before, int limit) {
    throw unused();
  }

  @Override
  public Map<String, Agent> agents() {
    throw unused();
  }

  @Override
  public long missed() {
    throw unused();
  }

  @Override
  public long position() {
    throw unused();
  }
}
