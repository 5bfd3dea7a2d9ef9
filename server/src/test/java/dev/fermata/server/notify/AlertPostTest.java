package dev.fermata.server.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Owners are told once that something goes wrong and once that it is over, over real hooks. */
class AlertPostTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String AGENT =
      """
      agent: teller
      owner: house
      effect: read
      kind: http
      url: 'http://127.0.0.1:%d/'
      output: { type: object, required: [worth] }
      """;

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: test, name: value, version: '1.0.0', metadata: { owner: house } }
      do:
        - value:
            try:
              - tell: { call: agent, with: { agent: teller } }
            catch: {}
        - tell-bare: { call: agent, with: { agent: teller } }
      """;

  private final Postbox box = Postbox.open();
  private final Hook hook = new Hook();
  private final AtomicBoolean broken = new AtomicBoolean(true);
  private HttpServer agent;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.createContext(
        "/",
        exchange -> {
          JsonNode asked = Json.parse(exchange.getRequestBody().readAllBytes()).view();
          var answer = Json.object();
          answer.set("id", asked.path("id"));
          answer.putObject("output").put(broken.get() ? "nothing" : "worth", 3);
          byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    agent.start();
    String url = "smtp+open://127.0.0.1:" + box.port() + "?from=fermata@example.com";
    var mail = Optional.of(MailServer.of(url, Optional.empty()));
    server = TestServer.startTelling(Set.of("127.0.0.1"), mail);
    server.as(Role.APPROVER);
    String channels =
        "{\"channels\": [{\"kind\": \"webhook\", \"to\": \"%s\"}, {\"kind\": \"email\", \"to\": \"house@example.com\"}]}"
            .formatted(hook.url());
    server.expect(200, server.call("PATCH", "/api/v1/teams/house", server.admin(), channels));
    post("/api/v1/agents", AGENT.formatted(agent.getAddress().getPort()));
    post("/api/v1/workflows", WORKFLOW);
  }

  @AfterEach
  void stop() {
    server.close();
    agent.stop(0);
    hook.close();
    box.close();
  }

  private void post(String path, String source) {
    var body = Json.object().put("source", source).toString();
    server.expect(201, server.post(path, server.as(Role.AUTHOR), body));
  }

  private void run(int times) {
    for (int i = 0; i < times; i++) {
      String body = "{\"workflow\": \"value\", \"input\": {\"a\": " + i + "}}";
      server.expect(201, server.post("/api/v1/runs", server.as(Role.OPERATOR), body));
    }
  }

  private JsonNode findings(String query) {
    String viewer = server.as(Role.VIEWER);
    return server.get("/api/v1/insights/health" + query, viewer).json().path("items");
  }

  private Path kept() {
    return server.folder().resolve("data/alerts.json");
  }

  private void told(int times) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(alerts()).as("of %s, mails %s", findings(""), box.mails()).hasSize(times);
          assertThat(mails()).as("of %s", box.mails()).hasSize(times);
        });
  }

  /** Without what the team is told of tasks. */
  private List<JsonNode> alerts() {
    return hook.told().stream().filter(t -> t.path("kind").asText().equals("health")).toList();
  }

  private List<Postbox.Mail> mails() {
    return box.mails().stream().filter(m -> m.text().contains("How sure")).toList();
  }

  @Test
  void the_owner_is_told_once_when_it_begins_and_once_when_it_is_over() {
    run(3);
    told(1);
    JsonNode began = alerts().getFirst();
    assertThat(began.path("kind").asText()).isEqualTo("health");
    assertThat(began.path("state").asText()).isEqualTo("began");
    assertThat(began.at("/finding/kind").asText()).isEqualTo("schema-failures");
    assertThat(began.at("/finding/about/name").asText()).isEqualTo("teller");
    assertThat(began.at("/finding/runs")).isNotEmpty();
    assertThat(began.at("/finding/mend").asText()).isEqualTo("fermata agent test teller");
    assertThat(mails().getFirst().text()).contains("How sure", "What to do", "Since");

    JsonNode shown = findings("?kind=schema-failures");
    assertThat(shown).hasSize(1);
    assertThat(shown.at("/0/runs/0/link").asText()).startsWith("/runs/");
    JsonNode attention =
        server.get("/api/v1/overview", server.as(Role.VIEWER)).json().path("attention");
    assertThat(attention.findValuesAsText("kind")).contains("health");

    await()
        .atMost(SOON)
        .until(() -> Files.exists(kept()) && Files.readString(kept()).contains("\"position\":1"));
    server.restart();
    broken.set(false);
    run(12);
    told(2);
    assertThat(alerts().getLast().path("state").asText()).isEqualTo("ended");
    assertThat(findings("?kind=schema-failures")).isEmpty();
  }

  @Test
  void what_everything_hangs_on_is_shown_and_told_nobody() {
    JsonNode shown = findings("?kind=no-fallback");
    assertThat(shown.at("/0/what").asText())
        .isEqualTo("test/value: 'tell-bare' has no other way if a call fails");
    assertThat(shown.at("/0/about/name").asText()).isEqualTo("test/value");
    assertThat(alerts()).isEmpty();
  }
}
