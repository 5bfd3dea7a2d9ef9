package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An agent that has a fit card and answers what a test has it answer. */
final class OddAgent implements AutoCloseable {
  /** What it does when it is asked something. */
  interface Answering {
    void answer(String method, HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private final List<String> traces = new CopyOnWriteArrayList<>();
  private final List<JsonNode> said = new CopyOnWriteArrayList<>();

  OddAgent(boolean streaming, Answering answering) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/.well-known/agent-card.json",
        exchange -> {
          try (exchange) {
            send(exchange, 200, card(streaming).toString());
          }
        });
    server.createContext(
        "/rpc",
        exchange -> {
          Json body = Json.parse(exchange.getRequestBody().readAllBytes());
          String method = body.text("method").orElse("");
          asked.add(method);
          traces.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
          said.add(body.view().at("/params/message"));
          try (exchange) {
            answering.answer(method, exchange);
          }
        });
    server.start();
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private ObjectNode card(boolean streaming) {
    ObjectNode card = Json.object().put("name", "Odd").put("version", "1");
    card.putArray("supportedInterfaces")
        .addObject()
        .put("url", base() + "/rpc")
        .put("protocolBinding", "JSONRPC")
        .put("protocolVersion", "1.0");
    card.putObject("capabilities").put("streaming", streaming);
    return card;
  }

  String digest(boolean streaming) {
    return Digest.ofCanonical(Json.of(card(streaming))).value();
  }

  List<String> asked() {
    return asked;
  }

  /** What trace each request belonged to. */
  List<String> traces() {
    return traces;
  }

  /** The messages that came, missing where another thing was asked. */
  List<JsonNode> said() {
    return said;
  }

  static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static void result(HttpExchange exchange, String result) throws IOException {
    send(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}");
  }

  static void error(HttpExchange exchange, int code) throws IOException {
    send(
        exchange,
        200,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":" + code + ",\"message\":\"no\"}}");
  }

  static void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
  }

  static void event(HttpExchange exchange, String result) throws IOException {
    String text = "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}\n\n";
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
