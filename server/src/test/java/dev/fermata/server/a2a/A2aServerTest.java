package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server's side of A2A 1.0; docs/internals/a2a.md says which MUST each test shows. */
class A2aServerTest {
  private static TestServer server;
  private static Peer peer;
  private static Peer person;
  private static Peer viewer;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    Peer.publish(server, Peer.ECHO);
    Peer.publish(server, Peer.ASK);
    peer = new Peer(server, server.machine());
    person = new Peer(server, server.as(Role.APPROVER));
    viewer = new Peer(server, server.as(Role.VIEWER));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void the_open_card_says_how_to_speak_to_us_and_nothing_of_the_house() {
    var answer = server.get("/.well-known/agent-card.json", TestServer.NOBODY);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("max-age=");
    assertThat(answer.header("ETag")).isNotEmpty();
    JsonNode card = answer.json();
    for (String field : List.of("name", "description", "version")) {
      assertThat(card.path(field).asText()).as(field).isNotEmpty();
    }
    String base = "http://127.0.0.1:" + server.port();
    assertThat(card.path("supportedInterfaces").findValuesAsText("url"))
        .containsExactly(base + "/a2a/rpc", base + "/a2a");
    assertThat(card.path("supportedInterfaces").findValuesAsText("protocolBinding"))
        .containsExactly("JSONRPC", "HTTP+JSON");
    assertThat(card.path("supportedInterfaces").findValuesAsText("protocolVersion"))
        .containsOnly("1.0");
    assertThat(card.path("capabilities").path("extendedAgentCard").asBoolean()).isTrue();
    assertThat(card.path("securitySchemes")).hasSize(1);
    assertThat(card.toString()).doesNotContain("echo").doesNotContain("Says it back");
  }

  @Test
  void whoever_has_signed_in_sees_each_published_workflow_as_a_skill() {
    JsonNode card = viewer.rpc("GetExtendedAgentCard", Json.object()).path("result");
    assertThat(card.path("skills").findValuesAsText("id"))
        .containsExactlyInAnyOrder("test/echo", "test/ask");
    var http = viewer.http("GET", "/a2a/extendedAgentCard", "");
    assertThat(http.json()).isEqualTo(card);
    assertThat(http.header("Content-Type")).startsWith("application/a2a+json");
    assertThat(server.get("/a2a/extendedAgentCard", TestServer.NOBODY).status()).isEqualTo(401);
  }

  @Test
  void a_message_starts_a_run_and_waits_for_what_it_gives() {
    JsonNode task = peer.begin("test/echo", "hello");
    assertThat(Peer.state(task)).isEqualTo("TASK_STATE_COMPLETED");
    assertThat(task.path("contextId").asText()).isNotEmpty();
    JsonNode part = task.path("artifacts").path(0).path("parts").path(0);
    assertThat(part.path("data").path("said").asText()).isEqualTo("hello");
    assertThat(task.path("history").path(0).path("parts").path(0).path("text").asText())
        .isEqualTo("hello");
    var run = server.get("/api/v1/runs/" + task.path("id").asText(), server.admin()).json();
    assertThat(run.path("by").asText()).startsWith("token:");
  }

  @Test
  void an_object_that_comes_alone_is_the_input_as_it_is() {
    ObjectNode data = Json.object().put("text", "by data").put("amount", 5);
    ObjectNode part = Json.object();
    part.set("data", data);
    JsonNode task =
        peer.rpc("SendMessage", Peer.send(Peer.message("test/echo", part))).at("/result/task");
    assertThat(task.at("/artifacts/0/parts/0/data/given")).isEqualTo(data);
  }

