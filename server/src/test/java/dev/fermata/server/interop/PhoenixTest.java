package dev.fermata.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.Product;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.scale.Site;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arize Phoenix, as its makers published it, is told of a run and asked for its trace. */
@Tag("interop")
class PhoenixTest {
  private static final String VERSION = "20.26.1";
  private static final int INSTALL_MINUTES = 15;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: ask, version: '1.0.0', metadata: { owner: house } }
      do:
      - ask:
          call: human
          with: { team: house, question: Go on?, answers: { go: Yes., stop: No. }, due: PT4H }
      - done: { set: { ok: true } }
      """;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 2 * INSTALL_MINUTES, unit = TimeUnit.MINUTES)
  void phoenix_shows_one_trace_of_a_run_that_waited_for_a_person() throws Exception {
    Path program = phoenix();
    int port = Product.freePort();
    Process process = serve(program, port);
    String address = "http://127.0.0.1:" + port;
    try (var site = new Site()) {
      await().atMost(PATIENCE).until(() -> up(address));
      site.product.variables(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", address));
      site.start();
      Server person = site.approver("ana", "house");
      site.publish(WORKFLOW);
      String run =
          site.api().post("/runs", Json.object().put("workflow", "t/ask")).path("run").asText();
      decide(person, run);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> spans(address).size() == 3);
      JsonNode spans = spans(address);
      Set<String> traces = new HashSet<>();
      Set<String> names = new HashSet<>();
      spans.forEach(span -> traces.add(span.at("/context/trace_id").asText()));
      spans.forEach(span -> names.add(span.path("name").asText()));
      assertThat(traces).as(spans.toString()).hasSize(1);
      assertThat(names).containsExactlyInAnyOrder("invoke_workflow ask", "wait_for_person house");
      System.out.println("Phoenix " + VERSION + ": " + spans.size() + " spans in one trace");
    } finally {
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static void decide(Server person, String run) {
    JsonNode tasks =
        await()
            .atMost(PATIENCE)
            .until(
                () -> person.get("/tasks?run=" + run),
                found -> !found.at("/items/0").isMissingNode());
    String task = tasks.at("/items/0/id").asText();
    String digest = person.get("/tasks/" + task).path("digest").asText();
    person.post(
        "/tasks/" + task + "/decide",
        Json.object().put("answer", "go").put("digest", digest).put("why", "a test"));
  }

  private static JsonNode spans(String address) throws IOException, InterruptedException {
    return json(address + "/v1/projects/default/spans?limit=100").path("data");
  }

  private static boolean up(String address) {
    try {
      return json(address + "/v1/projects").path("data").isArray();
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static JsonNode json(String address) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(address)).build();
      return Json.parse(client.send(request, BodyHandlers.ofString()).body()).view();
    }
  }

  private Process serve(Path program, int port) throws IOException {
    var builder = new ProcessBuilder(program.toString(), "serve");
    builder.environment().put("PHOENIX_WORKING_DIR", folder.toString());
    builder.environment().put("PHOENIX_HOST", "127.0.0.1");
    builder.environment().put("PHOENIX_PORT", Integer.toString(port));
    builder.environment().put("PHOENIX_GRPC_PORT", Integer.toString(Product.freePort()));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("phoenix.log").toFile());
    return builder.start();
  }

  /** The program, which is installed once. */
  private static Path phoenix() throws IOException, InterruptedException {
    assumeTrue(
        Boolean.getBoolean("fermata.interop"),
        "SKIPPED: Phoenix is run with `./fermata test --interop`");
    Path at =
        Path.of(
            System.getProperty("user.home"), ".cache", "fermata", "interop", "phoenix-" + VERSION);
    Path program = at.resolve("bin/phoenix");
    if (!Files.exists(program)) {
      Files.createDirectories(at);
      install(at, "python3", "-m", "venv", at.toString());
      install(at, at.resolve("bin/pip").toString(), "install", "-q", "arize-phoenix==" + VERSION);
    }
    assumeTrue(
        Files.exists(program),
        "SKIPPED: Phoenix needs python3 with venv, and pip that can reach its index");
    return program;
  }

  private static void install(Path at, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(at.resolve("install.log").toFile())
              .start();
      if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      System.err.println(command[0] + " could not be started: " + e.getMessage());
    }
  }
}
