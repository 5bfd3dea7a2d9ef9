package dev.fermata.server.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on this machine that keeps what is posted to it. */
final class Hook implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonNode> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  Hook() {
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
            told.add(Json.parse(body).view());
          }
          exchange.sendResponseHeaders(fails ? 503 : 200, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  List<JsonNode> told() {
    return told;
  }

  void failNext(int times) {
    failures.set(times);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
