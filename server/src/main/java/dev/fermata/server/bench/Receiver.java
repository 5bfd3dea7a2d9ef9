package dev.fermata.server.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The world outside: a tool server that outlives the server under test and remembers every effect.
 * It does a call when it arrives and answers a moment later, so that a kill finds calls that are
 * done and not yet answered. A keyed tool does the same key once. Safe for use by many threads.
 */
final class Receiver implements AutoCloseable {
  static final String LOOK = "look";
  static final String BOOK = "book";
  static final String PAY = "pay";
  static final String CONFIRM = "confirm";

  private static final Set<String> KEYED = Set.of(BOOK, CONFIRM);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int OK = 200;
  private static final int REQUEST_BYTES = 64 << 10;

  /** One act that must happen once: what, and for which order. */
  private record Deed(String what, long order) {}

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Deed, AtomicInteger> done = new ConcurrentHashMap<>();
  private final Map<Long, AtomicInteger> looks = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong arrivals = new AtomicLong();
  private volatile long lastArrival = System.nanoTime();
  private final CountDownLatch held = new CountDownLatch(1);

  Receiver() {
    // Else each answer on a kept connection waits for the other end's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free for the benchmark's tool server", e);
    }
    http.createContext("/", this::take);
    http.setExecutor(threads);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/";
  }

  /** From here on irreversible calls are answered; until then they are done and left waiting. */
  void release() {
    held.countDown();
  }

  private void take(HttpExchange exchange) throws IOException {
    arrivals.incrementAndGet();
    lastArrival = System.nanoTime();
    try (exchange) {
      Json request = Json.parse(exchange.getRequestBody().readNBytes(REQUEST_BYTES));
      String work = request.text("work").orElse("");
      long order = request.view().at("/input/order").asLong();
      act(work, order, request.text("key").orElse(""));
      var answer = Json.object().put("id", request.text("id").orElse(""));
      answer.putObject("output").put("order", order);
      byte[] body = Json.adopt(answer).bytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(OK, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void act(String work, long order, String key) throws InterruptedException {
    if (work.equals(LOOK)) {
      looks.computeIfAbsent(order, _ -> new AtomicInteger()).incrementAndGet();
      return;
    }
    underWay.incrementAndGet();
    try {
      if (KEYED.contains(work) && !keys.add(key)) repeated.incrementAndGet();
      else done.computeIfAbsent(new Deed(work, order), _ -> new AtomicInteger()).incrementAndGet();
      held.await();
      Thread.sleep(PAUSE);
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** Orders that were booked or paid. */
  long settledOrders() {
    return done.keySet().stream().filter(deed -> !deed.what().equals(CONFIRM)).count();
  }

  /** Orders that were booked or paid, and confirmed: a completed run has left nothing less. */
  long wholeOrders() {
    return done.keySet().stream()
        .filter(deed -> deed.what().equals(CONFIRM))
        .filter(deed ->
            done.containsKey(new Deed(BOOK, deed.order()))
                || done.containsKey(new Deed(PAY, deed.order())))
        .count();
  }

  long confirmedOrders() {
    return done.keySet().stream().filter(deed -> deed.what().equals(CONFIRM)).count();
  }

  /** How many calls have come, of whatever kind. */
  long arrivals() {
    return arrivals.get();
  }

  /** When the last call came, as {@link System#nanoTime} counts. */
  long lastArrival() {
    return lastArrival;
  }

  int underWay() {
    return underWay.get();
  }

  /** Calls whose key was known: they were asked for again and done once. */
  int repeated() {
    return repeated.get();
  }

  /** Lookups that were made again, which harms nobody. */
  long lookedAgain() {
    return looks.values().stream().mapToLong(times -> times.get() - 1).sum();
  }

  long doneTwice() {
    return done.values().stream().filter(times -> times.get() > 1).count();
  }

  /** Of those the ones that nobody can take back: a confirmation can be. */
  long irreversibleTwice() {
    return done.entrySet().stream()
        .filter(each -> each.getValue().get() > 1 && !each.getKey().what().equals(CONFIRM))
        .count();
  }

  @Override
  public void close() {
    release();
    http.stop(0);
    threads.shutdownNow();
  }
}
