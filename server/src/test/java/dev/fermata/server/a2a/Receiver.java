package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An address that wants to be told of tasks. */
final class Receiver implements AutoCloseable {
  /** What it was told, and by what headers. */
  record Told(JsonNode event, Map<String, List<String>> headers) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  private final HttpServer server;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
          if (!fails) {
            told.add(new Told(Json.parse(body).view(), Map.copyOf(exchange.getRequestHeaders())));
          }
          exchange.sendResponseHeaders(fails ? 500 : 204, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/told";
  }

  List<Told> told() {
    return told;
  }

  List<String> states() {
    return told.stream()
        .map(each -> each.event().at("/statusUpdate/status/state").asText())
        .filter(state -> !state.isEmpty())
        .toList();
  }

  void failNext(int times) {
    failures.set(times);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
