package dev.fermata.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.adapter.otel.Meters;
import dev.fermata.adapter.otel.Settings;
import dev.fermata.server.Product;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What Prometheus reads of a real server. */
class MetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A line of the text format: a name, labels, a number. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_][a-zA-Z0-9_]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"[^\"]*\",?)+\\})?"
              + " [-+0-9.eE]+(Inf)?");

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: test, name: ask, version: '1.0.0', metadata: { owner: house } }
      do:
      - ask:
          call: human
          with: { team: house, question: Go on?, answers: { go: Yes., stop: No. }, due: PT4H }
      """;

  private static HttpResponse<String> metrics(Product product) {
    var request = HttpRequest.newBuilder(URI.create(product.address() + "/metrics")).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void done(Product product, String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit()).as("%s: %s", List.of(command), typed.err()).isZero();
  }

  @Test
  void behind_a_proxy_metrics_take_a_token() {
    var nobody =
        new Request(
            "1", Optional.empty(), Map.of(), Query.NONE, Json.NULL, Map.of(), "http://localhost");
    try (var meters = new Meters(Settings.NOWHERE)) {
      assertThat(new MetricsPage(meters, true).show.perform(nobody).status()).isEqualTo(200);
      assertThatThrownBy(() -> new MetricsPage(meters, false).show.perform(nobody))
          .isInstanceOf(Refusal.class);
    }
  }

  @Test
  void prometheus_reads_how_the_server_is() throws Exception {
    try (Product product = Product.startAsAdmin()) {
      done(product, "team", "add", "house");
      Path file = Files.writeString(product.folder().resolve("ask.yaml"), WORKFLOW);
      done(product, "workflow", "publish", file.toString());
      done(product, "run", "start", "ask");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> metrics(product).body().contains("fermata_tasks_waiting 1\n"));
      HttpResponse<String> read = metrics(product);

      assertThat(read.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
      assertThat(read.body())
          .contains("# TYPE fermata_runs gauge\n")
          .contains("fermata_runs{fermata_status=\"waiting\"} 1\n")
          .contains("fermata_runs_started_total 1\n")
          .contains("# TYPE fermata_journal_commit_duration_seconds histogram\n")
          .contains("fermata_journal_commit_duration_seconds_bucket{le=\"+Inf\"}")
          .contains("fermata_follower_behind{fermata_follower=\"effects\"}")
          .containsPattern("fermata_journal_size_bytes [1-9][0-9]+");
      assertThat(read.body().lines().filter(line -> !line.startsWith("#")))
          .allSatisfy(line -> assertThat(line).matches(SAMPLE));
    }
  }
}
