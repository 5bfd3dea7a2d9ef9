package dev.fermata.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who starts a run starts it as themselves, with their own rights, and starts no other's (S23). */
class StartsTest {
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: idle, version: '1.0.0', metadata: { owner: admin } }
      do: [ { w: { wait: PT1H } } ]
      """;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    var source = Json.object().put("source", WORKFLOW);
    server.expect(201, server.post("/api/v1/workflows", server.admin(), source.toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ObjectNode body() {
    return Json.object().put("workflow", "t/idle");
  }

  private static JsonNode started(String token, ObjectNode body) {
    return server.expect(201, server.post("/api/v1/runs", token, body.toString())).json();
  }

  @Test
  void who_may_not_start_runs_starts_none_under_any_name() {
    for (Role role : List.of(Role.VIEWER, Role.AUTHOR, Role.APPROVER, Role.AUDITOR)) {
      for (String key : List.of("", "k-1")) {
        ObjectNode body = key.isEmpty() ? body() : body().put("startKey", key);
        assertThat(server.post("/api/v1/runs", server.as(role), body.toString()).status())
            .isEqualTo(403);
      }
    }
  }

  @Test
  void a_start_names_no_run_person_or_definition_of_its_own() {
    for (String field :
        List.of(
            "run",
            "id",
            "by",
            "startedBy",
            "requester",
            "subject",
            "definition",
            "source",
            "seed")) {
      ObjectNode body = body().put(field, "mallory");
      var answer = server.post("/api/v1/runs", server.as(Role.OPERATOR), body.toString());
      assertThat(answer.status()).as(field).isEqualTo(400);
    }
  }

  @Test
  void a_key_or_a_batch_of_others_gives_no_run_of_others_a_new_input() {
    ObjectNode first = body().put("startKey", "order-7").put("batch", "b-1");
    first.putObject("input").put("amount", 1);
    String run = started(server.admin(), first).path("run").asText();
    ObjectNode second = body().put("startKey", "order-7").put("batch", "b-1");
    second.putObject("input").put("amount", 1_000_000);
    String operator = server.person("otto", "", Role.OPERATOR);
    assertThat(started(operator, second).path("run").asText()).isEqualTo(run);
    JsonNode shown = server.get("/api/v1/runs/" + run, server.admin()).json();
    assertThat(shown.path("input").path("amount").asInt()).isEqualTo(1);
    assertThat(shown.path("by").asText()).isNotBlank().isNotEqualTo("otto");
  }
}
