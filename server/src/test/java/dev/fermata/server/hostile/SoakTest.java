package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.scale.Site;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Load without end: what a server holds must not grow with what it has done. */
@Tag("faults")
class SoakTest {
  private static final String LENGTH = System.getProperty("fermata.soak", "");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);
  private static final int RUNS = 100;
  private static final String MEMORY = "160m";
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: works, version: '1.0.0', metadata: { owner: admin } }
      do:
        - first: { call: tool, with: { server: echo, name: say, arguments: { n: '${ .n }' } } }
        - both:
            fork:
              branches:
                - nap: { wait: PT0.02S }
                - again: { call: tool, with: { server: echo, name: say, arguments: { n: 2 } } }
        - last: { set: { text: '${ "x" * 100 }' } }
      """;

  private long rounds;
  private long errors;

  @Test
  void load_without_end_leaves_memory_threads_and_files_as_they_were() throws Exception {
    assumeFalse(LENGTH.isEmpty(), "asked for with -Dfermata.soak=20m");
    Duration length = length(LENGTH);
    try (var campaign = Campaign.of("T28", "soak of " + LENGTH);
        var site = new Site("-Xms" + MEMORY, "-Xmx" + MEMORY, "-XX:+AlwaysPreTouch")) {
      HttpServer echo = echo();
      try {
        site.start();
        site.tools(file(echo));
        site.publish(WORKFLOW);
        var samples = new Samples(site.product);
        soak(site, samples, length);
        report(campaign, site, samples, length);
      } finally {
        echo.stop(0);
      }
    }
  }

  /** {@code 2h}, {@code 20m} or {@code PT2H}. */
  private static Duration length(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
  }

  private static HttpServer echo() throws IOException {
    var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", SoakTest::answer);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.start();
    return http;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Json request = Json.parse(exchange.getRequestBody().readAllBytes());
      var answer = Json.object().put("id", request.text("id").orElse(""));
      answer.putObject("output").put("said", true);
      byte[] body = Json.adopt(answer).bytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String file(HttpServer echo) {
    return """
    { server: echo, owner: admin, kind: http, concurrency: 32, url: 'http://127.0.0.1:%d/',
      tools: { say: { effect: irreversible, keyed: true } } }
    """
        .formatted(echo.getAddress().getPort());
  }

  /** Works as fast as it can for a moment and rests as long, so that half of the time is load. */
  private void soak(Site site, Samples samples, Duration length) {
    long begin = System.nanoTime();
    long sampled = begin;
    samples.take();
    while (System.nanoTime() - begin < length.toNanos()) {
      long worked = System.nanoTime();
      round(site);
      LockSupport.parkNanos(System.nanoTime() - worked);
      if (System.nanoTime() - sampled >= SAMPLE_EVERY.toNanos()) {
        sampled = System.nanoTime();
        samples.take();
      }
    }
    samples.take();
  }

  private void round(Site site) {
    String batch = "round" + rounds++;
    try {
      site.startRuns("works", batch, RUNS, row -> Json.object().put("n", row));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> site.completed(batch) == RUNS);
      JsonNode page = site.api().get("/runs?limit=20");
      site.api().get("/runs/" + page.path("items").path(0).path("id").asText());
    } catch (Trouble trouble) {
      errors++;
      System.err.println("T28: " + trouble.text());
    }
  }

  private void report(Campaign campaign, Site site, Samples samples, Duration length) {
    double halfHours = length.toMillis() / 2.0 / TimeUnit.HOURS.toMillis(1);
    long said = site.product.said().lines().filter(SoakTest::bad).count();
    campaign.figure("runs", rounds * RUNS);
    campaign.figure("errors", errors);
    campaign.figure("errors in its log", said);
    samples.figures(campaign);
    samples.check(campaign, halfHours);
    campaign.attempt(
        "errors",
        () -> {
          assertThat(errors + said).isZero();
          return rounds;
        });
    campaign.passed(rounds * RUNS);
  }

  private static boolean bad(String line) {
    return line.contains(" error ") || line.contains(" warn ");
  }
}