  @Test
  void both_bindings_show_the_same_task() {
    String id = peer.begin("test/echo", "same").path("id").asText();
    JsonNode rpc = peer.rpc("GetTask", Peer.id(id)).path("result");
    assertThat(peer.http("GET", "/a2a/tasks/" + id, "").json()).isEqualTo(rpc);
    var sent =
        peer.http("POST", "/a2a/message:send", Peer.send(Peer.text("test/echo", "x")).toString());
    assertThat(Peer.state(sent.json().path("task"))).isEqualTo("TASK_STATE_COMPLETED");
    var typed =
        peer.http(
            "POST",
            "/a2a/message:send",
            Peer.send(Peer.text("test/echo", "x")).toString(),
            "Content-Type",
            "application/a2a+json");
    assertThat(typed.status()).isEqualTo(200);
  }

  @Test
  void history_is_as_long_as_was_asked_for() {
    String id = peer.begin("test/ask", "long").path("id").asText();
    assertThat(peer.rpc("GetTask", Peer.id(id)).at("/result/history")).hasSize(2);
    assertThat(peer.rpc("GetTask", Peer.id(id).put("historyLength", 1)).at("/result/history"))
        .hasSize(1);
    assertThat(
            peer.rpc("GetTask", Peer.id(id).put("historyLength", 0)).path("result").has("history"))
        .isFalse();
    assertThat(peer.http("GET", "/a2a/tasks/" + id + "?historyLength=0", "").json().has("history"))
        .isFalse();
    Peer.failed(peer.http("GET", "/a2a/tasks/" + id + "?historyLength=-1", ""), 400, "BAD_REQUEST");
  }

  @Test
  void a_message_that_does_not_want_to_wait_gets_its_task_at_once() {
    ObjectNode params = Peer.send(Peer.text("test/ask", "now"));
    params.putObject("configuration").put("returnImmediately", true).put("historyLength", 0);
    JsonNode task = peer.rpc("SendMessage", params).at("/result/task");
    assertThat(task.path("id").asText()).isNotEmpty();
    assertThat(task.has("history")).isFalse();
  }

  @Test
  void a_message_to_a_task_that_has_ended_or_is_none_or_of_another_context_is_refused() {
    JsonNode ended = peer.begin("test/echo", "done");
    Peer.failed(
        peer.rpc(
            "SendMessage",
            Peer.send(Peer.text("", "more").put("taskId", ended.path("id").asText()))),
        -32004,
        "UNSUPPORTED_OPERATION");
    Peer.failed(
        peer.rpc("SendMessage", Peer.send(Peer.text("", "more").put("taskId", "nobody"))),
        -32001,
        "TASK_NOT_FOUND");
    String id = peer.begin("test/ask", "mine").path("id").asText();
    ObjectNode elsewhere =
        Peer.text("", "go").put("taskId", id).put("contextId", "another-context");
    Peer.failed(person.rpc("SendMessage", Peer.send(elsewhere)), -32602, "BAD_REQUEST");
  }

  @Test
  void a_context_of_the_clients_own_is_kept_or_refused_but_never_replaced() {
    ObjectNode own = Peer.text("test/echo", "in context").put("contextId", "my-context-1");
    JsonNode task = peer.rpc("SendMessage", Peer.send(own)).at("/result/task");
    assertThat(task.path("contextId").asText()).isEqualTo("my-context-1");
    ObjectNode unfit = Peer.text("test/echo", "x").put("contextId", "no name/at all");
    Peer.failed(peer.rpc("SendMessage", Peer.send(unfit)), -32602, "BAD_REQUEST");
  }

  @Test
  void a_repeat_gives_the_first_task_for_whoever_asks_for_that() {
    ObjectNode message = Peer.text("test/echo", "once");
    String body = Peer.send(message).toString();
    String[] once = {"A2A-Extensions", Card.ONCE};
    var first = peer.http("POST", "/a2a/message:send", body, once).json().at("/task/id");
    var second = peer.http("POST", "/a2a/message:send", body, once).json().at("/task/id");
    var third = peer.http("POST", "/a2a/message:send", body).json().at("/task/id");
    assertThat(second).isEqualTo(first);
    assertThat(third).isNotEqualTo(first);
  }

