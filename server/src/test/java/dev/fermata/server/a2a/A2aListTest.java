package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists of tasks (A2A 1.0, 3.1.4). */
class A2aListTest {
  private static final String CONTEXT = "listed";

  private static TestServer server;
  private static Peer peer;
  private static final List<String> BEGUN = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = TestServer.start();
    Peer.publish(server, Peer.ECHO);
    Peer.publish(server, Peer.ASK);
    peer = new Peer(server, server.machine());
    for (String skill : List.of("echo", "ask", "echo", "ask", "echo")) {
      ObjectNode message = Peer.text("test/" + skill, skill).put("contextId", CONTEXT);
      BEGUN.add(peer.rpc("SendMessage", Peer.send(message)).at("/result/task/id").asText());
    }
    peer.begin("test/echo", "elsewhere");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ObjectNode in(String context) {
    return Json.object().put("contextId", context);
  }

  private static JsonNode list(ObjectNode params) {
    JsonNode answer = peer.rpc("ListTasks", params);
    assertThat(answer.has("result")).as("%s", answer).isTrue();
    return answer.path("result");
  }

  @Test
  void pages_hold_every_task_once_those_that_changed_last_first() {
    List<String> ids = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = list(in(CONTEXT).put("pageSize", 2).put("pageToken", token));
      assertThat(page.path("pageSize").asInt()).isEqualTo(2);
      assertThat(page.path("totalSize").asInt()).isEqualTo(5);
      assertThat(page.path("tasks").size()).isBetween(1, 2);
      for (JsonNode task : page.path("tasks")) {
        ids.add(task.path("id").asText());
        times.add(Instant.parse(task.at("/status/timestamp").asText()));
      }
      assertThat(page.path("nextPageToken").isTextual()).isTrue();
      token = page.path("nextPageToken").asText();
    } while (!token.isEmpty());
    assertThat(ids).containsExactlyInAnyOrderElementsOf(BEGUN);
    assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void artifacts_and_history_are_left_out_unless_asked_for() {
    for (JsonNode task : list(in(CONTEXT)).path("tasks")) {
      assertThat(task.has("artifacts")).isFalse();
      assertThat(task.has("history")).isFalse();
    }
    ObjectNode all = in(CONTEXT).put("includeArtifacts", true).put("historyLength", 1);
    for (JsonNode task : list(all).path("tasks")) {
      assertThat(task.has("artifacts")).isTrue();
      assertThat(task.path("history")).hasSize(1);
    }
  }

  @Test
  void tasks_are_found_by_state_time_and_context() {
    ObjectNode waiting = in(CONTEXT).put("status", "TASK_STATE_INPUT_REQUIRED");
    assertThat(list(waiting).path("tasks")).hasSize(2);
    assertThat(list(in(CONTEXT).put("status", "TASK_STATE_REJECTED")).path("tasks")).isEmpty();
    assertThat(list(in("nobodys-context")).path("tasks")).isEmpty();
    assertThat(list(in("no name/of a context")).path("tasks")).isEmpty();
    assertThat(list(Json.object()).path("tasks")).hasSize(6);
    String later = Instant.now().plusSeconds(3600).toString();
    assertThat(list(in(CONTEXT).put("statusTimestampAfter", later)).path("tasks")).isEmpty();
    JsonNode own = list(in(list(Json.object()).at("/tasks/0/contextId").asText()));
    assertThat(own.path("tasks")).isNotEmpty();
  }

  @Test
  void the_same_is_asked_for_by_query() {
    String query = "/a2a/tasks?contextId=listed&pageSize=100&includeArtifacts=true&historyLength=1";
    ObjectNode params =
        in(CONTEXT).put("pageSize", 100).put("includeArtifacts", true).put("historyLength", 1);
    assertThat(peer.http("GET", query, "").json()).isEqualTo(list(params));
  }

  @Test
  void what_cannot_be_is_refused() {
    for (ObjectNode params :
        List.of(
            in(CONTEXT).put("pageSize", 0),
            in(CONTEXT).put("pageSize", 101),
            in(CONTEXT).put("pageSize", "many"),
            in(CONTEXT).put("pageToken", "nonsense"),
            in(CONTEXT).put("status", "done"),
            in(CONTEXT).put("historyLength", -1),
            in(CONTEXT).put("statusTimestampAfter", "yesterday"))) {
      assertThat(peer.rpc("ListTasks", params).at("/error/code").asInt())
          .as("%s", params)
          .isEqualTo(-32602);
    }
    assertThat(peer.http("GET", "/a2a/tasks?page_size=3", "").status()).isEqualTo(400);
    assertThat(peer.http("GET", "/a2a/tasks?pageSize=x", "").status()).isEqualTo(400);
  }
}
