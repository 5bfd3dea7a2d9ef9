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
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.watch.work.Cell;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Row;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every figure of every card opens the rows that it counts, and no other. */
class FigureRowsTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Principal HOST = new Principal.System();
  private static final int RUNS = 12;

  /** By what runs are counted; what else took part in them does not count them. */
  private static final Set<Dimension> OF_RUNS =
      EnumSet.of(Dimension.ALL, Dimension.WORKFLOW, Dimension.OWNER);

  private static final String STEPS =
      """
      do:
        - keep: { set: { bad: '${ .bad }', who: '${ .who }' }, export: { as: '${ . }' } }
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
                otherwise: 'no'
        - look:
            try: [ { see: { call: tool, with: { server: bank, name: look, arguments: { who: '${ $context.who }' } } } } ]
            catch:
              retry: { limit: { attempt: { count: 2 } }, delay: PT0S }
              do: [ { unseen: { set: { seen: false } } } ]
        - book: { call: tool, with: { server: bank, name: book, arguments: { who: '${ $context.who }' } } }
        - pay:
            try: [ { it: { call: tool, with: { server: bank, name: pay, arguments: { who: '${ $context.who }' } } } } ]
            catch: { do: [ { none: { set: { paid: false } } } ] }
        - bad: { if: '${ $context.bad }', raise: { error: { type: 'https://example.com/sour', status: 400 } } }
      """;

  @TempDir Path folder;
  private final Set<String> failed = new HashSet<>();

  private synchronized Reply reply(Caller.Attempt attempt) {
    String who = attempt.input().text("who").orElse("");
    int chance = Math.floorMod((attempt.key().ordinal() + who).hashCode(), 7);
    boolean first = failed.add(attempt.key().toString());
    switch (attempt.work()) {
      case "look" -> {
        if (chance < 3 && first) {
          return new Reply.Rejected(Problem.communication(503, "no"), true);
        }
        if (chance == 4) {
          return new Reply.Rejected(Problem.communication(404, "no"), false);
        }
      }
      case "book" -> {
        if (chance == 1 && first) {
          return Shop.lost();
        }
        if (chance == 2 && first) {
          return new Reply.Rejected(Problem.communication(400, "no"), false);
        }
      }
      default -> {}
    }
    String word = chance < 3 ? "yes" : "no";
    var usage = new Usage(chance, chance % 2, Optional.of(new Money(chance * 100L, "EUR")));
    return new Reply.Answered(Json.parse("{\"word\":\"" + word + "\"}"), Json.NULL, usage);
  }

  private Shop shop() {
    Shop shop = Shop.open(folder, Shop.TEN, this::reply).furnished().publish("steps", STEPS);
    Policy never =
        new Policy(
            "never",
            "1",
            "tests",
            Digest.of("never"),
            new Scope(Set.of(), List.of("bank.pay"), List.of()),
            Optional.empty(),
            new Then.Deny("never"),
            false,
            List.of());
    shop.engine.tell(new HouseSignal.PublishPolicy(never, "", "so", HOST));
    return shop;
  }

  private void work(Shop shop) {
    List<RunId> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      shop.move(Duration.ofMinutes(7));
      runs.add(
          shop.start("steps", "k" + i, "{\"who\":\"w%d\",\"bad\":%s}".formatted(i, i % 4 == 0)));
    }
    int[] looks = {0};
    Set<TaskId> left = new HashSet<>();
    await()
        .atMost(LONG)
        .pollInterval(LOOK)
        .until(() -> {
          shop.move(Duration.ofMinutes(looks[0]++ % 40 == 39 ? 300 : 1));
          for (Task task : shop.store.tasks(TaskFilter.WAITING)) {
            boolean conflict = task.kind() == Task.Kind.CONFLICT;
            if (conflict && left.size() < 2) {
              left.add(task.id());
            }
            if (left.contains(task.id())) {
              continue; // Nobody decides it in time.
            }
            if (conflict && task.id().hashCode() % 2 == 0) {
              shop.engine.send(task.run(), new RunSignal.Claim(task.id(), Shop.CLERK));
              shop.move(Duration.ofMinutes(2));
            }
            shop.decide(task);
          }
          return runs.stream().allMatch(run -> shop.row(run).atRest());
        });
    for (int i = 0; i < RUNS; i += 2) {
      boolean good = i % 3 == 0;
      shop.engine.send(
          runs.get(i), new RunSignal.ReportOutcome(Json.of(good), Optional.of(good), HOST));
    }
  }

  /** What the rows behind a figure add up to; and each of them counts for it. */
  private static Tally behind(
      InsightFile file, Dimension dimension, String name, Measure figure, String error, Span span) {
    Map<Dimension, String> names = dimension == Dimension.ALL ? Map.of() : Map.of(dimension, name);
    var filter = new Filter(names, Optional.of(figure), error, span, Filter.ALL.before(), 1000);
    var sum = new Tally();
    switch (figure.rows()) {
      case WORK -> {
        for (Row<Work> row : file.works(filter)) {
          Map<Cell, Tally> one = new HashMap<>();
          Tally.count(row.of(), row.ran(), dimension, one);
          add(sum, one, name, figure, row.of());
        }
      }
      case REVIEWS -> {
        for (Row<Review> row : file.reviews(filter)) {
          Map<Cell, Tally> one = new HashMap<>();
          Tally.count(row.of(), row.ran(), dimension, one);
          add(sum, one, name, figure, row.of());
        }
      }
      case RUNS -> {
        for (Row<Ran> row : file.runs(filter)) {
          Map<Cell, Tally> one = new HashMap<>();
          if (figure == Measure.STARTED) {
            Tally.began(row.of(), dimension, one);
          } else {
            Tally.ended(row.of(), dimension, one);
          }
          add(sum, one, name, figure, row.of());
        }
      }
    }
    return sum;
  }

  private static void add(
      Tally sum, Map<Cell, Tally> one, String name, Measure figure, Object row) {
    var tally = new Tally();
    one.forEach((cell, part) -> tally.add(part, cell.name().equals(name) ? 1 : 0));
    assertThat(tally.of(figure) != 0 || tally.count(figure) > 0 || !tally.by(figure).isEmpty())
        .as("%s counts for %s", row, figure.key())
        .isTrue();
    sum.add(tally, 1);
  }

  private static void same(InsightFile file, Span span, Set<Measure> seen) {
    for (Dimension dimension : Dimension.values()) {
      file.figures(dimension, span)
          .forEach((name, tally) -> {
            for (Measure figure : Measure.values()) {
              if (figure.rows() == Measure.Rows.RUNS && !OF_RUNS.contains(dimension)) {
                continue;
              }
              boolean none = tally.of(figure) == 0 && tally.by(figure).isEmpty();
              if (none && !span.equals(Span.ALL)) {
                continue;
              }
              Tally rows = behind(file, dimension, name, figure, "", span);
              String of = dimension + " " + name + " " + figure.key() + " of " + span;
              assertThat(rows.of(figure)).as(of).isEqualTo(tally.of(figure));
              assertThat(rows.count(figure)).as(of).isEqualTo(tally.count(figure));
              assertThat(rows.by(figure)).as(of).isEqualTo(tally.by(figure));
              if (rows.of(figure) != 0 || !rows.by(figure).isEmpty()) {
                seen.add(figure);
              }
            }
            boolean runs = OF_RUNS.contains(dimension);
            for (Measure figure :
                runs ? List.of(Measure.ERROR, Measure.FAULTED) : List.of(Measure.ERROR)) {
              tally
                  .by(figure)
                  .forEach((kind, count) ->
                      assertThat(behind(file, dimension, name, figure, kind, span).of(figure))
                          .as(dimension + " " + name + " " + figure.key() + " " + kind)
                          .isEqualTo(count));
              long all = tally.by(figure).values().stream().mapToLong(Long::longValue).sum();
              assertThat(all).isEqualTo(tally.of(figure));
            }
          });
    }
  }

  @Test
  void every_figure_of_every_card_opens_exactly_what_it_counts() {
    try (Shop shop = shop()) {
      work(shop);
      try (InsightFile file = InsightFile.open(folder, shop.store, Shop::workflow)) {
        while (file.follow(shop.store)) {
          // Page by page.
        }
        Set<Measure> seen = EnumSet.noneOf(Measure.class);
        same(file, Span.ALL, seen);
        // What is asked in the middle of an hour is asked of the whole of it.
        Instant from = Shop.TEN.plus(Duration.ofMinutes(73));
        same(file, new Span(Optional.of(from), Optional.empty()), seen);
        same(file, new Span(Optional.empty(), Optional.of(from)), seen);
        assertThat(seen)
            .contains(
                Measure.WORKS,
                Measure.ERROR,
                Measure.DENIED,
                Measure.RETRIES,
                Measure.DISSENTED,
                Measure.STOOD,
                Measure.FELL,
                Measure.WASTE_COST,
                Measure.REVIEWS_BAD,
                Measure.DWELL,
                Measure.TIMED_OUT,
                Measure.FAULTED,
                Measure.RUNS_ESCALATED,
                Measure.COST);
        Tally all = file.figures(Dimension.ALL, Span.ALL).get("");
        assertThat(all.by(Measure.ERROR).keySet()).doesNotContain("denied");
        assertThat(all.by(Measure.FAULTED)).containsOnlyKeys("sour");
      }
    }
  }
}
