package dev.fermata.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.TestServer;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;

/** A client of the endpoint that speaks the protocol line by line. */
final class Speaker {
  static final String REVISION = "2025-11-25";

  private static final String HELLO =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
      "clientInfo":{"name":"test","version":"1"}}}\
      """;

  private final TestServer server;
  private final String token;
  private final String session;
  private int asked;

  private Speaker(TestServer server, String token, String session) {
    this.server = server;
    this.token = token;
    this.session = session;
  }

  static Answer hello(TestServer server, String token) {
    return server.post("/mcp", token, HELLO);
  }

  static Speaker of(TestServer server, String token) {
    Answer hello = server.expect(200, hello(server, token));
    var speaker = new Speaker(server, token, hello.header("mcp-session-id"));
    server.expect(
        202, speaker.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
    return speaker;
  }

  String session() {
    return session;
  }

  /** The same session, with somebody else's token. */
  Speaker with(String other) {
    return new Speaker(server, other, session);
  }

  Answer say(String message) {
    return send("POST", message);
  }

  Answer send(String method, String message, String... more) {
    List<String> headers = new ArrayList<>(List.of(more));
    headers.addAll(
        List.of(
            "Mcp-Session-Id",
            session,
            "MCP-Protocol-Version",
            REVISION,
            "Accept",
            "application/json, text/event-stream"));
    return server.call(method, "/mcp", token, message, headers.toArray(String[]::new));
  }

  /** All that is said in answer to a request, the answer last. */
  List<JsonNode> heard(String method, ObjectNode params) {
    asked++;
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", asked).put("method", method);
    request.set("params", params);
    Answer answer = server.expect(200, say(request.toString()));
    List<JsonNode> heard = new ArrayList<>();
    answer
        .text()
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .forEach(line -> heard.add(Json.parse(line.substring(6)).view()));
    return heard;
  }

  JsonNode ask(String method, ObjectNode params) {
    return heard(method, params).getLast();
  }

  List<String> tools() {
    List<String> names = new ArrayList<>();
    ask("tools/list", Json.object())
        .path("result")
        .path("tools")
        .forEach(tool -> names.add(tool.path("name").asText()));
    return names;
  }

  static ObjectNode calling(String tool, String arguments) {
    ObjectNode params = Json.object().put("name", tool);
    params.set("arguments", Json.parse(arguments).view());
    return params;
  }

  /** The result of a call, or the error. */
  JsonNode call(String tool, String arguments) {
    JsonNode answer = ask("tools/call", calling(tool, arguments));
    return answer.has("result") ? answer.path("result") : answer.path("error");
  }
}
