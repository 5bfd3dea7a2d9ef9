package dev.fermata.adapter.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** An MCP server at an address, that does what the tool that is called says. */
final class FakeAddress implements AutoCloseable {
  static final List<String> TOOLS =
      List.of(
          "echo",
          "stream",
          "cut",
          "cut-for-good",
          "cut-unmarked",
          "hang",
          "flood",
          "taken",
          "forget",
          "401",
          "429",
          "500",
          "503",
          "307",
          "302",
          "half");

  /** What it was told. */
  record Heard(String how, Map<String, List<String>> headers, JsonNode body) {
    String method() {
      return body.path("method").asText("");
    }
  }

  final ConcurrentLinkedQueue<Heard> heard = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private volatile int session = 1;
  private volatile String pending = "";

  FakeAddress() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/mcp", this::hear);
    server.start();
  }

  Endpoint.Mcp endpoint() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    var http =
        new Endpoint.Http(url, Map.of("Authorization", "Bearer t0ken", "Mcp-Session-Id", "theirs"));
    return new Endpoint.Mcp(http, "", Map.of());
  }

  List<Heard> heard(String method) {
    return heard.stream().filter(h -> h.method().equals(method)).toList();
  }

  private void hear(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    JsonNode said = body.length == 0 ? Json.EMPTY.view() : Json.parse(body).view();
    heard.add(
        new Heard(exchange.getRequestMethod(), Map.copyOf(exchange.getRequestHeaders()), said));
    if (exchange.getRequestMethod().equals("GET")) {
      resume(exchange);
      return;
    }
    String method = said.path("method").asText("");
    String given =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Mcp-Session-Id")).orElse("");
    if (!method.equals("initialize") && !given.equals("s" + session)) {
      send(exchange, 404, "text/plain", "no such session");
      return;
    }
    switch (method) {
      case "initialize" -> {
        exchange.getResponseHeaders().add("Mcp-Session-Id", "s" + session);
        send(exchange, 200, "application/json", answer(said, FakeServer.initialized("2025-11-25")));
      }
      case "tools/list" -> {
        ObjectNode result = Json.object();
        TOOLS.forEach(name -> FakeServer.tool(result.withArrayProperty("tools"), name, "does it"));
        send(exchange, 200, "application/json", answer(said, result));
      }
      case "tools/call" -> call(exchange, said);
      default -> send(exchange, 202, "text/plain", "");
    }
  }

  private void call(HttpExchange exchange, JsonNode said) throws IOException {
    String tool = said.path("params").path("name").asText();
    String done = answer(said, FakeServer.text("done"));
    switch (tool) {
      case "echo" -> send(exchange, 200, "application/json; charset=utf-8", done);
      case "stream" ->
          send(
              exchange,
              200,
              "text/event-stream",
              ": hello\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n"
                  + "data: {\"jsonrpc\":\"2.0\",\"id\":7,\ndata: \"method\":\"roots/list\"}\n\ndata: "
                  + done
                  + "\n\n");
      case "cut", "cut-for-good" -> {
        pending = tool.equals("cut") ? done : "";
        send(exchange, 200, "text/event-stream", "id: e1\nretry: 10\ndata:\n\n");
      }
      case "cut-unmarked" -> send(exchange, 200, "text/event-stream", ": bye\n\n");
      case "flood" -> {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (var out = exchange.getResponseBody()) {
          while (true) {
            out.write(": nothing of use\n\n".repeat(100).getBytes(StandardCharsets.UTF_8));
          }
        }
      }
      case "half" -> {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write("{\"jsonrpc\"".getBytes(StandardCharsets.UTF_8));
        exchange.close();
      }
      case "taken" -> send(exchange, 202, "text/plain", "");
      case "forget" -> {
        session++;
        send(exchange, 200, "application/json", done);
      }
      case "hang" -> {}
      default -> {
        exchange.getResponseHeaders().add("Location", "/mcp/elsewhere");
        send(exchange, Integer.parseInt(tool), "text/plain", "not so");
      }
    }
  }

  private void resume(HttpExchange exchange) throws IOException {
    boolean known = "e1".equals(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
    if (!known || pending.isEmpty()) {
      send(exchange, 405, "text/plain", "no");
    } else {
      send(exchange, 200, "text/event-stream", "id: e2\ndata: " + pending + "\n\n");
    }
  }

  private static String answer(JsonNode said, ObjectNode result) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", said.path("id"));
    answer.set("result", result);
    return Json.adopt(answer).toString();
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
