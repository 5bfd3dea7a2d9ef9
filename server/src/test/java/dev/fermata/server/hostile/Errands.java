package dev.fermata.server.hostile;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.testkit.model.Cast;
import dev.fermata.testkit.model.Outside;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The agents and tools of random workflows over HTTP, in the test's own process, which no kill
 * reaches. Each run has its own outside. Safe for use by many threads.
 */
final class Errands implements AutoCloseable {
  private static final int PAUSE_MS = 60;
  private static final List<String> AGENTS = List.of("scorer", "checker", "mailer");
  private static final String FILE =
      "{ %s, owner: clerks, kind: http, concurrency: 32, url: 'http://127.0.0.1:%d/%s'%s }";

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Outside> outsides = new ConcurrentHashMap<>();
  private final Map<EffectKey, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final Random random;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  Errands(long seed) throws IOException {
    random = new Random(seed);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::take);
    http.setExecutor(threads);
    http.start();
  }

  /** The files of the agents, for the roster. */
  List<String> agents() {
    List<String> files = new ArrayList<>();
    for (String name : AGENTS) {
      String effect = name.equals("mailer") ? "" : ", effect: read";
      files.add(FILE.formatted("agent: " + name, port(), name, effect));
    }
    return files;
  }

  /** The file of the tool server. */
  String bank() {
    String tools =
        """
        , tools: {
          book: { effect: irreversible },
          pay: { effect: irreversible, keyed: true },
          look: { effect: read } }
        """;
    return FILE.formatted("server: bank", port(), "bank", tools);
  }

  private int port() {
    return http.getAddress().getPort();
  }

  /** Calls wait from now on, until it is known whose they are. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void release() {
    gate.countDown();
  }

  void serve(String run, Outside outside) {
    outsides.put(run, outside);
  }

  Outside outside(String run) {
    return outsides.get(run);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Json request = Json.parse(exchange.getRequestBody().readAllBytes());
      String name = exchange.getRequestURI().getPath().substring(1);
      gate.await();
      pause();
      Reply reply = reply(name, request);
      pause();
      byte[] body = answer(request.text("id").orElse(""), reply);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** So that a kill finds calls before, while and after they are done. */
  private void pause() {
    int most;
    synchronized (random) {
      most = random.nextInt(PAUSE_MS);
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(most));
  }

  private Reply reply(String name, Json request) {
    EffectKey key = EffectKey.parse(request.text("key").orElseThrow());
    int number = attempts.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
    var attempt =
        new Attempt(
            key,
            number,
            name,
            new Endpoint.Http("", Map.of()),
            limits(name),
            name.equals("bank") ? request.text("work").orElseThrow() : "",
            request.member("input").orElseThrow(),
            Instant.MAX);
    return outsides.get(key.run().value()).call(attempt);
  }

  private static Agent.Limits limits(String name) {
    var roster = Cast.roster();
    return name.equals("bank")
        ? roster.server(name).orElseThrow().limits()
        : roster.agent(name).orElseThrow().limits();
  }

  private static byte[] answer(String id, Reply reply) {
    var tree = Json.object().put("id", id);
    switch (reply) {
      case Reply.Answered answered -> tree.set("output", answered.output().view());
      case Reply.Rejected(var problem, var retryable, _) ->
          tree.putObject("error").put("message", problem.detail()).put("retryable", retryable);
      case Reply.Lost _, Reply.NotCalled _ ->
          throw new IllegalStateException("the way is fair, and yet: " + reply);
    }
    return Json.adopt(tree).bytes();
  }

  @Override
  public void close() throws InterruptedException {
    release();
    http.stop(0);
    threads.shutdownNow();
    threads.awaitTermination(1, TimeUnit.SECONDS);
  }
}
