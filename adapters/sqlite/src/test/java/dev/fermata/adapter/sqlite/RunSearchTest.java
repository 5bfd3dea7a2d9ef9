package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.NOON;
import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.inDoubt;
import static dev.fermata.adapter.sqlite.Drafts.row;
import static dev.fermata.adapter.sqlite.Drafts.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.Order;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Search;
import dev.fermata.fact.Views.Tallies;
import dev.fermata.fact.Views.Tally;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs found by what stands in them, and counted. */
class RunSearchTest {
  private static final long SEED = 20261122;

  @TempDir Path folder;
  private SqliteStore store;

  @BeforeEach
  void opens() {
    store = SqliteStore.open(folder, new SecureRandom());
  }

  @AfterEach
  void closes() {
    store.close();
  }

  private void put(List<RunRow> rows) {
    rows.forEach(row -> store.append(List.of(with(draft(row.id().value(), 1), row))));
  }

  private List<String> found(String text) {
    var search = new Search(Set.of(), text, Optional.empty(), Optional.empty());
    return store.runs(RunFilter.ALL.with(search)).stream().map(row -> row.id().value()).toList();
  }

  @Test
  void a_text_is_found_at_the_beginning_of_an_id_and_anywhere_in_subject_and_problem() {
    put(
        List.of(
            row("abc", RunStatus.RUNNING, 1, "n/w@1", "", "loan 17"),
            row("xab", RunStatus.FAULTED, 2, "n/w@1", "", "loan 100%"),
            row("x_y", RunStatus.RUNNING, 3, "n/w@1", "", "back\\slash")));

    assertThat(found("ab")).containsExactly("abc");
    assertThat(found("LOAN 1")).containsExactly("xab", "abc");
    assertThat(found("broken")).containsExactly("xab");
    assertThat(found("0%")).containsExactly("xab");
    assertThat(found("x_")).containsExactly("x_y");
    assertThat(found("\\s")).containsExactly("x_y");
    assertThat(found("%")).containsExactly("xab");
    assertThat(found("nowhere")).isEmpty();
  }

  @Test
  void every_search_gives_and_counts_what_sifting_all_rows_would() {
    var random = new Random(SEED);
    List<RunRow> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      var row =
          row(
              "r-" + i,
              RunStatus.values()[random.nextInt(8)],
              random.nextInt(100),
              "n/w" + random.nextInt(4) + "@1",
              random.nextBoolean() ? "" : "b1",
              random.nextBoolean() ? "" : "Loan " + random.nextInt(30));
      all.add(random.nextInt(3) == 0 ? inDoubt(row, 1) : row);
    }
    put(all);
    all.sort((one, two) ->
        one.started().equals(two.started())
            ? two.id().compareTo(one.id())
            : two.started().compareTo(one.started()));

