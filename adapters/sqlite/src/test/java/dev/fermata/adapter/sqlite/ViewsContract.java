package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.NOON;
import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.inDoubt;
import static dev.fermata.adapter.sqlite.Drafts.row;
import static dev.fermata.adapter.sqlite.Drafts.task;
import static dev.fermata.adapter.sqlite.Drafts.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Journal;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the lists of every store show. */
abstract class ViewsContract {
  private final Map<String, Long> numbers = new HashMap<>();
  Journal journal;
  Views views;

  /** Opens an empty store. */
  abstract Journal open();

  /** The lists of the store that was opened. */
  abstract Views views();

  @BeforeEach
  void opens() {
    journal = open();
    views = views();
  }

  @AfterEach
  void closes() {
    journal.close();
  }

  private void put(RunRow... rows) {
    for (RunRow row : rows) {
      long number = numbers.merge(row.id().value(), 1L, Long::sum);
      journal.append(List.of(with(draft(row.id().value(), number), row)));
    }
  }

  private void put(Task... tasks) {
    for (Task task : tasks) {
      long number = numbers.merge(task.run().value(), 1L, Long::sum);
      journal.append(List.of(with(draft(task.run().value(), number), task)));
    }
  }

  private List<String> runs(RunFilter filter) {
    return views.runs(filter).stream().map(row -> row.id().value()).toList();
  }

  private List<String> tasks(TaskFilter filter) {
    return views.tasks(filter).stream().map(task -> task.id().value()).toList();
  }

  private static RunFilter where(
      Set<RunStatus> statuses, String workflow, String batch, String subject) {
    return new RunFilter(statuses, workflow, batch, subject, Optional.empty(), 100);
  }

  @Test
  void a_row_reads_back_as_it_was_written() {
    RunRow row =
        inDoubt(row("a", RunStatus.FAULTED, 7, "shop/refund@1.2", "batch'1", "c \"17\" \u00e9"), 2);
    put(row);

    assertThat(views.run(new RunId("a"))).contains(row);
    assertThat(views.run(new RunId("b"))).isEmpty();
    assertThat(views.runs(RunFilter.ALL)).containsExactly(row);
  }

  @Test
  void a_later_row_takes_the_place_of_the_earlier() {
    put(row("a", RunStatus.RUNNING, 0), row("a", RunStatus.COMPLETED, 0));

    assertThat(views.run(new RunId("a"))).contains(row("a", RunStatus.COMPLETED, 0));
    assertThat(runs(where(Set.of(RunStatus.RUNNING), "", "", ""))).isEmpty();
  }

  @Test
  void runs_come_newest_first_and_page_by_their_cursor() {
    put(
        row("b", RunStatus.RUNNING, 1),
        row("d", RunStatus.WAITING, 2),
        row("a", RunStatus.RUNNING, 1),
        row("c", RunStatus.COMPLETED, 3));

    assertThat(runs(RunFilter.ALL)).containsExactly("c", "d", "b", "a");
    assertThat(runs(page("d", 1))).containsExactly("b");
    assertThat(runs(page("b", 9))).containsExactly("a");
    assertThat(runs(page("a", 9))).isEmpty();
    assertThat(runs(page("nobody", 9))).isEmpty();
  }

  private static RunFilter page(String before, int limit) {
    return new RunFilter(Set.of(), "", "", "", Optional.of(new RunId(before)), limit);
  }

  @Test
  void filters_restrict_each_and_together() {
    put(
        row("a", RunStatus.RUNNING, 1, "shop/refund@1", "", "c1"),
        row("b", RunStatus.WAITING, 2, "shop/refund@2", "x", ""),
        row("c", RunStatus.FAULTED, 3, "shop/pay@1", "x", "c1"),
        row("d", RunStatus.COMPLETED, 4, "shop/refund@1", "x", "c1"));
    var waitingOrDone = Set.of(RunStatus.WAITING, RunStatus.COMPLETED);

    assertThat(runs(where(Set.of(RunStatus.FAULTED), "", "", ""))).containsExactly("c");
    assertThat(runs(where(waitingOrDone, "", "", ""))).containsExactly("d", "b");
    assertThat(runs(where(Set.of(), "shop/refund", "", ""))).containsExactly("d", "b", "a");
    assertThat(runs(where(Set.of(), "shop/refund@1", "", ""))).containsExactly("d", "a");
    assertThat(runs(where(Set.of(), "", "x", ""))).containsExactly("d", "c", "b");
    assertThat(runs(where(Set.of(), "", "", "c1"))).containsExactly("d", "c", "a");
    assertThat(runs(where(Set.of(), "shop/refund", "x", "c1"))).containsExactly("d");
    assertThat(runs(where(waitingOrDone, "shop/refund", "x", ""))).containsExactly("d", "b");
    assertThat(runs(where(Set.of(RunStatus.WAITING), "shop/refund", "", ""))).containsExactly("b");
    assertThat(runs(where(Set.of(RunStatus.PAUSED), "", "x", ""))).isEmpty();
  }

