package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.fact.Outcome;
import dev.fermata.server.scale.Site;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.model.Expected;
import dev.fermata.testkit.model.Outside;
import dev.fermata.testkit.model.Reference;
import dev.fermata.testkit.model.Sketch;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random workflows on a real server that is killed now and then. */
@Tag("faults")
class KilledWorkflowsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration ROUND = Duration.ofMillis(50);
  private static final int WAVE = 25;
  private static final int SOONEST_KILL_MS = 100;
  private static final int LATEST_KILL_MS = 1_500;

  private final long seed = Campaign.seeds(1, 1).getFirst();
  private final Random random = new Random(seed);
  private final Map<String, Quick> runs = new LinkedHashMap<>();
  private int restarts;
  private long began;

  @Test
  void random_workflows_end_as_they_must_although_the_server_is_killed() throws Exception {
    List<Quick> sketches = Quick.from(seed, count());
    try (var campaign = Campaign.of("T2", "kill -9 in random workflows");
        var errands = new Errands(seed);
        var site = new Site();
        var killer = Executors.newSingleThreadScheduledExecutor()) {
      site.start();
      try (var people = new People(site, errands)) {
        errands.agents().forEach(file -> agent(site, file));
        site.tools(errands.bank());
        began = System.nanoTime();
        for (int from = 0; from < sketches.size(); from += WAVE) {
          wave(sketches.subList(from, Math.min(from + WAVE, sketches.size())), site, errands);
          int wanted = Campaign.cases(2, 1);
          live(site, people, killer, restarts + wanted);
        }
      }
      campaign.figure("seconds of work", (System.nanoTime() - began) / 1_000_000_000.0);
      site.product.kill();
      Records records = Records.of(site.product.data());
      runs.forEach((run, quick) ->
          campaign.attempt("seed=" + quick.seed(), () -> judge(run, quick, errands, records)));
      campaign.figure("kills", restarts);
      campaign.figure("seeds looked at", sketches.getLast().seed() - seed + 1);
      campaign.figure("seed", seed);
    }
  }

  private static int count() {
    return Campaign.cases(20, 100, 10_000);
  }

  private static void agent(Site site, String file) {
    site.api().post("/agents", Json.object().put("source", file));
  }

  /** Starts them all; every start is acknowledged before the first call is answered. */
  private void wave(List<Quick> sketches, Site site, Errands errands) {
    errands.hold();
    for (Quick quick : sketches) {
      site.publish(quick.source());
      var body = Json.object().put("workflow", quick.name()).put("startKey", quick.name());
      body.set("input", Sketch.INPUT.view());
      String run = site.api().post("/runs", body).path("run").asText();
      errands.serve(run, new Outside(quick.sketch(), _ -> Outside.Way.FAIR));
      runs.put(run, quick);
    }
    errands.release();
  }

  /** Answers people's tasks, kills and starts again until all have ended. */
  private void live(Site site, People people, ScheduledExecutorService killer, int mostKills) {
    kill(site, killer);
    await()
        .atMost(PATIENCE)
        .pollInterval(ROUND)
        .until(() -> {
          if (!site.product.process().isAlive()) {
            site.start();
            restarts++;
            if (restarts < mostKills) {
              kill(site, killer);
            }
          }
          people.answer();
          return restarts >= mostKills && open(site).isEmpty();
        });
  }

  private void kill(Site site, ScheduledExecutorService killer) {
    Process process = site.product.process();
    int delay = random.nextInt(SOONEST_KILL_MS, LATEST_KILL_MS);
    killer.schedule(process::destroyForcibly, delay, TimeUnit.MILLISECONDS);
  }

  private static List<String> open(Site site) {
    List<String> open = new ArrayList<>();
    for (JsonNode run : site.api().pages("/runs", "before", 20_000).path("items")) {
      if (run.path("ended").isMissingNode()) {
        open.add(run.path("id").asText());
      }
    }
    return open;
  }

  private static Object judge(String run, Quick quick, Errands errands, Records records) {
    Expected expected = Reference.of(quick.sketch());
    Optional<Outcome> outcome = Optional.ofNullable(records.endings().get(run));
    assertThat(outcome).as("the run " + run + " has an end").isPresent();
    Outside outside = errands.outside(run);
    var seen = new Expected.Seen(outcome.get(), outside.done(), records.asked(run));
    assertThat(expected.complaints(seen)).as(told(quick)).isEmpty();
    assertThat(outside.breaches()).as(told(quick)).isEmpty();
    return run;
  }

  private static String told(Quick quick) {
    return Json.parse(quick.source()).toString();
  }
}
