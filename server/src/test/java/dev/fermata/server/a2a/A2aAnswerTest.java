package dev.fermata.server.a2a;

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

/** What a task asks people, and whose answers count: input required, and never a program's word. */
class A2aAnswerTest {
  private static TestServer server;
  private static Peer peer;
  private static Peer person;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    Peer.publish(server, Peer.ASK);
    Peer.publish(
        server,
        Peer.ASK
            .replace("name: ask", "name: grave")
            .replace("call: human", "call: human\n      metadata: { risk: high }"));
    peer = new Peer(server, server.machine());
    person = new Peer(server, server.as(Role.APPROVER));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void what_waits_for_a_person_requires_input_and_shows_the_brief() {
    JsonNode task = peer.begin("test/ask", "the brief");
    assertThat(Peer.state(task)).isEqualTo("TASK_STATE_INPUT_REQUIRED");
    JsonNode message = task.path("status").path("message");
    assertThat(message.path("role").asText()).isEqualTo("ROLE_AGENT");
    assertThat(message.at("/parts/0/text").asText()).isEqualTo("Go on with it?");
    JsonNode brief = message.at("/parts/1/data");
    assertThat(brief.path("answers").path("go").asText()).isEqualTo("It goes on.");
    assertThat(brief.path("show").path("text").asText()).isEqualTo("the brief");
    assertThat(brief.path("team").asText()).isEqualTo("house");
    assertThat(brief.path("digest").asText()).hasSize(43);
  }

  @Test
  void an_answer_of_high_risk_is_not_taken_before_its_evidence_was_opened() {
    JsonNode task = peer.begin("test/grave", "read me");
    String id = task.path("id").asText();
    ObjectNode answer = Peer.text("", "go").put("taskId", id);
    JsonNode refused = person.rpc("SendMessage", Peer.send(answer));
    assertThat(refused.path("error").toString()).contains("evidence");
    String opened = "{\"evidence\": [\"show\"]}";
    String path = "/api/v1/tasks/" + id + "-1/opened";
    server.expect(200, server.post(path, server.as(Role.APPROVER), opened));
    assertThat(person.rpc("SendMessage", Peer.send(answer)).path("error").toString())
        .contains("reason");
    JsonNode waits = server.get("/api/v1/tasks/" + id + "-1", server.admin()).json();
    assertThat(waits.path("state").asText()).isEqualTo("open");
  }

  @Test
  void a_person_of_the_team_answers_by_message() {
    JsonNode task = peer.begin("test/ask", "yes or no");
    ObjectNode answer = Peer.text("", "GO").put("taskId", task.path("id").asText());
    JsonNode after = person.rpc("SendMessage", Peer.send(answer)).at("/result/task");
    assertThat(Peer.state(after)).isEqualTo("TASK_STATE_COMPLETED");
    assertThat(after.path("contextId")).isEqualTo(task.path("contextId"));
    assertThat(after.path("history").findValuesAsText("role"))
        .containsExactly("ROLE_USER", "ROLE_AGENT", "ROLE_USER");
    var decided =
        server.get("/api/v1/tasks/" + task.path("id").asText() + "-1", server.admin()).json();
    assertThat(decided.at("/decision/by").asText()).isEqualTo("the-approver");
    assertThat(decided.at("/decision/id").isMissingNode()).isTrue();
  }

  @Test
  void a_person_answers_with_a_reason_and_the_digest_of_what_was_shown() {
    JsonNode task = peer.begin("test/ask", "with reason");
    ObjectNode part = Json.object();
    part.putObject("data")
        .put("answer", "stop")
        .put("why", "too dear")
        .put("digest", "x".repeat(43));
    ObjectNode answer = Peer.message("", part).put("taskId", task.path("id").asText());
    JsonNode stale = person.rpc("SendMessage", Peer.send(answer));
    assertThat(stale.path("error").path("code").asInt()).as("%s", stale).isNotZero();
    ((ObjectNode) part.path("data")).set("digest", task.at("/status/message/parts/1/data/digest"));
    answer = Peer.message("", part).put("taskId", task.path("id").asText());
    JsonNode after = person.rpc("SendMessage", Peer.send(answer)).at("/result/task");
    assertThat(Peer.state(after)).isEqualTo("TASK_STATE_COMPLETED");
  }

  @Test
  void a_program_never_answers_and_the_task_goes_on_waiting() {
    String id = peer.begin("test/ask", "for people only").path("id").asText();
    String admin =
        server
            .expect(
                201,
                server.post(
                    "/api/v1/tokens",
                    server.admin(),
                    "{\"name\": \"p\", \"roles\": [\"admin\"], \"days\": 1}"))
            .json()
            .path("token")
            .asText();
    for (Peer program : List.of(peer, new Peer(server, admin))) {
      ObjectNode answer = Peer.text("", "go").put("taskId", id);
      JsonNode refused = program.rpc("SendMessage", Peer.send(answer));
      Peer.failed(refused, -32011, "NOT_ALLOWED");
      assertThat(refused.at("/error/message").asText()).contains("only persons decide");
      Peer.failed(
          program.http("POST", "/a2a/message:stream", Peer.send(answer).toString()),
          403,
          "NOT_ALLOWED");
    }
    assertThat(Peer.state(peer.rpc("GetTask", Peer.id(id)).path("result")))
        .isEqualTo("TASK_STATE_INPUT_REQUIRED");
  }

  @Test
  void a_person_of_another_team_and_nonsense_leave_the_task_as_it_was() {
    String id = peer.begin("test/ask", "whose").path("id").asText();
    Peer other = new Peer(server, server.person("olga", "others", Role.APPROVER));
    Peer.failed(
        other.rpc("SendMessage", Peer.send(Peer.text("", "go").put("taskId", id))),
        -32011,
        "NOT_YOURS");
    Peer.failed(
        person.rpc("SendMessage", Peer.send(Peer.text("", "perhaps").put("taskId", id))),
        -32602,
        "BAD_REQUEST");
    assertThat(Peer.state(peer.rpc("GetTask", Peer.id(id)).path("result")))
        .isEqualTo("TASK_STATE_INPUT_REQUIRED");
  }

  @Test
  void a_paused_run_is_at_work_and_says_that_it_is_paused() {
    String id = peer.begin("test/ask", "paused").path("id").asText();
    String pause = "/api/v1/runs/" + id + "/pause";
    server.expect(200, server.post(pause, server.machine(), "{\"reason\": \"lunch\"}"));
    JsonNode task = peer.rpc("GetTask", Peer.id(id)).path("result");
    assertThat(Peer.state(task)).isEqualTo("TASK_STATE_WORKING");
    assertThat(task.at("/status/message/parts/0/text").asText())
        .contains("Paused")
        .contains("lunch");
    assertThat(task.at("/metadata/status").asText()).isEqualTo("paused");
    ObjectNode spoken = Peer.text("", "go").put("taskId", id);
    Peer.failed(person.rpc("SendMessage", Peer.send(spoken)), -32004, "UNSUPPORTED_OPERATION");
  }
}
