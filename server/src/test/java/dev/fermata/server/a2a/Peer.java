package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.util.UUID;

/** Somebody who speaks A2A 1.0 to a server, in either binding, with a token. */
record Peer(TestServer server, String token) {
  static final String ECHO =
      """
      document: { dsl: '1.0.3', namespace: test, name: echo, version: '1.0.0', title: Echo,
        summary: Says it back., metadata: { owner: house } }
      do:
        - say: { set: { said: '${ .text }', given: '${ . }' } }
      """;

  static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: test, name: ask, version: '1.0.0', metadata: { owner: house } }
      do:
        - ask:
            call: human
            with:
              team: house
              question: '${ "Go on with " + (.about // "it") + "?" }'
              show: '${ . }'
              answers: { go: It goes on., stop: It ends. }
              due: PT4H
              otherwise: raise
      """;

  static void publish(TestServer server, String source) {
    server.as(Role.APPROVER); // Its first person makes the team of the house.
    String body = Json.object().put("source", source).toString();
    server.expect(201, server.post("/api/v1/workflows", server.admin(), body));
  }

  TestServer.Answer http(String method, String path, String body, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "A2A-Version";
    all[1] = "1.0";
    return server.call(method, path, token, body, all);
  }

  TestServer.Answer raw(String body) {
    return http("POST", "/a2a/rpc", body);
  }

  JsonNode rpc(String method, JsonNode params) {
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", 7).put("method", method);
    request.set("params", params);
    JsonNode answer = raw(request.toString()).json();
    if (!answer.path("id").isNull() && answer.path("id").asInt() != 7) {
      throw new AssertionError("the answer is to another request: " + answer);
    }
    return answer;
  }

  static ObjectNode message(String skill, JsonNode part) {
    ObjectNode message =
        Json.object().put("messageId", UUID.randomUUID().toString()).put("role", "ROLE_USER");
    message.putArray("parts").add(part);
    if (!skill.isEmpty()) {
      message.putObject("metadata").put("skillId", skill);
    }
    return message;
  }

  static ObjectNode text(String skill, String text) {
    return message(skill, Json.object().put("text", text));
  }

  static ObjectNode send(ObjectNode message) {
    return Json.object().set("message", message);
  }

  /** Begins a task, and waits until it has ended or asks something. */
  JsonNode begin(String skill, String text) {
    JsonNode answer = rpc("SendMessage", send(text(skill, text)));
    if (!answer.path("result").has("task")) {
      throw new AssertionError("no task: " + answer);
    }
    return answer.path("result").path("task");
  }

  static ObjectNode id(String task) {
    return Json.object().put("id", task);
  }

  static String state(JsonNode task) {
    return task.path("status").path("state").asText();
  }

  static void failed(JsonNode answer, int code, String reason) {
    assertThat(answer.path("error").path("code").asInt()).as("%s", answer).isEqualTo(code);
    assertThat(answer.path("error").path("message").asText()).isNotEmpty();
    assertThat(answer.path("error").path("data").path(0).path("reason").asText()).isEqualTo(reason);
  }

  static void failed(TestServer.Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    JsonNode error = answer.json().path("error");
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("status").asText()).isNotEmpty();
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(error.path("details").path(0).path("reason").asText()).isEqualTo(reason);
    assertThat(error.path("details").path(0).path("@type").asText())
        .isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
  }
}
