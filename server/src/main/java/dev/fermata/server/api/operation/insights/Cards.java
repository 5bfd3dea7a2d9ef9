package dev.fermata.server.api.operation.insights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.watch.work.Calibration;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Standing;
import dev.fermata.watch.work.Tally;
import java.util.Locale;
import java.util.Map;

/** Figures as cards: each member that is a count has the name of the figure that lists its rows. */
final class Cards {
  private static final double HALF = 0.5;
  private static final double MOST = 0.95;
  private static final double THOUSAND = 1000;

  private Cards() {}

  /** How well it was done, and whether it stood. */
  static void quality(ObjectNode card, Tally tally) {
    counts(card, tally, Measure.WORKS, Measure.OK, Measure.ERROR, Measure.DENIED);
    counts(card, tally, Measure.WITHDRAWN, Measure.RETRIES, Measure.SCHEMA);
    share(card, "success", tally.of(Measure.OK), tally.of(Measure.WORKS));
    errors(card.putArray("errors"), tally, Measure.ERROR);
    counts(card, tally, Measure.STOOD, Measure.FELL);
    share(card, "stoodShare", tally.of(Measure.STOOD), of(tally, Measure.STOOD, Measure.FELL));
    counts(card, tally, Measure.AGREED, Measure.DISSENTED, Measure.REVIEWED);
    share(
        card, "agreement", tally.of(Measure.AGREED), of(tally, Measure.AGREED, Measure.DISSENTED));
    counts(card, tally, Measure.OVERRIDDEN, Measure.REWORKED, Measure.ESCALATED);
    counts(card, tally, Measure.GOOD, Measure.BAD);
    calibration(card, Calibration.of(tally));
    runs(card, tally);
    tasks(card, tally);
  }

  /** What agents said of how sure they are, and what stood of it. */
  private static void calibration(ObjectNode card, Calibration of) {
    if (of.cases() == 0) {
      return;
    }
    ObjectNode tree = card.putObject("calibration").put("cases", of.cases());
    if (of.cases() >= Standing.CASES_LEAST) {
      tree.put("error", rounded(of.error()));
    }
    ArrayNode bins = tree.putArray("bins");
    for (Calibration.Bin bin : of.bins()) {
      ObjectNode each = bins.addObject().put("figure", Measure.SAID.key() + ":" + bin.number());
      each.put("from", bin.from()).put("to", bin.to()).put("cases", bin.cases());
      each.put("said", rounded(bin.said())).put("stood", bin.stood());
      each.put("stoodShare", rounded(bin.share()));
    }
  }

  static double rounded(double share) {
    return Math.round(share * THOUSAND) / THOUSAND;
  }

  private static void runs(ObjectNode card, Tally tally) {
    if (tally.of(Measure.STARTED) == 0 && of(tally, Measure.COMPLETED, Measure.FAULTED) == 0) {
      return;
    }
    counts(card, tally, Measure.STARTED, Measure.COMPLETED, Measure.FAULTED, Measure.CANCELLED);
    share(
        card,
        "completedShare",
        tally.of(Measure.COMPLETED),
        of(tally, Measure.COMPLETED, Measure.FAULTED) + tally.of(Measure.CANCELLED));
    errors(card.putArray("faults"), tally, Measure.FAULTED);
    counts(card, tally, Measure.RUNS_ESCALATED, Measure.RUNS_GOOD, Measure.RUNS_BAD);
    share(
        card,
        "goodShare",
        tally.of(Measure.RUNS_GOOD),
        of(tally, Measure.RUNS_GOOD, Measure.RUNS_BAD));
  }

  private static void tasks(ObjectNode card, Tally tally) {
    if (tally.of(Measure.TASKS) > 0) {
      counts(card, tally, Measure.TASKS, Measure.DECIDED, Measure.TIMED_OUT);
      counts(card, tally, Measure.TASKS_WITHDRAWN, Measure.TASKS_ESCALATED);
    }
  }

