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
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
