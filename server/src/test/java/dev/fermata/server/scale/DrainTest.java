package dev.fermata.server.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SIGTERM while the server works: it takes nothing new, saves what is under way, and goes. */
@Tag("faults")
class DrainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration END_LIMIT = Duration.ofSeconds(10);
  private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(1);
  private static final int UNKEYED_EVERY = 10;
  private static final int CONCURRENCY = 32;

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: sells, version: '1.0.0', metadata: { owner: admin } }
      do:
        - book:
            call: tool
            with: { server: shop, name: book, arguments: { order: '${ .order }' } }
            output: { as: '${ $input }' }
        - which: { switch: [ { unkeyed: { when: .unkeyed, then: pay } }, { keyed: { then: nap } } ] }
        - pay:
            call: tool
            with: { server: shop, name: pay, arguments: { order: '${ .order }' } }
            output: { as: '${ $input }' }
        - nap: { wait: PT1S }
        - deliver:
            call: tool
            with: { server: shop, name: book, arguments: { order: '${ "second " + (.order | tostring) }' } }
      """;

  private int accepted;

  @Test
  void a_server_told_to_end_refuses_new_work_saves_the_rest_and_goes_on_after_a_restart()
      throws Exception {
    int runs = Campaign.cases(100, 1_000);
    try (var campaign = Campaign.of("T17", "SIGTERM while runs are under way");
        var shop = new Shop(Duration.ofMillis(100));
        var site = new Site()) {
      site.start();
      site.tools(shop.file(CONCURRENCY));
      site.publish(WORKFLOW);
      site.startRuns("sells", "all", runs, DrainTest::order);
      await().atMost(PATIENCE).until(() -> shop.underWay() > 0 && shop.acts("book") > runs / 3);

      campaign.attempt("drain", () -> drain(campaign, site));

      Duration ready = site.start();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> site.counts("all").path("running").asLong() == 0);
      campaign.figure("completed", site.completed("all") + "/" + runs);
      campaign.figure("inDoubt", site.counts("all").path("inDoubt"));
      campaign.figure("ready again", ready);
      campaign.attempt(
          "restart",
          () -> {
            assertThat(site.completed("all")).isEqualTo(runs);
            assertThat(shop.acts("pay")).isEqualTo(runs / UNKEYED_EVERY);
            // Starts that were taken before the first refusal are runs like the others.
            long books = 2L * (runs + accepted);
            await().atMost(PATIENCE).until(() -> shop.acts("book") >= books);
            assertThat(shop.acts("book")).isEqualTo(books);
            assertThat(shop.twice()).isZero();
            return runs;
          });
    }
  }

  private static JsonNode order(int row) {
    return Json.object().put("order", row).put("unkeyed", row % UNKEYED_EVERY == 0);
  }

  private Object drain(Campaign campaign, Site site) throws InterruptedException {
    long begin = System.nanoTime();
    Process process = site.product.process();
    process.toHandle().destroy();
    Duration refused = Duration.ZERO;
    while (process.isAlive()) {
      if (isRefused(site)) {
        refused = refused.isZero() ? since(begin) : refused;
      } else {
        assertThat(refused).as("a start was accepted after one was refused").isZero();
        accepted++;
      }
    }
    assertThat(process.waitFor(1, TimeUnit.SECONDS)).isTrue();
    Duration took = since(begin);
    campaign.figure("first refusal", refused);
    campaign.figure("accepted before it", accepted);
    campaign.figure("ended after", took);
    assertThat(process.exitValue()).isZero();
    assertThat(refused).isLessThan(REFUSAL_LIMIT);
    assertThat(took).isLessThan(END_LIMIT);
    return took;
  }

  private static boolean isRefused(Site site) {
    try {
      site.api().post("/runs", Json.object().put("workflow", "sells").set("input", order(-1)));
      return false;
    } catch (Trouble trouble) {
      assertThat(trouble.exit() == Exit.UNREACHABLE || trouble.passing())
          .as(trouble.text())
          .isTrue();
      return true;
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