    for (int i = 0; i < 300; i++) {
      RunFilter filter = any(random);
      List<RunRow> expected = all.stream().filter(row -> fits(filter, row)).toList();
      assertThat(store.runs(filter)).as("seed %d, %s", SEED, filter).isEqualTo(expected);
      List<RunRow> oldest = expected.reversed();
      assertThat(store.runs(filter, Order.OLDEST)).isEqualTo(oldest);
      assertThat(store.ids(filter, 5))
          .isEqualTo(expected.stream().limit(5).map(RunRow::id).toList());
      if (oldest.size() > 3) {
        assertThat(store.runs(after(filter, oldest.get(2).id()), Order.OLDEST))
            .isEqualTo(oldest.subList(3, oldest.size()));
      }
      Tallies tallies = store.tallies(filter, 7);
      assertThat(tallies.all()).isTrue();
      assertThat(tallies.tallies().stream().mapToLong(Tally::runs).sum())
          .as("seed %d, %s", SEED, filter)
          .isEqualTo(expected.size());
      assertThat(tallies.tallies().stream().mapToLong(Tally::inDoubt).sum())
          .isEqualTo(expected.stream().filter(row -> row.inDoubt() > 0).count());
      assertThat(tallies.tallies()).allMatch(tally -> tally.part() >= 0 && tally.part() < 7);
    }
  }

  private static RunFilter after(RunFilter filter, RunId run) {
    return new RunFilter(
        filter.statuses(),
        filter.workflow(),
        filter.batch(),
        filter.subject(),
        filter.inDoubt(),
        filter.parent(),
        filter.root(),
        Optional.of(run),
        filter.limit(),
        filter.search());
  }

  @Test
  void the_longest_come_first_and_what_lives_lasts_until_now() {
    put(
        List.of(
            row("short", RunStatus.COMPLETED, 50, "n/w@1", "", ""),
            row("lives", RunStatus.WAITING, 10, "n/w@1", "", ""),
            row("long", RunStatus.COMPLETED, 20, "n/w@1", "", "")));

    assertThat(store.runs(RunFilter.ALL, Order.LONGEST))
        .extracting(row -> row.id().value())
        .startsWith("lives")
        .hasSize(3);
  }

  private static RunFilter any(Random random) {
    Optional<Instant> since =
        random.nextBoolean() ? Optional.empty() : Optional.of(NOON.plusSeconds(random.nextInt(60)));
    Optional<Instant> until =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(NOON.plusSeconds(40 + random.nextInt(60)));
    var search =
        new Search(
            random.nextBoolean() ? Set.of() : Set.of("n/w1", "n/w2"),
            List.of("", "loan 1", "r-5", "broken").get(random.nextInt(4)),
            since,
            until,
            random.nextInt(3) > 0 ? Optional.empty() : Optional.of(some(random)));
    Set<RunStatus> statuses =
        random.nextBoolean()
            ? Set.of()
            : EnumSet.of(RunStatus.values()[random.nextInt(8)], RunStatus.COMPLETED);
    String batch = random.nextInt(3) == 0 ? "b1" : "";
    boolean doubt = random.nextInt(4) == 0;
    return new RunFilter(statuses, "", batch, "", doubt, Optional.empty(), 1000).with(search);
  }

  /** About a third of all ids, and some that nobody has. */
  private static Set<RunId> some(Random random) {
    String ends = "0" + random.nextInt(10) + random.nextInt(10);
    return IntStream.range(0, 200)
        .filter(i -> ends.indexOf('0' + i % 10) >= 0)
        .mapToObj(i -> new RunId("r-" + i))
        .collect(Collectors.toSet());
  }

  private static boolean fits(RunFilter filter, RunRow row) {
    Search search = filter.search();
    if (search.among().filter(among -> !among.contains(row.id())).isPresent()) {
      return false;
    }
    String text = search.text();
    return (filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
        && (filter.batch().isEmpty() || filter.batch().equals(row.batch()))
        && (!filter.inDoubt() || row.inDoubt() > 0)
        && (search.workflows().isEmpty()
            || search.workflows().contains("n/" + row.workflow().name()))
        && (row.id().value().startsWith(text)
            || row.subject().toLowerCase(Locale.ROOT).contains(text)
            || row.problem().contains(text))
        && search.since().map(since -> !row.started().isBefore(since)).orElse(true)
        && search.until().map(until -> row.started().isBefore(until)).orElse(true);
  }

  @Test
  void runs_are_counted_by_workflow_status_and_part_of_the_time() {
    put(
        List.of(
            row("a", RunStatus.RUNNING, 0, "n/w@1", "", ""),
            row("b", RunStatus.RUNNING, 1, "n/w@2", "", ""),
            inDoubt(row("c", RunStatus.WAITING, 99, "n/v@1", "", ""), 1)));

    Tallies tallies = store.tallies(RunFilter.ALL, 10);

    assertThat(tallies.from()).isEqualTo(NOON);
    assertThat(tallies.to()).isEqualTo(NOON.plusSeconds(99));
    assertThat(tallies.tallies())
        .containsExactlyInAnyOrder(
            new Tally("n/w", RunStatus.RUNNING, 0, 2, 0),
            new Tally("n/v", RunStatus.WAITING, 9, 1, 1));
  }

  @Test
  void where_there_are_no_runs_none_are_counted() {
    Tallies tallies = store.tallies(RunFilter.ALL, 10);

    assertThat(tallies.tallies()).isEmpty();
    assertThat(tallies.all()).isTrue();
  }
}
