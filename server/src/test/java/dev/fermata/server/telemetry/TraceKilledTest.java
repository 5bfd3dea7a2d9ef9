package dev.fermata.server.telemetry;

import static dev.fermata.server.telemetry.OtlpReceiver.hex;
import static dev.fermata.server.telemetry.OtlpReceiver.said;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.server.Product;
import dev.fermata.server.cli.Typed;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A run of a real server waits for a person and is killed twice, once while it waits and once in
 * the midst of a call: a real receiver of OTLP gets one trace of it.
 */
class TraceKilledTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "bread-7431";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";

  /** An address that is called: keeps the trace context; its second answer never comes at first. */
  private static final class Shop implements AutoCloseable {
    private final HttpServer server = server();
    private final List<String> contexts = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);

    private static HttpServer server() {
      try {
        return HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    Shop() {
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            contexts.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            if (calls.incrementAndGet() == 2) {
              hanging.countDown();
              await(free);
            }
            byte[] answer = "{\"price\": 3}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }

    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
            .isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      free.countDown();
      server.stop(0);
    }
  }

  private static String workflow(int port) {
    return """
    document: { dsl: '1.0.3', namespace: test, name: buy, version: '1.0.0', metadata: { owner: house } }
    do:
    - look:
        call: http
        with: { method: get, endpoint: 'http://127.0.0.1:%d/look' }
    - ask:
        call: human
        with:
          team: house
          question: Go on?
          show: { about: '${ .price }' }
          answers: { go: It goes on., stop: It ends. }
          due: PT4H
    - again:
        call: http
        with: { method: get, endpoint: 'http://127.0.0.1:%d/again' }
    """
        .formatted(port, port);
  }

  private static JsonNode asked(Product product, String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-o", "json"));
    Typed typed = Typed.by(product.environment(), all.toArray(String[]::new));
    assertThat(typed.exit()).as("%s: %s", all, typed.err()).isZero();
    return Json.parse(typed.out()).view();
  }

  private static String token(Product product, String link) {
    try (var nobody = new Server(product.address(), Optional.<Credential>empty())) {
      var proof = Json.object().put("link", link).put("token", true);
      return nobody.post("/session", proof).path("token").asText();
    }
  }

  /** Starts a run as a program does that is itself part of a trace. */
  private static String start(Product product, String token) throws Exception {
    var body = Json.object().put("workflow", "test/buy");
    body.putObject("input").put("about", SECRET);
    var request =
        HttpRequest.newBuilder(URI.create(product.address() + "/api/v1/runs"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return Json.parse(answer.body()).text("run").orElseThrow();
    }
  }

  @Test
  void a_run_that_waits_and_is_killed_is_one_trace() throws Exception {
    try (var shop = new Shop();
        var collector = new OtlpReceiver();
        var product =
            Product.startAsAdmin(
                "--telemetry",
                collector.address(),
                "--allow-host",
                "127.0.0.1:" + shop.port(),
                "--log",
                "json")) {
      asked(product, "team", "add", "house");
      asked(product, "person", "add", "ana", "--role", "approver,operator", "--team", "house");
      Path file = Files.writeString(product.folder().resolve("buy.yaml"), workflow(shop.port()));
      asked(product, "workflow", "publish", file.toString());
      String token = token(product, link(product));
      String login = link(product);
      Typed.by(product.environment(), "login", "--link", login);
      String run = start(product, token);
      String task =
          Awaitility.await()
              .atMost(PATIENCE)
              .until(
                  () -> asked(product, "task", "list", "--run", run).at("/items/0/id").asText(""),
                  id -> !id.isEmpty());
      until(() -> collector.named("invoke_workflow buy").size() == 1);
      Map<String, Span> before = collector.byId();

      product.kill();
      product.startServer();
      String digest = asked(product, "task", "show", task).path("digest").asText();
      asked(product, "task", "decide", task, "go", "--digest", digest);
      Shop.await(shop.hanging);
      product.kill();
      product.startServer();
      until(() -> asked(product, "run", "show", run).path("status").asText().equals("completed"));
      until(() -> collector.named("invoke_workflow buy").size() == 3);

      oneTrace(collector, before);
      contexts(shop, collector);
      assertThat(collector.raw()).doesNotContain(SECRET);
      assertThat(product.said()).contains("\"subject\":\"telemetry\"");
    }
  }

  private static String link(Product product) {
    String link = asked(product, "person", "link", "ana").path("link").asText();
    return link.substring(link.indexOf("link=") + 5);
  }

  private static void until(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).until(condition);
  }

  private static void oneTrace(OtlpReceiver collector, Map<String, Span> before) {
    Map<String, Span> all = collector.byId();
    assertThat(all).containsAllEntriesOf(before);
    assertThat(all.values()).allMatch(s -> hex(s.getTraceId()).equals(TRACE));
    List<Span> parts = collector.named("invoke_workflow buy");
    Span first = parts.get(0);
    assertThat(hex(first.getParentSpanId())).isEqualTo(CALLER);
    assertThat(said(first, "gen_ai.operation.name")).isEqualTo("invoke_workflow");
    for (int i = 1; i < parts.size(); i++) {
      Span part = parts.get(i);
      assertThat(hex(part.getParentSpanId())).isEqualTo(hex(first.getSpanId()));
      assertThat(part.getLinksList())
          .singleElement()
          .satisfies(link -> assertThat(link.getTraceId()).isEqualTo(first.getTraceId()));
      assertThat(part.getLinks(0).getSpanId()).isEqualTo(parts.get(i - 1).getSpanId());
    }
    assertThat(parts)
        .extracting(s -> said(s, "fermata.result"))
        .containsExactly("waits", "broken_off", "completed");
    Span waited = collector.named("wait_for_person house").getFirst();
    assertThat(waited.getParentSpanId()).isEqualTo(first.getSpanId());
    assertThat(said(waited, "fermata.task.answer")).isEqualTo("go");
    assertThat(all.values())
        .filteredOn(s -> !hex(s.getParentSpanId()).equals(CALLER))
        .allMatch(s -> all.containsKey(hex(s.getParentSpanId())));
  }

  /** What the address was told in each call is the id of the span of that call. */
  private static void contexts(Shop shop, OtlpReceiver collector) {
    List<Span> calls = collector.named("GET");
    assertThat(calls)
        .extracting(s -> said(s, "fermata.result"))
        .containsExactly("answered", "lost", "answered");
    assertThat(shop.contexts)
        .containsExactlyElementsOf(
            calls.stream().map(s -> "00-" + TRACE + "-" + hex(s.getSpanId()) + "-01").toList());
    assertThat(calls.get(2).getLinks(0).getSpanId()).isEqualTo(calls.get(1).getSpanId());
    assertThat(calls).allMatch(s -> said(s, "fermata.effect.class").equals("read"));
  }
}
