package dev.fermata.server.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** An MCP server at an address, whose tools the test changes as it likes. */
public final class Desk implements AutoCloseable {
  public final ConcurrentLinkedQueue<String> called = new ConcurrentLinkedQueue<>();

  /** What trace each call belongs to. */
  public final ConcurrentLinkedQueue<String> traces = new ConcurrentLinkedQueue<>();

  private final HttpServer server;
  private volatile ObjectNode tools;

  public Desk(ObjectNode tools) {
    this.tools = tools;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/mcp", this::hear);
    server.start();
  }

  /** A list of tools, each as {@code name: the rest of it}. */
  static ObjectNode tools(String... each) {
    ObjectNode list = Json.object();
    var all = list.putArray("tools");
    for (String one : each) {
      all.add(Json.parse(one).view());
    }
    return list;
  }

  static String tool(String name, String description, String hints) {
    return "{\"name\":\"%s\",\"description\":\"%s\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":{%s}}"
        .formatted(name, description, hints);
  }

  public void offers(ObjectNode other) {
    tools = other;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
  }

  private void hear(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    JsonNode said = body.length == 0 ? Json.EMPTY.view() : Json.parse(body).view();
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", said.path("id"));
    switch (said.path("method").asText("")) {
      case "initialize" -> {
        ObjectNode result = answer.putObject("result").put("protocolVersion", "2025-11-25");
        result.putObject("capabilities").putObject("tools");
      }
      case "tools/list" -> answer.set("result", tools);
      case "tools/call" -> {
        called.add(said.at("/params/name").asText());
        traces.add(said.at("/params/_meta/traceparent").asText());
        ObjectNode result = answer.putObject("result");
        result.putArray("content").addObject().put("type", "text").put("text", "done");
        result.putObject("structuredContent").put("state", "ok");
      }
      default -> answer.removeAll();
    }
    byte[] text = Json.adopt(answer).toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.isEmpty() ? 202 : 200, answer.isEmpty() ? -1 : text.length);
    if (!answer.isEmpty()) {
      exchange.getResponseBody().write(text);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
