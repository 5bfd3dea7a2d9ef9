package dev.fermata.server.hostile;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Agents over HTTP of which each is bad in its own way, by its path. Safe for many threads. */
final class Poison implements AutoCloseable {
  private static final long GIGABYTE = 1L << 30;
  private static final byte[] FILLER = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();

  Poison() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::take);
    http.setExecutor(threads);
    http.start();
  }

  String url(String way) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/" + way;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Json request = Json.parse(exchange.getRequestBody().readAllBytes());
      attempts
          .computeIfAbsent(request.text("key").orElseThrow(), _ -> new AtomicInteger())
          .incrementAndGet();
      switch (exchange.getRequestURI().getPath().substring(1)) {
        case "silent" -> end.await();
        case "garbage" -> answer(exchange, "<html>{{{ ${ . }".getBytes(StandardCharsets.UTF_8));
        case "deep" -> answer(exchange, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        case "flood" -> flood(exchange);
        default -> {} // Hangs up.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void flood(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    for (long left = GIGABYTE; left > 0; left -= FILLER.length) {
      exchange.getResponseBody().write(FILLER);
      sent.addAndGet(FILLER.length);
    }
  }

  /** How often the effect that was tried most was tried. */
  int mostAttempts() {
    return attempts.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
  }

  /** How much of its floods was taken. */
  long sent() {
    return sent.get();
  }

  @Override
  public void close() throws InterruptedException {
    end.countDown();
    http.stop(0);
    threads.shutdownNow();
    threads.awaitTermination(1, TimeUnit.SECONDS);
  }
}
