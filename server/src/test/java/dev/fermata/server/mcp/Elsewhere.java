package dev.fermata.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An agent with a loop of its own, and a server of tools that writes down what it is sent. */
final class Elsewhere implements AutoCloseable {
  /** How the agent works: from a request to its output. */
  @FunctionalInterface
  interface Work {
    JsonNode done(JsonNode request) throws Exception;
  }

  private final HttpServer http;
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private volatile Work work = request -> Json.object();

  Elsewhere() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/agent", exchange -> answer(exchange, agent(body(exchange))));
    http.createContext("/tools", exchange -> answer(exchange, tool(exchange)));
    http.start();
  }

  void works(Work how) {
    work = how;
  }

  /** What the tools were sent, headers and all. */
  List<String> sent() {
    return sent;
  }

  String agentFile() {
    return """
    agent: clerk
    version: '1.0.0'
    owner: house
    purpose: Has a loop of its own
    kind: http
    url: %s/agent
    effect: reversible
    boundary: { tools: [bank.look, bank.pay] }
    """
        .formatted(address());
  }

  String bankFile() {
    return """
    server: bank
    version: '1.0.0'
    owner: house
    purpose: A bank
    kind: http
    url: %s/tools
    tools:
      look: { effect: read, description: Looks up a balance., input: { type: object } }
      pay: { effect: irreversible, input: { type: object, required: [amount] } }
      wipe: { effect: irreversible }
    """
        .formatted(address());
  }

  private String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private ObjectNode agent(String body) {
    JsonNode request = Json.parse(body).view();
    ObjectNode reply = Json.object().put("id", request.path("id").asText());
    try {
      reply.set("output", work.done(request));
    } catch (Exception | AssertionError e) {
      reply.putObject("error").put("message", String.valueOf(e)).put("retryable", false);
    }
    return reply;
  }

  private ObjectNode tool(HttpExchange exchange) throws IOException {
    String body = body(exchange);
    sent.add(exchange.getRequestHeaders().entrySet() + "\n" + body);
    JsonNode request = Json.parse(body).view();
    ObjectNode reply = Json.object().put("id", request.path("id").asText());
    reply.putObject("output").put("did", request.path("work").asText());
    return reply;
  }

  private static void answer(HttpExchange exchange, ObjectNode reply) throws IOException {
    byte[] bytes = reply.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