  @Test
  void every_filter_gives_what_sifting_all_rows_would() {
    long seed = 20261121;
    var random = new Random(seed);
    var all = new ArrayList<RunRow>();
    for (int i = 0; i < 300; i++) {
      var status = RunStatus.values()[random.nextInt(7)];
      RunRow row =
          row(
              "r" + random.nextInt(1_000_000) + "-" + i,
              status,
              random.nextInt(40),
              "n/w" + random.nextInt(3) + "@" + random.nextInt(2),
              random.nextBoolean() ? "" : "b" + random.nextInt(3),
              random.nextBoolean() ? "" : "s" + random.nextInt(3));
      all.add(random.nextInt(3) == 0 ? inDoubt(row, 1) : row);
    }
    put(all.toArray(RunRow[]::new));
    all.sort((one, two) ->
        one.started().equals(two.started())
            ? two.id().compareTo(one.id())
            : two.started().compareTo(one.started()));

    for (int i = 0; i < 500; i++) {
      var statuses = new java.util.TreeSet<RunStatus>();
      for (int n = random.nextInt(3); n > 0; n--) {
        statuses.add(RunStatus.values()[random.nextInt(7)]);
      }
      String workflow = List.of("", "", "n/w1", "n/w1@1").get(random.nextInt(4));
      String batch = List.of("", "", "b1").get(random.nextInt(3));
      String subject = List.of("", "", "s1").get(random.nextInt(3));
      Optional<RunId> before =
          random.nextBoolean() ? Optional.empty() : Optional.of(all.get(random.nextInt(300)).id());
      int limit = 1 + random.nextInt(50);
      boolean doubt = random.nextInt(4) == 0;
      int from = before.map(id -> all.indexOf(views.run(id).orElseThrow()) + 1).orElse(0);
      var expected =
          all.stream()
              .skip(from)
              .filter(row -> statuses.isEmpty() || statuses.contains(row.status()))
              .filter(row ->
                  (row.workflow() + "@").startsWith(workflow.isEmpty() ? "" : workflow + "@"))
              .filter(row -> batch.isEmpty() || row.batch().equals(batch))
              .filter(row -> subject.isEmpty() || row.subject().equals(subject))
              .filter(row -> !doubt || row.inDoubt() > 0)
              .limit(limit)
              .toList();
      var filter = new RunFilter(statuses, workflow, batch, subject, doubt, before, limit);
      assertThat(views.runs(filter)).as("seed %d, %s", seed, filter).isEqualTo(expected);
    }
  }

  @Test
  void ids_typed_in_part_are_found() {
    put(
        row("abc-1", RunStatus.RUNNING, 1),
        row("abd", RunStatus.RUNNING, 1),
        row("abc", RunStatus.RUNNING, 1),
        row("ABC", RunStatus.RUNNING, 1));

    assertThat(views.runsBeginning("abc", 9))
        .extracting(RunId::value)
        .containsExactly("abc", "abc-1");
    assertThat(views.runsBeginning("ab", 2))
        .extracting(RunId::value)
        .containsExactly("abc", "abc-1");
    assertThat(views.runsBeginning("", 9)).hasSize(4);
    assertThat(views.runsBeginning("%", 9)).isEmpty();
  }

  @Test
  void counts_are_of_a_batch_or_of_all() {
    put(
        row("a", RunStatus.RUNNING, 1),
        row("b", RunStatus.RUNNING, 1, "n/w@1", "x", ""),
        inDoubt(row("c", RunStatus.WAITING, 1, "n/w@1", "x", ""), 3),
        inDoubt(row("d", RunStatus.WAITING, 1), 1));

    assertThat(views.counts("x"))
        .isEqualTo(new Views.Counts(Map.of(RunStatus.RUNNING, 1L, RunStatus.WAITING, 1L), 1, 2));
    assertThat(views.counts(""))
        .isEqualTo(new Views.Counts(Map.of(RunStatus.RUNNING, 2L, RunStatus.WAITING, 2L), 2, 4));
    assertThat(views.counts("y")).isEqualTo(new Views.Counts(Map.of(), 0, 0));

    put(inDoubt(row("e", RunStatus.COMPLETED, 1), 1), row("f", RunStatus.FAULTED, 1));
    assertThat(views.live())
        .isEqualTo(new Views.Counts(Map.of(RunStatus.RUNNING, 2L, RunStatus.WAITING, 2L), 3, 4));
  }