  /** What it cost, and what of that was for nothing. */
  static void cost(ObjectNode card, Tally tally) {
    counts(card, tally, Measure.WORKS, Measure.TURNS, Measure.COMPLETED);
    money(card.putArray("cost"), tally, Measure.COST);
    counts(card, tally, Measure.TOKENS_IN, Measure.TOKENS_OUT);
    card.put("humanMs", tally.of(Measure.HUMAN));
    counts(card, tally, Measure.RETRIES, Measure.WASTED);
    card.put("wasteMs", tally.of(Measure.WASTE));
    money(card.putArray("wasteCost"), tally, Measure.WASTE_COST);
    counts(card, tally, Measure.WASTE_TOKENS);
    long runs = tally.of(Measure.COMPLETED);
    if (runs > 0) {
      ArrayNode each = card.putArray("costPerCompleted");
      tally
          .by(Measure.COST)
          .forEach((currency, sum) -> money(each, new Money(sum / runs, currency)));
      card.put("humanMsPerCompleted", tally.of(Measure.HUMAN) / runs);
    }
  }

  /** How long it took, and who had the time. */
  static void time(ObjectNode card, Tally tally) {
    counts(card, tally, Measure.WORKS, Measure.TASKS, Measure.COMPLETED);
    spread(card, "work", tally, Measure.WORK);
    spread(card, "queue", tally, Measure.QUEUE);
    spread(card, "people", tally, Measure.PEOPLE);
    spread(card, "total", tally, Measure.TOTAL);
    spread(card, "tasksOpen", tally, Measure.ATTENDED);
    spread(card, "run", tally, Measure.RUN);
    spread(card, "waited", tally, Measure.WAITED);
    card.put("heldMs", tally.of(Measure.HELD));
  }

  /** How people decided. */
  static void reviewers(ObjectNode card, Tally tally) {
    counts(card, tally, Measure.REVIEWS, Measure.OVERRODE, Measure.BLIND, Measure.MOVED);
    share(card, "overrodeShare", tally.of(Measure.OVERRODE), tally.of(Measure.REVIEWS));
    spread(card, "dwell", tally, Measure.DWELL);
    counts(card, tally, Measure.OPENED, Measure.READ);
    counts(card, tally, Measure.REVIEWS_GOOD, Measure.REVIEWS_BAD);
    share(
        card,
        "goodShare",
        tally.of(Measure.REVIEWS_GOOD),
        of(tally, Measure.REVIEWS_GOOD, Measure.REVIEWS_BAD));
    tasks(card, tally);
    spread(card, "tasksOpen", tally, Measure.ATTENDED);
    card.put("humanMs", tally.of(Measure.HUMAN));
  }

  private static long of(Tally tally, Measure one, Measure other) {
    return tally.of(one) + tally.of(other);
  }

  private static void counts(ObjectNode card, Tally tally, Measure... measures) {
    for (Measure measure : measures) {
      card.put(measure.key(), tally.of(measure));
    }
  }

  /** A share of nothing is not told. */
  static void share(ObjectNode card, String name, long part, long whole) {
    if (whole > 0) {
      card.put(name, Math.round(part * THOUSAND / whole) / THOUSAND);
    }
  }

  private static void errors(ArrayNode list, Tally tally, Measure measure) {
    tally.by(measure).entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(e -> list.addObject().put("kind", e.getKey()).put("count", e.getValue()));
  }

  private static void money(ArrayNode list, Tally tally, Measure measure) {
    tally.by(measure).forEach((currency, sum) -> money(list, new Money(sum, currency)));
  }

  private static void money(ArrayNode list, Money money) {
    list.addObject().put("amount", money.amount()).put("currency", money.currency());
  }

  private static void spread(ObjectNode card, String name, Tally tally, Measure measure) {
    long count = tally.count(measure);
    if (count > 0) {
      ObjectNode spread = card.putObject(name).put("count", count).put("sumMs", tally.of(measure));
      spread.put("p50Ms", tally.quantile(measure, HALF));
      spread.put("p95Ms", tally.quantile(measure, MOST));
    }
  }

  /** Every figure by its name, as it is kept. */
  static ObjectNode raw(Tally tally) {
    ObjectNode tree = Json.object();
    tally.each((name, figure) -> {
      if (!name.contains("~")) {
        tree.put(name, figure);
      }
    });
    return tree;
  }

  static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
