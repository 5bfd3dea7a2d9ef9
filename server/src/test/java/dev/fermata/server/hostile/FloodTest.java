package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.scale.Latencies;
import dev.fermata.server.scale.Site;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that want to take everything: connections, headers, bodies, starts. S28. */
@Tag("faults")
class FloodTest {
  private static final int CONNECTIONS = Campaign.cases(1_000, 10_000);
  private static final int ASKED = Campaign.cases(100, 1_000);

  /** The goal is twice; a machine that does other things needs more, and the figure is reported. */
  private static final int SLOWER_LIMIT = 5;

  private static final Duration SLOWER_FLOOR = Duration.ofMillis(250);
  private static final int BOMB_BYTES = 32 << 20;
  private static final int STARTS = 11_000;
  private static final int ROWS = 500;
  private static final long GROWTH_LIMIT_KIB = 128 << 10;
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: tiny, version: '1.0.0', metadata: { owner: admin } }
      do: [ { a: { set: { b: 1 } } } ]
      """;

  @Test
  void slow_connections_and_bombs_take_nothing_from_others() {
    try (var campaign = Campaign.of("S28", "slow connections, bombs, many starts");
        var site = new Site("-Xmx256m")) {
      site.start();
      site.publish(WORKFLOW);
      ask(site, new Latencies());
      var alone = new Latencies();
      ask(site, alone);
      long before = Vitals.of(site.product.process()).residentKib();
      var beside = new Latencies();
      crawl(site, () -> ask(site, beside));
      compare(campaign, alone, beside);
      campaign.attempt("header bombs", () -> headerBombs(site));
      campaign.attempt("body bombs", () -> bodyBombs(site));
      if (Campaign.isLong()) {
        campaign.attempt("many starts", () -> manyStarts(campaign, site));
      }
      long grown = Vitals.of(site.product.process()).residentKib() - before;
      campaign.figure("grown MiB", grown >> 10);
      campaign.attempt(
          "memory",
          () -> {
            assertThat(grown).isLessThan(GROWTH_LIMIT_KIB);
            ask(site, new Latencies());
            return grown;
          });
    }
  }

  /** So many requests begin and never end, each a byte further while others ask. */
  private static void crawl(Site site, Runnable others) {
    List<Wire> slow = new ArrayList<>();
    try {
      String head = Wire.head(site, "GET /api/v1/status");
      for (int i = 0; i < CONNECTIONS; i++) {
        var wire = new Wire(site.product.port(), 0);
        slow.add(wire);
        wire.send(head.substring(0, head.length() - 3));
      }
      others.run();
      slow.forEach(wire -> wire.send("x"));
      others.run();
    } finally {
      slow.forEach(Wire::close);
    }
  }

  /** Reads and starts, over a connection of its own. */
  private static void ask(Site site, Latencies latencies) {
    try (var own = new Server(site.product.address(), site.api().credential())) {
      for (int i = 0; i < ASKED; i++) {
        latencies.time(() -> own.get("/runs?limit=20"));
        latencies.time(() -> own.post("/runs", Json.object().put("workflow", "tiny")));
      }
    }
  }

  private static void compare(Campaign campaign, Latencies alone, Latencies beside) {
    campaign.figure("connections", CONNECTIONS);
    campaign.figure("p99 alone", alone.percentile(0.99));
    campaign.figure("p99 beside", beside.percentile(0.99));
    campaign.attempt(
        "others",
        () -> {
          Duration limit = alone.percentile(0.99).multipliedBy(SLOWER_LIMIT).plus(SLOWER_FLOOR);
          assertThat(beside.percentile(0.99)).isLessThan(limit);
          return limit;
        });
  }

  private static Object headerBombs(Site site) {
    String[] many = new String[10_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "X-" + i + ": " + i;
    }
    String target = "GET /api/v1/status";
    for (String bomb :
        List.of(
            Wire.head(site, target, "X-Long: " + "x".repeat(100_000)),
            Wire.head(site, target, many),
            Wire.head(site, target + "?" + "a".repeat(100_000)))) {
      try (var wire = new Wire(site.product.port(), 0)) {
        wire.send(bomb);
        assertThat(wire.status()).isIn(0, 400, 414, 431);
      }
    }
    return many.length;
  }

  private static Object bodyBombs(Site site) throws IOException {
    byte[] zipped = zipped();
    String json = "Content-Type: application/json";
    String length = "Content-Length: " + zipped.length;
    try (var wire = new Wire(site.product.port(), 0)) {
      wire.send(Wire.head(site, "POST /api/v1/runs", json, "Content-Encoding: gzip", length));
      wire.send(zipped);
      assertThat(wire.status()).isEqualTo(415);
    }
    try (var wire = new Wire(site.product.port(), 0)) {
      wire.send(Wire.head(site, "POST /api/v1/runs", json, "Content-Length: 99999999999"));
      assertThat(wire.status()).isEqualTo(413);
    }
    try (var wire = new Wire(site.product.port(), 0)) {
      wire.send(Wire.head(site, "POST /api/v1/runs", json, "Transfer-Encoding: chunked"));
      byte[] chunk =
          ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      int chunks = 0;
      while (chunks < 10_000 && wire.send(chunk)) {
        chunks++;
      }
      assertThat(chunks).as("MiB taken: " + (chunks >> 4)).isLessThan(2_000);
      assertThat(wire.status()).isIn(0, 413);
    }
    return zipped.length;
  }

  private static byte[] zipped() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(new byte[BOMB_BYTES]);
    }
    return bytes.toByteArray();
  }

  /** One token may start so many at once, and is then told to wait. */
  private static Object manyStarts(Campaign campaign, Site site) {
    int started = 0;
    try {
      for (int from = 0; from < 4 * STARTS; from += ROWS) {
        site.startRuns("tiny", "many" + from, ROWS, row -> Json.object());
        started += ROWS;
      }
    } catch (Trouble trouble) {
      campaign.figure("starts until refused", started);
      assertThat(trouble.passing()).as(trouble.text()).isTrue();
      return started;
    }
    throw new AssertionError("nothing was refused of " + started + " starts");
  }
}
