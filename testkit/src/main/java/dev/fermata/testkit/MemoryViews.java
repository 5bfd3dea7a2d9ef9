package dev.fermata.testkit;

import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lists of a journal in memory. Not safe for many threads; its journal guards it. */
final class MemoryViews implements Views {
  private static final Comparator<RunRow> NEWEST =
      Comparator.comparing(RunRow::started).thenComparing(RunRow::id).reversed();

  private final Map<RunId, RunRow> runs = new TreeMap<>();
  private final Map<TaskId, Task> tasks = new TreeMap<>();

  void put(RunRow row) {
    runs.put(row.id(), row);
  }

  void put(Task task) {
    tasks.put(task.id(), task);
  }

  Collection<RunRow> all() {
    return runs.values();
  }

  @Override
  public Optional<RunRow> run(RunId id) {
    return Optional.ofNullable(runs.get(id));
  }

  @Override
  public List<RunRow> runs(RunFilter filter, Order order) {
    Comparator<RunRow> first =
        switch (order) {
          case NEWEST -> NEWEST;
          case OLDEST -> NEWEST.reversed();
          case LONGEST -> longest();
        };
    Optional<RunRow> before =
        filter.before().filter(_ -> order != Order.LONGEST).flatMap(this::run);
    return fitting(filter)
        .filter(row -> before.isEmpty() || first.compare(row, before.get()) > 0)
        .sorted(first)
        .limit(Math.min(filter.limit(), PAGE_LIMIT))
        .toList();
  }

  /** What lives has lasted until the last moment that is known of. */
  private Comparator<RunRow> longest() {
    Instant now =
        runs.values().stream()
            .map(row -> row.ended().orElse(row.started()))
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    return Comparator.comparing(
            (RunRow row) -> Duration.between(row.ended().orElse(now), row.started()))
        .thenComparing(NEWEST);
  }

  @Override
  public List<RunId> ids(RunFilter filter, int limit) {
    return fitting(filter).sorted(NEWEST).limit(limit).map(RunRow::id).toList();
  }

  private Stream<RunRow> fitting(RunFilter filter) {
    return runs.values().stream()
        .filter(row -> filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
        .filter(row -> fits(filter.workflow(), row.workflow().toString(), named(row)))
        .filter(row -> fits(filter.batch(), row.batch()))
        .filter(row -> fits(filter.subject(), row.subject()))
        .filter(row -> !filter.inDoubt() || row.inDoubt() > 0)
        .filter(row -> filter.parent().isEmpty() || filter.parent().equals(row.parent()))
        .filter(row -> filter.root().isEmpty() || filter.root().equals(row.root()))
        .filter(row -> sought(filter.search(), row));
  }

  private static boolean sought(Search search, RunRow row) {
    // Without UNICODE_CASE, so that only A to Z fit in either case, as in a database.
    Pattern text = Pattern.compile(Pattern.quote(search.text()), Pattern.CASE_INSENSITIVE);
    return (search.workflows().isEmpty() || search.workflows().contains(named(row)))
        && (text.matcher(row.id().value()).lookingAt()
            || text.matcher(row.subject()).find()
            || text.matcher(row.problem()).find())
        && search.among().map(among -> among.contains(row.id())).orElse(true)
        && search.since().filter(since -> row.started().isBefore(since)).isEmpty()
        && search.until().filter(until -> !row.started().isBefore(until)).isEmpty();
  }

  @Override
  public Tallies tallies(RunFilter filter, int parts) {
    List<RunRow> counted = fitting(filter).sorted(NEWEST).limit(SIFTED_LIMIT).toList();
    Search search = filter.search();
    var times = new Search(Set.of(), "", search.since(), search.until());
    List<RunRow> all = fitting(RunFilter.ALL.with(times)).sorted(NEWEST).toList();
    if (all.isEmpty()) {
      return new Tallies(Instant.EPOCH, Instant.EPOCH, true, List.of());
    }
    Instant from = all.getLast().started();
    Instant to = all.getFirst().started();
    long width = Duration.between(from, to).toMillis() / parts + 1;
    record Cell(String workflow, RunStatus status, int part) {}
    Map<Cell, List<RunRow>> cells =
        counted.stream()
            .collect(
                Collectors.groupingBy(row ->
                    new Cell(
                        named(row),
                        row.status(),
                        (int) (Duration.between(from, row.started()).toMillis() / width))));
    List<Tally> tallies = new ArrayList<>();
    cells.forEach((cell, rows) ->
        tallies.add(
            new Tally(
                cell.workflow(),
                cell.status(),
                cell.part(),
                rows.size(),
                rows.stream().filter(row -> row.inDoubt() > 0).count())));
    return new Tallies(from, to, counted.size() == fitting(filter).count(), tallies);
  }

  private static String named(RunRow row) {
    return row.workflow().namespace() + "/" + row.workflow().name();
  }

  private static boolean fits(String wanted, String... found) {
    return wanted.isEmpty() || List.of(found).contains(wanted);
  }

  @Override
  public List<RunId> runsBeginning(String prefix, int limit) {
    return runs.keySet().stream()
        .filter(id -> id.value().startsWith(prefix))
        .limit(Math.min(limit, PAGE_LIMIT))
        .toList();
  }

  @Override
  public Optional<Task> task(TaskId id) {
    return Optional.ofNullable(tasks.get(id));
  }

  @Override
  public List<Task> tasks(TaskFilter filter) {
    return tasks.values().stream()
        .filter(task -> !filter.waitingOnly() || task.waits())
        .filter(task -> filter.teams().isEmpty() || filter.teams().contains(task.team()))
        .filter(task -> fits(filter.run(), task.run().value()))
        .filter(task ->
            filter.dueBefore().isEmpty()
                || task.due().map(due -> due.isBefore(filter.dueBefore().get())).orElse(false))
        .sorted(
            Comparator.comparing((Task task) -> task.due().orElse(Instant.MAX))
                .thenComparing(Task::opened)
                .thenComparing(Task::id))
        .limit(Math.min(filter.limit(), PAGE_LIMIT))
        .toList();
  }

  @Override
  public Counts counts(String batch) {
    return counts(row -> fits(batch, row.batch()));
  }

  @Override
  public Counts live() {
    Counts live = counts(row -> !row.status().ended());
    return new Counts(live.byStatus(), counts("").inDoubt(), live.total());
  }

  private Counts counts(Predicate<RunRow> which) {
    Map<RunStatus, Long> byStatus = new EnumMap<>(RunStatus.class);
    long inDoubt = 0;
    long total = 0;
    for (RunRow row : runs.values()) {
      if (which.test(row)) {
        byStatus.merge(row.status(), 1L, Long::sum);
        inDoubt += row.inDoubt() > 0 ? 1 : 0;
        total++;
      }
    }
    return new Counts(byStatus, inDoubt, total);
  }
}
