package dev.fermata.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.fact.RunRow;
import dev.fermata.fact.Views;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions that change while runs are under way: each run ends on the one it began with. */
@Tag("faults")
class PinnedDefinitionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int VERSIONS = 5;

  /** Each version books under its own number, and has a step more than the one before. */
  private static final String STEPS =
      """
      do:
        - nap: { wait: PT1H }
        - second: { wait: PT1H }
      %s  - book:
            call: tool
            with: { server: acts, name: book, arguments: { order: '${ $workflow.input.order }', version: %d } }
      """;

  @TempDir Path folder;

  /** By order: the version that it was booked under. */
  private final Map<Long, Long> booked = new ConcurrentHashMap<>();

  private final Set<Long> twice = ConcurrentHashMap.newKeySet();

  @Test
  void runs_under_way_end_on_the_definition_that_they_began_with() {
    int runs = Campaign.cases(200, 1_000);
    try (var campaign = Campaign.of("T21", "definitions change while runs live")) {
      Digest pinned;
      try (var plant = new Plant(folder, this::book).furnish()) {
        pinned = plant.publish("order", "1.0.0", steps(1)).digest();
        IntStream.range(0, runs).forEach(order -> plant.start("order", order(order), "old"));
        plant.publish("order", "2.0.0", steps(2));
        plant.elapse(Duration.ofHours(1));
        plant.publish("order", "3.0.0", steps(3));
      }
      try (var plant = new Plant(folder, this::book)) {
        plant.publish("order", "4.0.0", steps(4));
        plant.elapse(Duration.ofHours(3));
        plant.publish("order", VERSIONS + ".0.0", steps(VERSIONS));
        IntStream.range(runs, runs + 10)
            .forEach(order -> plant.start("order", order(order), "new"));
        await()
            .atMost(PATIENCE)
            .until(() -> {
              plant.elapse(Duration.ofHours(1));
              return plant.completed("old") == runs && plant.completed("new") == 10;
            });
        campaign.figure("on their own definition", rows(plant, "old", pinned) + "/" + runs);
        for (int order = 0; order < runs; order++) {
          long number = order;
          campaign.attempt("order " + order, () -> assertThat(booked).containsEntry(number, 1L));
        }
        campaign.attempt("digest", () -> assertThat(rows(plant, "old", pinned)).isEqualTo(runs));
        for (long order = runs; order < runs + 10; order++) {
          assertThat(booked).containsEntry(order, (long) VERSIONS);
        }
        assertThat(twice).isEmpty();
        assertThat(plant.failures).isEmpty();
      }
    }
  }

  private Json book(Json input) {
    long order = input.view().path("order").asLong();
    if (booked.put(order, input.view().path("version").asLong()) != null) {
      twice.add(order);
    }
    return Json.EMPTY;
  }

  private static String steps(int version) {
    var more = new StringBuilder();
    for (int i = 1; i < version; i++) {
      more.append("  - more").append(i).append(": { wait: PT1H }\n");
    }
    return STEPS.formatted(more, version);
  }

  private static Json order(int number) {
    return Json.adopt(Json.object().put("order", number));
  }

  private static long rows(Plant plant, String batch, Digest pinned) {
    var filter = new Views.RunFilter(Set.of(), "", batch, "", Optional.empty(), Views.PAGE_LIMIT);
    List<RunRow> rows = plant.fermata.views().runs(filter);
    return rows.stream().filter(row -> row.definition().equals(pinned)).count();
  }
}