  @Test
  void tasks_come_by_due_time_then_by_age_and_without_one_last() {
    put(
        task("a", 3, "ops", Optional.empty()),
        task("a", 2, "ops", Optional.of(NOON.plusSeconds(9))),
        task("b", 1, "fin", Optional.of(NOON.plusSeconds(9))),
        task("b", 4, "fin", Optional.of(NOON.plusSeconds(5))),
        task("b", 5, "fin", Optional.empty()));

    assertThat(tasks(TaskFilter.WAITING)).containsExactly("b-4", "b-1", "a-2", "a-3", "b-5");
    assertThat(tasks(new TaskFilter(true, Set.of(), "", Optional.empty(), 2)))
        .containsExactly("b-4", "b-1");
    assertThat(tasks(new TaskFilter(true, Set.of("ops"), "", Optional.empty(), 9)))
        .containsExactly("a-2", "a-3");
    assertThat(tasks(new TaskFilter(true, Set.of("ops", "fin"), "b", Optional.empty(), 9)))
        .containsExactly("b-4", "b-1", "b-5");
    assertThat(tasks(new TaskFilter(true, Set.of(), "", Optional.of(NOON.plusSeconds(9)), 9)))
        .containsExactly("b-4");
  }

  @Test
  void a_task_that_waits_no_longer_leaves_the_list_but_can_be_read() {
    Task open = task("a", 1, "ops", Optional.of(NOON));
    Task claimed = task("a", 2, "ops", Optional.empty()).with(new Task.State.Claimed("ana", NOON));
    Task done = open.with(new Task.State.Withdrawn("cancelled", NOON));
    put(open, claimed, done);

    assertThat(tasks(TaskFilter.WAITING)).containsExactly("a-2");
    assertThat(tasks(new TaskFilter(false, Set.of(), "a", Optional.empty(), 9)))
        .containsExactly("a-1", "a-2");
    assertThat(views.task(new TaskId("a-1"))).contains(done);
    assertThat(views.task(new TaskId("a-9"))).isEmpty();
  }

  @Test
  void an_escalated_task_moves_to_its_new_team() {
    Task open = task("a", 1, "ops", Optional.of(NOON));
    put(open, open.escalated("bosses", Optional.empty(), List.of()));

    assertThat(tasks(new TaskFilter(true, Set.of("ops"), "", Optional.empty(), 9))).isEmpty();
    assertThat(tasks(new TaskFilter(true, Set.of("bosses"), "", Optional.empty(), 9)))
        .containsExactly("a-1");
  }

  @Test
  void quotes_and_other_signs_in_filters_find_nothing_and_break_nothing() {
    put(row("a", RunStatus.RUNNING, 1, "n/w@1", "x", "s"));
    put(task("a", 1, "ops", Optional.empty()));
    long seed = 4;
    var random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      String text = hostile(random);
      assertThat(views.runs(where(Set.of(), text, "", ""))).as("seed %d: %s", seed, text).isEmpty();
      assertThat(views.runs(where(Set.of(RunStatus.RUNNING), text, text, text))).isEmpty();
      assertThat(views.runs(where(Set.of(), "", text, ""))).isEmpty();
      assertThat(views.runs(where(Set.of(), "", "", text))).isEmpty();
      assertThat(views.runsBeginning(text, 9)).isEmpty();
      assertThat(views.counts(text).total()).isZero();
      assertThat(
              tasks(
                  new TaskFilter(
                      i % 2 == 0,
                      new java.util.HashSet<>(List.of(text, "'")),
                      text,
                      Optional.empty(),
                      9)))
          .isEmpty();
      assertThat(journal.holder(new dev.fermata.fact.Reservation.StartKey(text))).isEmpty();
    }
    assertThat(runs(RunFilter.ALL)).containsExactly("a");
  }

  private static String hostile(Random random) {
    var parts =
        List.of(
            "'",
            "\"",
            "--",
            ";",
            "%",
            "_",
            "\\",
            "/*",
            "*/",
            "?",
            ":a",
            "@",
            "$1",
            "\u0000",
            "\n",
            " OR 1=1",
            "') UNION SELECT name FROM sqlite_master --",
            "[",
            "`",
            "\ud800",
            "\ud83d\ude00",
            "DROP TABLE run",
            "NULL",
            "x'00'",
            "a",
            "(",
            ")",
            "0x1");
    var text = new StringBuilder("'");
    for (int n = random.nextInt(12); n > 0; n--) {
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.toString();
  }
}