  @Test
  void what_is_neither_text_nor_data_is_not_taken() {
    ObjectNode file = Json.object().put("raw", "dGNr").put("mediaType", "application/x-tck");
    JsonNode refused = peer.rpc("SendMessage", Peer.send(Peer.message("test/echo", file)));
    Peer.failed(refused, -32005, "CONTENT_TYPE_NOT_SUPPORTED");
    ObjectNode url = Json.object().put("url", "http://169.254.169.254/");
    Peer.failed(
        peer.http(
            "POST", "/a2a/message:send", Peer.send(Peer.message("test/echo", url)).toString()),
        415,
        "CONTENT_TYPE_NOT_SUPPORTED");
  }

  @Test
  void a_malformed_message_is_refused_with_the_field_that_is_wrong() {
    List<ObjectNode> wrong = new ArrayList<>();
    wrong.add(Json.object());
    wrong.add(Peer.send(Peer.text("test/echo", "x").put("messageId", "")));
    wrong.add(Peer.send(Peer.text("test/echo", "x").put("role", "ROLE_AGENT")));
    wrong.add(Peer.send(Peer.text("test/echo", "x").put("role", "user")));
    ObjectNode empty = Peer.text("test/echo", "x");
    empty.putArray("parts");
    wrong.add(Peer.send(empty));
    wrong.add(Peer.send(Peer.message("test/echo", Json.object().put("kind", "text"))));
    wrong.add(Peer.send(Peer.text("test/nothing-of-that-name", "x")));
    wrong.add(Peer.send(Peer.text("", "which of two?")));
    for (ObjectNode params : wrong) {
      JsonNode rpc = peer.rpc("SendMessage", params);
      assertThat(rpc.at("/error/code").asInt()).as("%s", rpc).isEqualTo(-32602);
      var http = peer.http("POST", "/a2a/message:send", params.toString());
      assertThat(http.status()).as(http.text()).isEqualTo(400);
    }
  }

  @Test
  void a_version_that_is_not_ours_is_refused_and_none_means_an_old_one() {
    String body = Peer.send(Peer.text("test/echo", "x")).toString();
    for (String version : List.of("0.3", "99.0", "2.0", "nonsense", "1.1")) {
      Peer.failed(
          server.call("POST", "/a2a/message:send", peer.token(), body, "A2A-Version", version),
          400,
          "VERSION_NOT_SUPPORTED");
    }
    Peer.failed(server.post("/a2a/message:send", peer.token(), body), 400, "VERSION_NOT_SUPPORTED");
    var rpc = server.post("/a2a/rpc", peer.token(), rpcBody("GetTask", "{\"id\":\"x\"}"));
    Peer.failed(rpc.json(), -32009, "VERSION_NOT_SUPPORTED");
    var patch =
        server.call("POST", "/a2a/message:send", peer.token(), body, "A2A-Version", "1.0.1");
    assertThat(patch.status()).isEqualTo(200);
    String asked = "/a2a/tasks?A2A-Version=1.0&pageSize=1";
    assertThat(server.get(asked, peer.token()).status()).isEqualTo(200);
  }

  private static String rpcBody(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }

