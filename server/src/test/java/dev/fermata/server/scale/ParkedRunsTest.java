package dev.fermata.server.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Very many runs that wait for people and timers: rows, not threads and not memory. */
@Tag("faults")
class ParkedRunsTest {
  /** With every change others build and test beside it. */
  private static final Duration READY_LIMIT = Duration.ofSeconds(Campaign.cases(60, 10));

  private static final Duration WAKE_LIMIT = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration SAMPLE = Duration.ofSeconds(Campaign.cases(4, 30));
  private static final Duration NAP = Duration.ofSeconds(2);
  private static final double IDLE_CPU_LIMIT = 0.01;
  private static final String HEAP = "-Xmx512m";
  private static final int WAKES = 200;

  private static final String SLEEPS =
      """
      document: { dsl: '1.0.3', namespace: t, name: sleeps, version: '1.0.0', metadata: { owner: admin } }
      do: [ { nap: { wait: P30D } } ]
      """;
  private static final String NAPS =
      """
      document: { dsl: '1.0.3', namespace: t, name: naps, version: '1.0.0', metadata: { owner: admin } }
      do: [ { nap: { wait: PT2S } } ]
      """;
  private static final String ASKS =
      """
      document: { dsl: '1.0.3', namespace: t, name: asks, version: '1.0.0', metadata: { owner: admin } }
      do:
        - ask:
            call: human
            with:
              team: house
              question: '${ "Go on with " + (.order | tostring) + "?" }'
              answers: { go: It goes on., stop: It ends. }
              due: P20D
              otherwise: raise
      """;

  @Test
  void parked_runs_take_little_and_wake_at_once() {
    int runs = Campaign.cases(3_000, 100_000);
    try (var campaign = Campaign.of("T13", "parked runs");
        var site = new Site(HEAP)) {
      long begin = System.nanoTime();
      Bulk.fill(site.product.data(), SLEEPS, "timer", runs / 2, Instant.now());
      Bulk.fill(site.product.data(), ASKS, "human", runs - runs / 2, Instant.now());
      campaign.figure("runs", runs);
      campaign.figure("set up", Duration.ofNanos(System.nanoTime() - begin));
      Duration ready = site.start();
      campaign.figure("ready", ready);
      campaign.attempt(
          "ready",
          () -> {
            assertThat(ready).isLessThan(READY_LIMIT);
            return ready;
          });
      campaign.attempt("timers", () -> timersWake(campaign, site));
      campaign.attempt("people", () -> peopleWake(campaign, site));
      campaign.attempt("idle", () -> idle(campaign, site));
      campaign.figure("resident MiB", residentKib(site) >> 10);
      campaign.passed(runs);
    }
  }

  /** From the time at which a timer is due to the time at which its run went on. */
  private static Object timersWake(Campaign campaign, Site site) {
    site.publish(NAPS);
    site.startRuns("naps", "naps", WAKES, row -> Json.object());
    await().atMost(PATIENCE).until(() -> site.completed("naps") == WAKES);
    var wakes = new Latencies();
    for (JsonNode run : site.api().get("/runs?batch=naps&limit=" + WAKES).path("items")) {
      Instant due = Instant.parse(run.path("started").asText()).plus(NAP);
      wakes.note(Duration.between(due, Instant.parse(run.path("ended").asText())));
    }
    return checked(campaign, "timer wakes", wakes);
  }

  /** From a decision to the answer that it is durable; the run ends in the same commit. */
  private static Object peopleWake(Campaign campaign, Site site) {
    var wakes = new Latencies();
    try (Server ana = site.approver("ana", "house")) {
      for (JsonNode task : ana.get("/tasks?limit=" + WAKES).path("items")) {
        String decide = "/tasks/" + task.path("id").asText() + "/decide";
        wakes.time(() -> ana.post(decide, Json.object().put("answer", "go")));
      }
    }
    assertThat(site.completed("human")).isEqualTo(WAKES);
    return checked(campaign, "decision wakes", wakes);
  }

  private static Object checked(Campaign campaign, String what, Latencies wakes) {
    campaign.figure(what + " p99", wakes.percentile(0.99));
    assertThat(wakes.count()).isEqualTo(WAKES);
    assertThat(wakes.percentile(0.99)).isLessThan(WAKE_LIMIT);
    return wakes;
  }

  /** The share of one core that it takes with nothing to do, once what was asked before is over. */
  private static Object idle(Campaign campaign, Site site) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(() -> {
          double share = share(site);
          campaign.figure("idle CPU", share);
          return share <= IDLE_CPU_LIMIT;
        });
    return site;
  }

  private static double share(Site site) {
    Duration before = cpu(site);
    long begin = System.nanoTime();
    await().atMost(SAMPLE.plus(PATIENCE)).pollDelay(SAMPLE).until(() -> true);
    return cpu(site).minus(before).toNanos() / (double) (System.nanoTime() - begin);
  }

  private static Duration cpu(Site site) {
    return site.product.process().toHandle().info().totalCpuDuration().orElseThrow();
  }

  private static long residentKib(Site site) {
    Path status = Path.of("/proc", Long.toString(site.product.process().pid()), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // Not Linux: the heap's limit is checked all the same.
    }
  }
}
