package dev.fermata.server.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The process is stopped and goes on: timers that fell due meanwhile fire at once, and once. */
@Tag("faults")
class StoppedClockTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofSeconds(2);

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: naps, version: '1.0.0', metadata: { owner: admin } }
      do: [ { nap: { wait: PT2S } } ]
      """;

  @Test
  void timers_that_fall_due_while_the_process_is_stopped_fire_once_when_it_goes_on()
      throws Exception {
    int runs = Campaign.cases(50, 500);
    Duration stopped = Duration.ofSeconds(Campaign.cases(4, 20, 600));
    try (var campaign = Campaign.of("T10", "SIGSTOP while timers wait");
        var site = new Site()) {
      site.start();
      site.publish(WORKFLOW);
      site.startRuns("naps", "all", runs, row -> Json.object().put("row", row));
      signal(site, "STOP");
      Instant until = Instant.now().plus(stopped);
      await().atMost(stopped.plus(PATIENCE)).until(() -> Instant.now().isAfter(until));
      signal(site, "CONT");
      long begin = System.nanoTime();
      await().atMost(PATIENCE).until(() -> site.completed("all") == runs);
      campaign.figure("all fired after", Duration.ofNanos(System.nanoTime() - begin));
      for (var run : site.api().get("/runs?batch=all&limit=1000").path("items")) {
        campaign.attempt(run.path("id").asText(), () -> once(site, run.path("id").asText()));
      }
    }
  }

  /** The timer fired once, and not before its time. */
  private static Object once(Site site, String run) {
    var set = Instant.MAX;
    int fired = 0;
    for (var entry : site.api().get("/runs/" + run + "/events").path("items")) {
      Instant at = Instant.parse(entry.path("at").asText());
      for (var fact : entry.path("facts")) {
        String type = fact.path("type").asText();
        set = type.equals("TimerSet") ? at : set;
        if (type.equals("TimerFired")) {
          fired++;
          assertThat(at).isAfterOrEqualTo(set.plus(WAIT));
        }
      }
    }
    assertThat(fired).isOne();
    return set;
  }

  private static void signal(Site site, String name) throws IOException, InterruptedException {
    var kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(site.product.process().pid())).start();
    assertThat(kill.waitFor(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