  @Test
  void json_rpc_says_what_is_wrong_with_a_request_by_its_own_codes() {
    assertThat(peer.raw("{\"jsonrpc\": ").json().at("/error/code").asInt()).isEqualTo(-32700);
    assertThat(peer.raw("[]").json().at("/error/code").asInt()).isEqualTo(-32600);
    JsonNode old = peer.raw("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"GetTask\"}").json();
    assertThat(old.at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(old.path("id").asInt()).isEqualTo(1);
    JsonNode odd = peer.raw("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"GetTask\"}").json();
    assertThat(odd.at("/error/code").asInt()).isEqualTo(-32600);
    var unknown = peer.raw(rpcBody("message/send", "{}")).json();
    assertThat(unknown.at("/error/code").asInt()).isEqualTo(-32601);
    assertThat(unknown.path("id").asText()).isEqualTo("a");
    assertThat(peer.raw(rpcBody("GetTask", "[]")).json().at("/error/code").asInt())
        .isEqualTo(-32602);
    assertThat(peer.raw(rpcBody("GetTask", "{}")).json().at("/error/code").asInt())
        .isEqualTo(-32602);
  }

  @Test
  void what_there_is_not_is_not_found_in_both_bindings() {
    for (String method : List.of("GetTask", "CancelTask", "SubscribeToTask")) {
      Peer.failed(peer.rpc(method, Peer.id("nobody-1")), -32001, "TASK_NOT_FOUND");
      Peer.failed(peer.rpc(method, Peer.id("no/../name")), -32001, "TASK_NOT_FOUND");
    }
    Peer.failed(peer.http("GET", "/a2a/tasks/nobody-1", ""), 404, "TASK_NOT_FOUND");
    Peer.failed(peer.http("POST", "/a2a/tasks/nobody-1:cancel", ""), 404, "TASK_NOT_FOUND");
    Peer.failed(peer.http("POST", "/a2a/tasks/nobody-1:subscribe", ""), 404, "TASK_NOT_FOUND");
    String id = peer.begin("test/echo", "cut").path("id").asText();
    Peer.failed(peer.rpc("GetTask", Peer.id(id.substring(0, 8))), -32001, "TASK_NOT_FOUND");
    assertThat(peer.http("GET", "/a2a/nothing", "").json().at("/error/status").asText())
        .isEqualTo("NOT_FOUND");
  }

  @Test
  void a_task_is_cancelled_once() {
    String id = peer.begin("test/ask", "to be cancelled").path("id").asText();
    JsonNode cancelled = peer.rpc("CancelTask", Peer.id(id)).path("result");
    assertThat(Peer.state(cancelled)).isEqualTo("TASK_STATE_CANCELED");
    assertThat(cancelled.path("id").asText()).isEqualTo(id);
    Peer.failed(peer.rpc("CancelTask", Peer.id(id)), -32002, "TASK_NOT_CANCELABLE");
    Peer.failed(peer.http("POST", "/a2a/tasks/" + id + ":cancel", ""), 409, "TASK_NOT_CANCELABLE");
    Peer.failed(peer.rpc("SubscribeToTask", Peer.id(id)), -32004, "UNSUPPORTED_OPERATION");
    Peer.failed(
        peer.http("POST", "/a2a/tasks/" + id + ":subscribe", ""), 400, "UNSUPPORTED_OPERATION");
  }

  @Test
  void whoever_may_only_look_starts_and_cancels_nothing() {
    Peer.failed(
        viewer.rpc("SendMessage", Peer.send(Peer.text("test/echo", "x"))), -32011, "NOT_ALLOWED");
    String id = peer.begin("test/ask", "looked at").path("id").asText();
    assertThat(viewer.rpc("GetTask", Peer.id(id)).has("result")).isTrue();
    Peer.failed(viewer.rpc("CancelTask", Peer.id(id)), -32011, "NOT_ALLOWED");
    Peer.failed(viewer.http("POST", "/a2a/tasks/" + id + ":cancel", ""), 403, "NOT_ALLOWED");
    Peer nobody = new Peer(server, server.person("nobody", ""));
    for (String method :
        List.of("GetTask", "ListTasks", "SubscribeToTask", "GetExtendedAgentCard")) {
      Peer.failed(nobody.rpc(method, Peer.id(id)), -32011, "NOT_ALLOWED");
    }
    ObjectNode spoken = Peer.text("", "go").put("taskId", id);
    Peer.failed(nobody.rpc("SendMessage", Peer.send(spoken)), -32011, "NOT_ALLOWED");
  }

  @Test
  void strangers_are_told_to_sign_in_in_the_bindings_own_form() {
    var http = server.get("/a2a/tasks", TestServer.NOBODY);
    Peer.failed(http, 401, "NOT_SIGNED_IN");
    assertThat(http.header("WWW-Authenticate")).startsWith("Bearer");
    var rpc = server.post("/a2a/rpc", "fmt_wrong", rpcBody("ListTasks", "{}"));
    assertThat(rpc.status()).isEqualTo(401);
    Peer.failed(rpc.json(), -32010, "NOT_SIGNED_IN");
  }
}
