package dev.fermata.server.scale;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A tool server over HTTP in the test's own process, which counts every act by its name and order.
 * {@code book} honours keys, {@code pay} does not. Safe for use by many threads.
 */
public final class Shop implements AutoCloseable {
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration pause;
  private final Map<String, AtomicInteger> acts = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * @param pause how long after an act its answer leaves
   */
  public Shop(Duration pause) throws IOException {
    this.pause = pause;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::take);
    http.setExecutor(threads);
    http.start();
  }

  /** Its file for the roster. */
  public String file(int concurrency) {
    return """
    server: shop
    version: '1.0.0'
    owner: admin
    purpose: Sells
    kind: http
    url: 'http://127.0.0.1:%d/'
    concurrency: %d
    tools:
      book: { effect: irreversible, keyed: true, description: Books once for each key }
      pay: { effect: irreversible, keyed: false, description: Pays whenever it is called }
    """
        .formatted(http.getAddress().getPort(), concurrency);
  }

  private void take(HttpExchange exchange) throws IOException {
    underWay.incrementAndGet();
    try (exchange) {
      Json request = Json.parse(exchange.getRequestBody().readAllBytes());
      String work = request.text("work").orElse("");
      boolean known = work.equals("book") && !keys.add(request.text("key").orElse(""));
      if (!known) {
        String act = work + " " + request.view().at("/input/order").asText();
        acts.computeIfAbsent(act, _ -> new AtomicInteger()).incrementAndGet();
      }
      LockSupport.parkNanos(pause.toNanos());
      var answer = Json.object().put("id", request.text("id").orElse(""));
      answer.putObject("output").put("ok", true);
      byte[] body = Json.adopt(answer).bytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } finally {
      underWay.decrementAndGet();
    }
  }

  public int underWay() {
    return underWay.get();
  }

  public long acts(String work) {
    return acts.keySet().stream().filter(act -> act.startsWith(work + " ")).count();
  }

  public long twice() {
    return acts.values().stream().filter(times -> times.get() > 1).count();
  }

  @Override
  public void close() throws InterruptedException {
    http.stop(0);
    threads.shutdownNow();
    threads.awaitTermination(1, TimeUnit.SECONDS);
  }
}
