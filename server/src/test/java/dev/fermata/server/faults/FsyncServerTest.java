package dev.fermata.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fermata.server.Checkout;
import dev.fermata.server.Product;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One fsync of the server's journal fails, the first, the second, and so on. Needs Linux and gcc:
 * the failure comes from below.
 */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FsyncServerTest {
  private static final int EXIT = 75;
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The first few are of the opening. */
  private static final int[] FEW = {1, 4, 8};

  private static final int CLIENTS = 3;
  private static final int STARTS_LIMIT = 200;
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: two, version: '1.0.0', metadata: { owner: admin } }
      do:
        - pause: { wait: { milliseconds: 1 } }
        - last: { set: { done: true } }
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  /** Start keys by what their starts were told: acknowledged ones with their runs. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private String token = "";

  @Test
  void a_failed_fsync_ends_the_server_at_once_and_nobody_was_told_what_is_not_so()
      throws Exception {
    try (var product = Product.start();
        var campaign = Campaign.of("T5", "failed fsync of the server")) {
      Path shim = compiled(product.folder());
      Json link = Json.adopt(Json.object().put("link", product.adminLink()).put("token", true));
      token = said(product, "POST", "session", link.toString()).text("token").orElseThrow();
      said(product, "POST", "workflows", Json.object().put("source", WORKFLOW).toString());
      product.kill();

      for (int nth :
          Campaign.isLong() ? IntStream.rangeClosed(1, Campaign.cases(3, 10, 30)).toArray() : FEW) {
        campaign.attempt("fsync " + nth, () -> fails(product, shim, nth));
      }
      assertThat(acknowledged).isNotEmpty();
      product.startServer();
      campaign.attempt("what was said is so", () -> isSo(product));
      campaign.figure("acknowledged", acknowledged.size());
      campaign.figure("refused for certain", refused.size());
    }
  }

  private static Path compiled(Path folder) throws Exception {
    Path source = Checkout.root().resolve("adapters/sqlite/src/test/resources/shim/fsync.c");
    Path library = folder.resolve("fsync.so");
    Process gcc =
        new ProcessBuilder(
                "sh",
                "-c",
                "gcc -shared -fPIC -o \"$0\" \"$1\" -ldl",
                library.toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    gcc.getInputStream().readAllBytes();
    assumeThat(gcc.waitFor()).as("gcc").isZero();
    return library;
  }

  /** Starts runs with a server whose n-th fsync fails, until it ends. */
  private Product.Ran fails(Product product, Path shim, int nth) throws Exception {
    Product.Running server =
        product.begin(
            Map.of("LD_PRELOAD", shim.toString(), "FSYNC_FAILS", "" + nth),
            "server",
            "--port",
            "" + product.port(),
            "--data",
            product.data().toString());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (server.process().isAlive() && !server.soFar().contains("answers at")) {
      assertThat(System.nanoTime()).as(server.soFar()).isLessThan(end);
      Thread.onSpinWait();
    }
    boolean served = server.soFar().contains("answers at");
    if (served) {
      startUntilItEnds(product, nth);
    }
    long began = System.nanoTime();
    Product.Ran ran = product.await(server);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    assertThat(ran.err()).containsIgnoringCase("fsync");
    assertThat(ran.exit()).as(ran.err()).isEqualTo(served ? EXIT : 1);
    return ran;
  }

  /** Several at once, so that some starts share a commit. They end with the first trouble. */
  private void startUntilItEnds(Product product, int nth) {
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        String name = "fsync-" + nth + "-" + i + "-";
        clients.submit(() -> {
          int count = 0;
          while (count < STARTS_LIMIT && start(product, name + count)) {
            count++;
          }
        });
      }
    }
  }

  /** Whether there was an answer that is certain. */
  private boolean start(Product product, String key) {
    try {
      HttpResponse<String> answer = ask(product, "POST", "runs", body(key));
      Json told = Json.parse(answer.body());
      if (answer.statusCode() == 201) {
        acknowledged.put(key, told.text("run").orElseThrow());
        return true;
      }
      if (!answer.body().contains("not-known")) {
        refused.add(key);
      }
    } catch (IOException e) {
      return false; // Nobody knows.
    }
    return false;
  }

  private static String body(String key) {
    var start = Json.object().put("workflow", "two").put("startKey", key);
    start.putObject("input");
    return start.toString();
  }

  /** Asks for each run again: a key that was taken gives its run, another one begins it now. */
  private Set<String> isSo(Product product) throws IOException {
    Map<String, String> lost = new HashMap<>();
    for (var start : acknowledged.entrySet()) {
      Json again = said(product, "POST", "runs", body(start.getKey()));
      if (!again.text("run").orElseThrow().equals(start.getValue())) {
        lost.put(start.getKey(), start.getValue());
      }
    }
    assertThat(lost).as("acknowledged and lost").isEmpty();
    Set<String> done = new HashSet<>();
    for (String key : refused) {
      Json again = said(product, "POST", "runs", body(key));
      if (again.view().path("already").asBoolean()) {
        done.add(key);
      }
    }
    assertThat(done).as("refused and done").isEmpty();
    return done;
  }

  private Json said(Product product, String method, String path, String body) throws IOException {
    HttpResponse<String> answer = ask(product, method, path, body);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(201);
    return Json.parse(answer.body());
  }

  private HttpResponse<String> ask(Product product, String method, String path, String body)
      throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(product.address() + "/api/v1/" + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
