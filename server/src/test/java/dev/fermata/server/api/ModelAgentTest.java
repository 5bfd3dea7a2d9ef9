package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.testkit.scripted.Line;
import dev.fermata.testkit.scripted.ScriptedModels;
import dev.fermata.value.Json;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model on the roster, tried through the API; how it does and what it costs. */
class ModelAgentTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String FILE =
      """
      agent: assessor
      version: '1.0.0'
      owner: house
      purpose: Assesses applications
      kind: model
      model: { api: openai, url: %s, name: small-1 }
      instructions: You assess loans.
      effect: read
      output: { type: object, required: [decision], properties: { decision: { enum: [accept, decline] } } }
      """;

  private final ScriptedModels models =
      ScriptedModels.start(_ ->
          new Line.Says(
              "{\"decision\":\"accept\"}",
              List.of(),
              new Line.Tokens(Optional.of(1000L), 0, Optional.of(100L)),
              ""));
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start();
    String source = FILE.formatted(models.url());
    server.expect(
        201,
        server.post(
            "/api/v1/agents",
            server.as(Role.AUTHOR),
            Json.object().put("source", source).put("directory", "/").toString()));
  }

  @AfterEach
  void stop() {
    server.close();
    models.close();
  }

  private JsonNode test() {
    return server
        .expect(
            200,
            server.post(
                "/api/v1/agents/assessor/test",
                server.as(Role.AUTHOR),
                "{\"input\":{\"amount\":5000}}"))
        .json();
  }

  private JsonNode read(String path) {
    return server.expect(200, server.get("/api/v1" + path, server.as(Role.VIEWER))).json();
  }

  @Test
  void a_test_is_one_turn_of_the_conversation() {
    JsonNode result = test();

    assertThat(result.path("reply").asText()).as(result.toString()).isEqualTo("answered");
    assertThat(result.path("output").path("decision").asText()).isEqualTo("accept");
    assertThat(result.path("misfits")).isEmpty();
    assertThat(result.path("usage").path("tokensIn").asInt()).isEqualTo(1000);
    assertThat(models.prompts().getFirst().last()).isEqualTo("{\"amount\":5000}");
    assertThat(models.prompts().getFirst().instructions()).isEqualTo("You assess loans.");
  }

  @Test
  void only_an_admin_has_a_variable_of_the_server_sent_to_an_address() {
    String keyed = FILE.replace("name: small-1", "name: small-1, key: HOME");
    String fallback =
        FILE.replace(
            "instructions:",
            "fallback: { api: openai, url: http://localhost/v1, name: m, key: HOME }\ninstructions:");
    for (String each : List.of(keyed, fallback)) {
      String body =
          Json.object()
              .put("source", each.formatted("http://127.0.0.1:1/v1"))
              .put("directory", "/")
              .toString();
      server.expect(403, server.post("/api/v1/agents", server.as(Role.AUTHOR), body));
      server.expect(201, server.post("/api/v1/agents", server.admin(), body));
    }
  }

  @Test
  void prices_are_read_while_the_server_runs() throws Exception {
    assertThat(read("/models/prices").path("items")).isEmpty();
    var file = server.folder().resolve("data").resolve("prices.yaml");
    Files.writeString(file, "currency: EUR\nmodels: { 'small-*': { input: 1, output: '2.5' } }\n");
    await().atMost(LONG).until(() -> !read("/models/prices").path("items").isEmpty());

    assertThat(read("/models/prices").at("/items/0/cached").asText()).isEqualTo("1");
    assertThat(test().at("/usage/cost").asText()).isEqualTo("EUR 0.00125");

    Files.writeString(file, "currency: EUR\nmodels: { 'small-*': { input: 1 } }\n");
    await().atMost(LONG).until(() -> read("/models/prices").has("complaint"));
    assertThat(read("/models/prices").path("complaint").asText()).startsWith("prices.yaml:2:");
    assertThat(read("/models/prices").path("items")).hasSize(1);
    assertThat(server.log()).contains("prices.yaml:2:");
  }

  @Test
  void the_status_shows_a_service_that_is_down() {
    assertThat(read("/status").path("models")).isEmpty();
    models.answer(_ -> Line.refuses(500));
    for (int i = 0; i < 5; i++) {
      assertThat(test().path("reply").asText()).isEqualTo("rejected");
    }
    assertThat(test().path("reply").asText()).isEqualTo("not-called");

    JsonNode state = read("/status").path("models").path(0);
    assertThat(state.path("circuit").asText()).isEqualTo("open");
    assertThat(state.path("failures").asInt()).isEqualTo(5);
    assertThat(state.has("nextTry")).isTrue();
    assertThat(state.path("lastError").asText()).contains("it said no");
  }
}
