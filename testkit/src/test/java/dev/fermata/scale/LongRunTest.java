package dev.fermata.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.fact.RunStatus;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run with very many facts: it is read again quickly at any time, and memory stays flat. */
@Tag("faults")
class LongRunTest {
  private static final Duration REPLAY_LIMIT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final long GROWTH_LIMIT_BYTES = 32L << 20;

  /** Twice what is read by default before a snapshot is taken: the state here stays small. */
  private static final long UNREAD_LIMIT_BYTES = 512L << 10;

  private static final String STEPS =
      """
      do:
        - each:
            for: { in: '[range(%d)]' }
            do:
              - book:
                  call: tool
                  with: { server: acts, name: book, arguments: { n: '${ $index }' } }
                  output: { as: '${ $input }' }
              - add: { set: { n: '${ .n + 1 }', half: '${ .n / 2 }' } }
              - which: { switch: [ { odd: { when: '.n %% 2 == 1', then: odd } }, { even: { then: even } } ] }
              - odd: { set: { n: '${ .n }' }, then: done }
              - even: { set: { n: '${ .n }' } }
              - done: { set: { n: '${ .n }' } }
      """;

  @TempDir Path folder;

  private final Map<Long, AtomicInteger> booked = new ConcurrentHashMap<>();

  @Test
  void a_loop_of_many_rounds_is_replayed_quickly_and_survives_a_restart() {
    int rounds = Campaign.cases(1_000, 10_000);
    RunId run;
    try (var campaign = Campaign.of("T18", "a long run")) {
      long begin = System.nanoTime();
      try (var plant = new Plant(folder, this::book).furnish()) {
        plant.publish("loop", "1.0.0", STEPS.formatted(rounds));
        run = plant.start("loop", Json.adopt(Json.object().put("n", 0)), "");
        await().atMost(PATIENCE).until(() -> booked.size() > rounds / 10);
        long before = heap();
        await().atMost(PATIENCE).until(() -> booked.size() > rounds / 2);
        long growth = heap() - before;
        campaign.figure("heap growth MiB", growth >> 20);
        campaign.attempt("memory", () -> assertThat(growth).isLessThan(GROWTH_LIMIT_BYTES));
        campaign.attempt("half way", () -> replay(campaign, plant, run, "replay half way"));
      }
      try (var plant = new Plant(folder, this::book)) {
        await()
            .atMost(PATIENCE)
            .pollInterval(LOOK)
            .until(() -> plant.status(run) == RunStatus.COMPLETED);
        campaign.figure("run", Duration.ofNanos(System.nanoTime() - begin));
        int facts = plant.facts(run).size();
        campaign.figure("facts", facts);
        campaign.attempt("at the end", () -> replay(campaign, plant, run, "replay at the end"));
        campaign.attempt("long", () -> assertThat(facts).isGreaterThan(rounds * 10));
        campaign.attempt("all rounds", () -> assertThat(booked).hasSize(rounds));
        assertThat(plant.failures).isEmpty();
      }
    }
  }

  private Json book(Json input) {
    booked
        .computeIfAbsent(input.view().path("n").asLong(), _ -> new AtomicInteger())
        .incrementAndGet();
    return Json.EMPTY;
  }

  private static Object replay(Campaign campaign, Plant plant, RunId run, String what) {
    long begin = System.nanoTime();
    assertThat(plant.fermata.state(run)).isPresent();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    campaign.figure(what, took);
    campaign.figure(what + " KiB", plant.unsnapped(run) >> 10);
    assertThat(plant.unsnapped(run)).isLessThan(UNREAD_LIMIT_BYTES);
    assertThat(took).isLessThan(REPLAY_LIMIT);
    return took;
  }

  /** What is in use after a collection. */
  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
