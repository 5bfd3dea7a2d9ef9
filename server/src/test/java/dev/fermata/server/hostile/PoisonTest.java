package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.scale.Latencies;
import dev.fermata.server.scale.Shop;
import dev.fermata.server.scale.Site;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agents that always fail, and expressions without end, beside runs that mean no harm. */
@Tag("faults")
class PoisonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ATTEMPTS = 5;
  private static final int HEALTHY = Campaign.cases(30, 300);
  private static final int COPIES = Campaign.cases(2, 20);

  /** The goal is 10 %; on a machine that does other things only a multiple can be told apart. */
  private static final double SLOWER_LIMIT = 4;

  private static final Duration SLOWER_FLOOR = Duration.ofMillis(500);
  private static final long FLOOD_LIMIT = 64L << 20;

  private static final String HEAD =
      "document: { dsl: '1.0.3', namespace: t, name: %s, version: '1.0.0', metadata: { owner: admin } }\n";
  private static final String CALLS =
      "do: [ { a: { call: agent, with: { agent: %s, input: { n: 1 } } } } ]";
  private static final String SETS = "do: [ { a: { set: { b: '${ %s }' } } } ]";
  private static final String HEALTHY_WORKFLOW =
      HEAD.formatted("healthy")
          + "do: [ { a: { call: tool, with: { server: shop, name: book, arguments: { order: '${ .order }' } } } } ]";

  private static final String KEYED = "-keyed";
  private static final List<String> HTTP = List.of("hangup", "silent", "garbage", "deep", "flood");

  /** Says nothing at all, for which a process that was just started has half a minute. */
  private static final String MUTE = "mute";

  private static final Map<String, String> PROCESSES =
      Map.of(
          "crash",
          "exit 3",
          MUTE,
          "cat > /dev/null",
          "endless",
          "read a; tr \"\\\\0\" x < /dev/zero",
          "stray",
          "read a; yes");
  private static final List<String> BOMBS =
      List.of(
          "last(range(0; 1000000000))",
          "[range(0; 1000000000)]",
          "reduce range(0; 40) as $i (\"a\"; . + .)",
          "def f: f; f",
          "def f: [f]; f",
          "[limit(1000000000; repeat(1))] | length",
          "until(false; . )",
          "[recurse([.])]",
          "null | setpath([1000000000]; 1)",
          "\"x\" * 1000000000");

  @Test
  void a_poisoned_run_ends_or_waits_for_a_person_and_others_go_on() throws Exception {
    try (var campaign = Campaign.of("T16", "poisoned agents and expressions");
        var poison = new Poison();
        var shop = new Shop(Duration.ZERO);
        var site = new Site("-Xmx256m")) {
      site.start();
      site.tools(shop.file(32));
      site.publish(HEALTHY_WORKFLOW);
      agents(site, poison);
      healthy(site, "warm", new Latencies());
      var alone = new Latencies();
      healthy(site, "alone", alone);

      Map<String, String> runs = poisoned(campaign, site);
      var beside = new Latencies();
      healthy(site, "beside", beside);
      runs.forEach((run, way) -> campaign.attempt(way, () -> stopped(site, run)));

      compare(campaign, alone, beside);
      campaign.attempt("attempts", () -> attempts(campaign, poison));
      campaign.attempt("alive", () -> healthy(site, "after", new Latencies()));
      campaign.figure("resident MiB", Vitals.of(site.product.process()).residentKib() >> 10);
    }
  }

  private static void agents(Site site, Poison poison) {
    String agent =
        "{ agent: %s, owner: admin, purpose: Harm, effect: %s, timeout: PT2S, concurrency: 4, %s }";
    HTTP.forEach(way -> {
      String http = "kind: http, url: '" + poison.url(way) + "'";
      add(site, agent.formatted(way, "read", http));
      add(site, agent.formatted(way + KEYED, "irreversible, keyed: true", http));
    });
    PROCESSES.forEach((way, command) -> {
      String process = "kind: process, command: [sh, '-c', '" + command + "']";
      add(site, agent.formatted(way, "read", process));
    });
  }

  private static void add(Site site, String source) {
    site.api().post("/agents", Json.object().put("source", source));
  }

  /** Starts them; says what is wrong with each run. */
  private static Map<String, String> poisoned(Campaign campaign, Site site) {
    Map<String, String> runs = new LinkedHashMap<>();
    Map<String, String> sources = new LinkedHashMap<>();
    for (String way : HTTP) {
      sources.put(way, CALLS.formatted(way));
    }
    // A target that answers nobody gets one further attempt in 10 seconds: too slow for each
    // change.
    for (String way : Campaign.isLong() ? HTTP : List.<String>of()) {
      sources.put(way + KEYED, CALLS.formatted(way + KEYED));
    }
    PROCESSES.keySet().stream()
        .filter(way -> Campaign.isLong() || !way.equals(MUTE))
        .sorted()
        .forEach(way -> sources.put(way, CALLS.formatted(way)));
    for (int i = 0; i < BOMBS.size(); i++) {
      sources.put("bomb" + i, SETS.formatted(BOMBS.get(i)));
    }
    int refused = 0;
    for (var each : sources.entrySet()) {
      try {
        site.publish(HEAD.formatted(each.getKey()) + each.getValue());
      } catch (Trouble trouble) {
        assertThat(trouble.code()).as(each.getKey()).isNotEqualTo("internal");
        refused++;
        continue;
      }
      int copies = each.getKey().endsWith(KEYED) ? 1 : COPIES;
      for (int i = 0; i < copies; i++) {
        var start = Json.object().put("workflow", each.getKey());
        runs.put(site.api().post("/runs", start).path("run").asText(), each.getKey());
      }
    }
    campaign.figure("refused when published", refused);
    campaign.figure("poisoned runs", runs.size());
    return runs;
  }

  /** One after the other, each from its start to its end. */
  private static Object healthy(Site site, String batch, Latencies latencies) {
    for (int i = 0; i < HEALTHY; i++) {
      var start = Json.object().put("workflow", "healthy");
      start.putObject("input").put("order", batch + i);
      latencies.time(() -> {
        String path = "/runs/" + site.api().post("/runs", start).path("run").asText();
        await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> status(site, path).equals("completed"));
      });
    }
    return latencies;
  }

  private static String status(Site site, String path) {
    return site.api().get(path).path("status").asText();
  }

  /**
   * It has ended with an error, or a person is asked what to do; either way somebody can read why.
   */
  private static Object stopped(Site site, String run) {
    String path = "/runs/" + run;
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !status(site, path).equals("running"));
    JsonNode shown = site.api().get(path);
    String why =
        shown.path("error").path("detail").asText()
            + shown.path("problem").asText()
            + shown.path("tasks").path(0).path("question").asText();
    assertThat(shown.path("status").asText()).as(shown.toString()).isNotEqualTo("completed");
    assertThat(why).as(shown.toString()).isNotBlank().doesNotContain("Exception", "dev.fermata");
    return why;
  }

  private static void compare(Campaign campaign, Latencies alone, Latencies beside) {
    for (double share : List.of(0.5, 0.99)) {
      String name = "p" + Math.round(share * 100);
      campaign.figure(name + " alone", alone.percentile(share));
      campaign.figure(name + " beside", beside.percentile(share));
    }
    campaign.attempt(
        "others",
        () -> {
          long wanted = (long) (alone.percentile(0.5).toMillis() * SLOWER_LIMIT);
          Duration limit = SLOWER_FLOOR.plusMillis(wanted);
          assertThat(beside.percentile(0.5)).isLessThan(limit);
          return limit;
        });
  }

  private static Object attempts(Campaign campaign, Poison poison) {
    campaign.figure("most attempts", poison.mostAttempts());
    campaign.figure("flood taken MiB", poison.sent() >> 20);
    assertThat(poison.mostAttempts()).isBetween(Campaign.isLong() ? 2 : 1, ATTEMPTS);
    assertThat(poison.sent()).isLessThan(FLOOD_LIMIT * COPIES * ATTEMPTS);
    return poison;
  }
}
