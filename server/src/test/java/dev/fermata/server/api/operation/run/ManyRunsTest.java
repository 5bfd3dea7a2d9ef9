package dev.fermata.server.api.operation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many runs at once: found, counted, steered. */
class ManyRunsTest {
  private static final int WAITING = 30;
  private static final int DONE = 10;

  private static TestServer server;
  private static String operator;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    operator = server.as(Role.OPERATOR);
    server.as(Role.APPROVER); // Whose team owns the workflows.
    publish("waits", "wait: { minutes: 60 }");
    publish("ends", "set: { done: true }");
    rows("waits", WAITING);
    rows("ends", DONE);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> facets(""),
            all ->
                all.path("total").asInt() == WAITING + DONE
                    && all.path("status").path("completed").asInt() == DONE);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void publish(String name, String step) {
    String source =
        """
        document: { dsl: '1.0.3', namespace: many, name: %s, version: '1.0.0', metadata: { owner: house, subject: '${ .about }' } }
        do: [ { only: { %s } } ]
        """
            .formatted(name, step);
    server.expect(
        201,
        server.post(
            "/api/v1/workflows",
            server.as(Role.AUTHOR),
            Json.object().put("source", source).toString()));
  }

  private static void rows(String workflow, int many) {
    ObjectNode body = Json.object().put("workflow", workflow);
    var rows = body.putArray("rows");
    for (int i = 0; i < many; i++) {
      ObjectNode row = rows.addObject().put("row", String.valueOf(i));
      row.putObject("input").put("about", workflow + " of case " + i);
    }
    server.expect(
        200, server.post("/api/v1/batches/" + workflow + "/rows", operator, body.toString()));
  }

  private static JsonNode get(String path) {
    return server.expect(200, server.get(path, operator)).json();
  }

  private static JsonNode facets(String query) {
    return get("/api/v1/runs/facets?" + query);
  }

  private static JsonNode all(String verb, String body) {
    return server.expect(200, server.post("/api/v1/runs/" + verb + "-all", operator, body)).json();
  }

  @Test
  void the_list_finds_runs_by_words_that_stand_in_them() {
    assertThat(get("/api/v1/runs?text=OF%20CASE%201").path("items")).hasSize(12);
    assertThat(get("/api/v1/runs?workflow=ends&text=case%201").path("items")).hasSize(1);
    assertThat(get("/api/v1/runs?workflow=waits,ends&limit=1000").path("items"))
        .hasSize(WAITING + DONE);
    assertThat(get("/api/v1/runs?owner=nobody").path("items")).isEmpty();
    assertThat(get("/api/v1/runs?owner=house&limit=1000").path("items")).hasSize(WAITING + DONE);
    assertThat(get("/api/v1/runs?until=2020-01-01T00:00:00Z").path("items")).isEmpty();
    assertThat(server.get("/api/v1/runs?since=yesterday", operator).status()).isEqualTo(400);
  }

  @Test
  void the_list_is_put_in_the_order_that_is_asked_for() {
    JsonNode newest = get("/api/v1/runs?limit=1").path("items").get(0);
    JsonNode oldest = get("/api/v1/runs?limit=1&sort=oldest");

    assertThat(oldest.path("items").get(0).path("subject").asText()).startsWith("waits");
    assertThat(oldest.path("next").asText()).isNotEmpty();
    assertThat(newest.path("subject").asText()).startsWith("ends");
    JsonNode longest = get("/api/v1/runs?sort=longest&limit=3");
    assertThat(longest.path("items").get(0).path("subject").asText()).startsWith("waits");
    assertThat(longest.has("next")).isFalse();
    assertThat(get("/api/v1/runs?sort=costliest").path("items")).isEmpty();
    assertThat(server.get("/api/v1/runs?sort=prettiest", operator).status()).isEqualTo(400);
  }

  @Test
  void whoever_asks_for_the_runs_of_an_agent_that_none_called_gets_none() {
    assertThat(get("/api/v1/runs?agent=nobody").path("items")).isEmpty();
    assertThat(facets("agent=nobody").path("total").asInt()).isZero();
    assertThat(
            all("cancel", "{\"filter\": {\"agent\": \"nobody\"}, \"why\": \"x\"}")
                .path("done")
                .asInt())
        .isZero();
    assertThat(get("/api/v1/runs/facets/agents?agent=nobody").path("complete").asBoolean())
        .isTrue();
  }

  @Test
  void facets_count_what_else_could_be_chosen() {
    JsonNode facets = facets("workflow=many/ends&status=completed");

    assertThat(facets.path("total").asInt()).isEqualTo(DONE);
    assertThat(facets.path("status").path("completed").asInt()).isEqualTo(DONE);
    assertThat(facets.path("workflow")).hasSize(1);
    assertThat(facets("").path("workflow")).hasSize(2);
    assertThat(facets.path("owner").get(0).path("name").asText()).isEqualTo("house");
    assertThat(facets.path("histogram").path("parts")).hasSize(48);
    assertThat(facets.path("complete").asBoolean()).isTrue();
  }

  @Test
  void what_is_done_with_many_is_counted_first_and_done_to_those_alone() {
    String filter = "\"filter\": {\"batch\": \"waits\", \"text\": \"case 2\"}";
    int fitting = 11;

    assertThat(all("pause", "{%s, \"dryRun\": true}".formatted(filter)).path("count").asInt())
        .isEqualTo(fitting);
    assertThat(facets("status=paused").path("total").asInt()).isZero();
    assertThat(server.post("/api/v1/runs/pause-all", operator, "{%s}".formatted(filter)).status())
        .isEqualTo(400);

    String why = "{%s, \"why\": \"wrong rates\"}".formatted(filter);
    assertThat(all("pause", why).path("done").asInt()).isEqualTo(fitting);
    assertThat(facets("status=paused").path("total").asInt()).isEqualTo(fitting);
    assertThat(all("resume", why).path("done").asInt()).isEqualTo(fitting);
    assertThat(facets("status=paused").path("total").asInt()).isZero();
    assertThat(all("retry", why).path("refused")).hasSize(fitting);
  }

  @Test
  void what_has_no_filter_or_an_unknown_word_in_it_does_nothing() {
    assertThat(server.post("/api/v1/runs/cancel-all", operator, "{\"why\": \"x\"}").status())
        .isEqualTo(400);
    String odd = "{\"filter\": {\"colour\": \"red\"}, \"why\": \"x\"}";
    assertThat(server.post("/api/v1/runs/cancel-all", operator, odd).status()).isEqualTo(400);
    assertThat(facets("status=cancelled").path("total").asInt()).isZero();
  }
}
