package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.insights.InsightFile;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Known;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Work;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was done is added up from the journal, and can always be added up anew. */
class InsightFileTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Principal HOST = new Principal.System();
  private static final String JUDGE =
      """
      do:
        - assess:
            call: panel
            with:
              members: { one: { agent: scorer }, two: { agent: scorer }, three: { agent: scorer } }
              agreeOn: word
              conflict:
                by: person
                team: clerks
                question: Which?
                answers: { 'no': It is left., 'yes': It is booked. }
                due: PT4H
                otherwise: raise
        - look: { call: tool, with: { server: bank, name: look, arguments: { who: zoe } } }
      """;

  private static final String LOOKS =
      "do: [ { look: { call: tool, with: { server: bank, name: look, arguments: { who: zoe } } } } ]";
  private static final int RENEWALS = 60;

  @TempDir Path folder;

  /** The third always disagrees; a run about nobody has a tool that fails. */
  private static Reply reply(Caller.Attempt attempt) {
    if (attempt.work().equals("look") && attempt.key().run().value().endsWith("!")) {
      return new Reply.Rejected(Problem.communication(500, "no"), false);
    }
    String word = attempt.key().member().equals("three") ? "yes" : "no";
    var usage = new Usage(10, 5, Optional.of(new Money(2_000, "EUR")));
    return new Reply.Answered(Json.parse("{\"word\":\"" + word + "\"}"), Json.NULL, usage);
  }

  private Shop shop() {
    return Shop.open(folder, Shop.TEN, InsightFileTest::reply).furnished().publish("judge", JUDGE);
  }

  private InsightFile open(Shop shop) {
    InsightFile file = InsightFile.open(folder, shop.store, Shop::workflow);
    while (file.follow(shop.store)) {
      // Page by page.
    }
    return file;
  }

  private static RunId decided(Shop shop, String key) {
    RunId run = shop.start("judge", key, "{\"who\": \"zoe\"}");
    await().atMost(LONG).until(() -> !tasks(shop, run).isEmpty());
    shop.move(Duration.ofMinutes(5));
    Task task = tasks(shop, run).getFirst();
    shop.send(run, new RunSignal.Claim(task.id(), Shop.CLERK));
    shop.move(Duration.ofMinutes(1));
    shop.decide(tasks(shop, run).getFirst());
    await().atMost(LONG).until(() -> shop.row(run).atRest());
    return run;
  }

  private static List<Task> tasks(Shop shop, RunId run) {
    return shop.store.tasks(new TaskFilter(true, Set.of(), run.value(), Optional.empty(), 9));
  }

  private static Tally tally(InsightFile file, Dimension dimension, String name) {
    return file.figures(dimension, Span.ALL).entrySet().stream()
        .filter(each -> each.getKey().startsWith(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(Tally::new);
  }

  @Test
  void work_reviews_and_runs_are_rows_and_add_up_to_figures() {
    try (Shop shop = shop();
        InsightFile file = open(shop)) {
      RunId run = decided(shop, "one");
      file.follow(shop.store);
      assertThat(file.position()).isEqualTo(shop.store.position());
      assertThat(file.works(run))
          .extracting(Work::id)
          .contains("assess#one", "assess#two", "assess#three", "look")
          .hasSize(5);
      Ran ran = file.run(run).orElseThrow();
      assertThat(ran.result()).isEqualTo("completed");
      assertThat(ran.waitedMs()).isEqualTo(Duration.ofMinutes(6).toMillis());
      assertThat(ran.humanMs()).isEqualTo(Duration.ofMinutes(1).toMillis());
      assertThat(ran.cost()).isEqualTo(Map.of("EUR", 8_000L));
      assertThat(ran.owner()).isEqualTo("owners");

      Review review = file.reviews(Filter.ALL).getFirst().of();
      assertThat(review.person()).isEqualTo("ana");
      assertThat(review.opinions()).isEqualTo(3);
      assertThat(review.against()).isEqualTo(1);
      assertThat(review.overrode()).isFalse();
      assertThat(review.dwellMs()).hasValue(Duration.ofMinutes(1).toMillis());

      Tally scorer = tally(file, Dimension.AGENT, "scorer@");
      assertThat(scorer.of(Measure.WORKS)).isEqualTo(3);
      assertThat(scorer.of(Measure.OK)).isEqualTo(3);
      assertThat(scorer.of(Measure.AGREED)).isEqualTo(2);
      assertThat(scorer.of(Measure.OVERRIDDEN)).isEqualTo(1);
      assertThat(scorer.of(Measure.STOOD)).isEqualTo(2);
      assertThat(scorer.of(Measure.FELL)).isEqualTo(1);
      assertThat(scorer.of(Measure.TOKENS_IN)).isEqualTo(30);
      assertThat(scorer.by(Measure.COST)).containsExactly(Map.entry("EUR", 6_000L));
      assertThat(scorer.by(Measure.WASTE_COST)).containsExactly(Map.entry("EUR", 2_000L));
      Tally team = tally(file, Dimension.TEAM, "clerks");
      assertThat(team.of(Measure.DECIDED)).isEqualTo(1);
      assertThat(team.of(Measure.HUMAN)).isEqualTo(Duration.ofMinutes(1).toMillis());
      assertThat(team.of(Measure.REVIEWS)).isEqualTo(1);
      assertThat(tally(file, Dimension.OWNER, "owners").of(Measure.COMPLETED)).isEqualTo(1);
      assertThat(file.unsound()).isEmpty();
    }
  }

  @Test
  void what_came_of_a_run_flows_back_to_all_who_took_part() {
    try (Shop shop = shop();
        InsightFile file = open(shop)) {
      RunId run = decided(shop, "one");
      file.follow(shop.store);
      shop.send(run, outcome(false));
      file.follow(shop.store);
      Tally scorer = tally(file, Dimension.AGENT, "scorer@");
      assertThat(scorer.of(Measure.BAD)).isEqualTo(3);
      assertThat(scorer.of(Measure.STOOD)).isZero();
      assertThat(scorer.of(Measure.FELL)).isEqualTo(3);
      assertThat(tally(file, Dimension.PERSON, "ana").of(Measure.REVIEWS_BAD)).isEqualTo(1);

      shop.send(run, outcome(true));
      file.follow(shop.store);
      scorer = tally(file, Dimension.AGENT, "scorer@");
      assertThat(scorer.of(Measure.BAD)).isZero();
      assertThat(scorer.of(Measure.STOOD)).isEqualTo(2);
      assertThat(tally(file, Dimension.ALL, "").of(Measure.RUNS_GOOD)).isEqualTo(1);
      assertThat(file.unsound()).isEmpty();
    }
  }

  private static RunSignal outcome(boolean good) {
    return new RunSignal.ReportOutcome(Json.of(good), Optional.of(good), HOST);
  }

  @Test
  void what_a_figure_counts_is_listed() {
    try (Shop shop = shop();
        InsightFile file = open(shop)) {
      RunId run = decided(shop, "one");
      shop.send(run, outcome(true));
      while (file.follow(shop.store)) {
        // Page by page.
      }
      Tally all = tally(file, Dimension.ALL, "");
      for (Measure measure :
          List.of(
              Measure.WORKS,
              Measure.OK,
              Measure.STOOD,
              Measure.FELL,
              Measure.AGREED,
              Measure.OVERRIDDEN,
              Measure.ESCALATED,
              Measure.WASTED,
              Measure.TASKS,
              Measure.GOOD)) {
        var filter =
            new Filter(Map.of(), Optional.of(measure), "", Span.ALL, Filter.ALL.before(), 100);
        assertThat(file.works(filter)).as(measure.key()).hasSize((int) all.of(measure));
      }
      var good =
          new Filter(
              Map.of(Dimension.AGENT, "scorer", Dimension.PERSON, "ana"),
              Optional.of(Measure.RUNS_GOOD),
              "",
              Span.ALL,
              Filter.ALL.before(),
              100);
      assertThat(file.runs(good)).extracting(row -> row.of().id()).containsExactly(run);
    }
  }

  @Test
  void figures_of_erased_runs_stay_and_made_anew_it_says_how_many_it_lacks() {
    try (Shop shop = shop()) {
      RunId kept = decided(shop, "kept");
      RunId gone = decided(shop, "gone");
      try (InsightFile file = open(shop)) {
        shop.engine.tell(new HouseSignal.ErasePayload(List.of(gone), "asked to", HOST));
        file.follow(shop.store);
        assertThat(tally(file, Dimension.ALL, "").of(Measure.COMPLETED)).isEqualTo(2);
        assertThat(file.run(gone).orElseThrow().erased()).isTrue();
        assertThat(file.missed()).isZero();

        file.renew();
        while (file.follow(shop.store)) {
          // Page by page.
        }
        assertThat(tally(file, Dimension.ALL, "").of(Measure.COMPLETED)).isEqualTo(1);
        assertThat(file.missed()).isEqualTo(1);
        assertThat(file.run(kept)).isPresent();
        assertThat(file.run(gone)).isEmpty();
        assertThat(file.unsound()).isEmpty();
      }
    }
  }

  @Test
  void whoever_reads_while_it_is_made_anew_waits_and_reads_whole_pages() throws Exception {
    try (Shop shop = shop()) {
      RunId run = decided(shop, "one");
      try (InsightFile file = open(shop);
          var readers = Executors.newFixedThreadPool(4)) {
        var over = new AtomicBoolean();
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(readers.submit(() -> reads(file, run, over)));
        }
        try {
          for (int i = 0; i < RENEWALS; i++) {
            file.renew();
            while (file.follow(shop.store)) {
              // Page by page.
            }
          }
        } finally {
          over.set(true);
        }
        for (Future<Integer> each : all) {
          assertThat(each.get(1, TimeUnit.MINUTES)).isPositive();
        }
        assertThat(file.works(run)).hasSize(5);
        assertThat(file.unsound()).isEmpty();
      }
    }
  }

  /** Everything of the run is one page: it is all there, or nothing is. */
  private static int reads(InsightFile file, RunId run, AtomicBoolean over) {
    int times = 0;
    do {
      assertThat(file.works(run).size()).isIn(0, 5);
      assertThat(tally(file, Dimension.ALL, "").of(Measure.COMPLETED)).isIn(0L, 1L);
      times++;
    } while (!over.get());
    return times;
  }

  @Test
  void a_version_that_cannot_be_read_any_more_costs_its_own_figures_and_is_told_once() {
    List<WorkflowId> told = new ArrayList<>();
    List<String> read = new ArrayList<>();
    var reader =
        new Known.Reader() {
          @Override
          public Workflow read(String source) {
            read.add(source);
            if (source.contains("judge")) {
              throw new IllegalStateException("it has a word of old");
            }
            return Shop.workflow(source);
          }

          @Override
          public void unreadable(WorkflowId workflow, RuntimeException why) {
            told.add(workflow);
          }
        };
    try (Shop shop = shop().publish("looks", LOOKS).publish("never", LOOKS)) {
      decided(shop, "one");
      decided(shop, "two");
      RunId sound = shop.start("looks", "three", "{\"who\": \"zoe\"}");
      await().atMost(LONG).until(() -> shop.row(sound).atRest());
      try (InsightFile file = InsightFile.open(folder, shop.store, reader)) {
        while (file.follow(shop.store)) {
          // Page by page.
        }
        assertThat(told).hasSize(1);
        assertThat(read).as("what no run is of is not read").hasSize(2);
        assertThat(tally(file, Dimension.OWNER, "owners").of(Measure.COMPLETED)).isEqualTo(1);
        assertThat(tally(file, Dimension.ALL, "").of(Measure.COMPLETED)).isEqualTo(3);
        assertThat(file.unsound()).isEmpty();
      }
      read.clear();
      try (InsightFile file = InsightFile.open(folder, shop.store, reader)) {
        assertThat(file.position()).isEqualTo(shop.store.position());
        assertThat(read).as("nothing is read when it is opened").isEmpty();
      }
    }
  }

  @Test
  void it_goes_on_from_where_it_was_in_the_middle_of_a_run() {
    try (Shop shop = shop()) {
      RunId run = shop.start("judge", "one", "{\"who\": \"zoe\"}");
      await().atMost(LONG).until(() -> !tasks(shop, run).isEmpty());
      try (InsightFile file = open(shop)) {
        assertThat(file.open(Shop.TEN.plusSeconds(1), 10)).hasSize(1);
      }
      shop.decide(tasks(shop, run).getFirst());
      await().atMost(LONG).until(() -> shop.row(run).atRest());
      try (InsightFile file = open(shop)) {
        Tally scorer = tally(file, Dimension.AGENT, "scorer@");
        assertThat(scorer.of(Measure.OVERRIDDEN)).isEqualTo(1);
        assertThat(file.open(Shop.TEN.plusSeconds(999), 10)).isEmpty();
        assertThat(file.unsound()).isEmpty();
      }
    }
  }
}
