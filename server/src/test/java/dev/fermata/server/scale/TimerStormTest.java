package dev.fermata.server.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Very many timers that fell due in the same minute, while the server was down. */
@Tag("faults")
class TimerStormTest {
  private static final Duration DOWN = Duration.ofHours(2);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(Campaign.cases(2, 30));
  private static final Duration ROUND = Duration.ofMillis(100);
  private static final int PAGE = 10_000;
  private static final int ANSWERS = 200;

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: sleeps, version: '1.0.0', metadata: { owner: admin } }
      do:
        - nap: { wait: PT1H }
      """;

  @Test
  void all_fire_once_and_the_api_answers_meanwhile() throws Exception {
    int runs = Campaign.cases(5_000, 200_000, 1_000_000);
    try (var campaign = Campaign.of("T14", "timers due at once after downtime");
        var site = new Site()) {
      long begin = System.nanoTime();
      Bulk.fill(site.product.data(), WORKFLOW, "storm", runs, Instant.now().minus(DOWN));
      campaign.figure("timers", runs);
      campaign.figure("set up", since(begin));

      begin = System.nanoTime();
      campaign.figure("ready", site.start());
      var answers = new Latencies();
      watch(site, runs, answers);
      campaign.figure("all fired", since(begin));
      campaign.figure("API p99", answers.percentile(0.99));
      campaign.figure("API slowest", answers.percentile(1));
      campaign.figure("API answers", answers.count());
      site.product.kill();

      campaign.attempt(
          "API p99",
          () -> {
            // Of fewer answers this would be the slowest one, which any noise can be.
            boolean enough = answers.count() >= ANSWERS;
            assertThat(answers.percentile(enough ? 0.99 : 0.5)).isLessThan(ANSWER_LIMIT);
            return answers;
          });
      campaign.attempt("once", () -> firedOnce(site.product.data(), runs));
      campaign.passed(runs);
    }
  }

  /** Reads and starts until all have fired. */
  private static void watch(Site site, int runs, Latencies answers) {
    var round = new AtomicInteger();
    await()
        .atMost(PATIENCE)
        .pollInterval(ROUND)
        .until(() -> {
          String run = "/runs/storm%07d".formatted(round.getAndIncrement() % runs);
          answers.time(() -> site.api().get(run));
          answers.time(() -> site.api().get("/runs?limit=50"));
          var start = Json.object().put("workflow", "sleeps").set("input", Json.object());
          answers.time(() -> site.api().post("/runs", start));
          return completed(site, answers) == runs;
        });
  }

  private static long completed(Site site, Latencies answers) {
    long[] completed = {0};
    answers.time(() -> completed[0] = site.completed("storm"));
    return completed[0];
  }

  private static Object firedOnce(Path data, int runs) {
    Map<String, Integer> fired = new HashMap<>();
    try (var store = SqliteStore.open(data, new SecureRandom())) {
      long after = 0;
      List<Journal.Stored> page;
      do {
        page = store.tail(after, PAGE);
        for (Journal.Stored entry : page) {
          after = entry.position();
          for (var fact : entry.facts()) {
            if (fact instanceof RunFact.TimerFired)
              fired.merge(entry.stream().value(), 1, Integer::sum);
          }
        }
      } while (page.size() == PAGE);
      assertThat(store.timers(Instant.now(), 1)).isEmpty();
    }
    assertThat(fired).hasSize(runs);
    assertThat(fired.values()).allMatch(times -> times == 1);
    return runs;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
