package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.server.Product.Ran;
import dev.fermata.server.cli.Typed;
import dev.fermata.testkit.scripted.Line;
import dev.fermata.testkit.scripted.Prompt;
import dev.fermata.testkit.scripted.ScriptedModels;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A model agent with three tools on a real server that is killed in every turn: the conversation
 * goes on where it was, and what cannot be undone is done once.
 */
class ModelKilledTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration THOUGHT = Duration.ofMillis(600);
  private static final int TURNS = 5;
  private static final String AGENT =
      """
      agent: clerk
      owner: house
      kind: model
      model: { api: openai, url: '%s', name: scripted }
      instructions: You pay invoices.
      boundary: { tools: [ bank.look, bank.note, bank.pay ] }
      """;
  private static final String BANK =
      """
      server: bank
      owner: house
      kind: http
      url: '%s'
      tools:
        look: { effect: read }
        note: { effect: reversible, keyed: true }
        pay: { description: Pays an invoice. }
      """;
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: test, name: invoice, version: '1.0.0', metadata: { owner: house } }
      do: [ { pay: { call: agent, with: { agent: clerk, input: { invoice: 7 } } } } ]
      """;

  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
  private final Map<Integer, Prompt> first = new ConcurrentHashMap<>();
  private final ScriptedModels models = ScriptedModels.start(this::says);
  private Product product;
  private HttpServer bank;

  private Line says(Prompt prompt) {
    first.putIfAbsent(prompt.turn(), prompt);
    Line line =
        switch (prompt.turn()) {
          case 1, 4 -> Line.calls(Line.call("bank__look", of("turn", prompt.turn())));
          case 2 -> Line.calls(Line.call("bank__note", of("text", 7)));
          case 3 -> Line.calls(Line.call("bank__pay", of("amount", 7)));
          default -> Line.says("It is paid.");
        };
    return new Line.After(THOUGHT, line);
  }

  private static Json of(String name, int value) {
    return Json.adopt(Json.object().put(name, value));
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Json request = Json.parse(exchange.getRequestBody().readAllBytes());
      String work = request.text("work").orElse("");
      int times = done.computeIfAbsent(work, _ -> new AtomicInteger()).incrementAndGet();
      var answer = Json.object().put("id", request.text("id").orElse(""));
      answer.putObject("output").put("work", work).put("times", times);
      byte[] body = Json.adopt(answer).bytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @BeforeEach
  void start() throws IOException {
    bank = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    bank.createContext("/", this::take);
    bank.start();
    product = Product.startAsAdmin();
    fine("team", "add", "house", "--purpose", "Owns");
    fine("person", "add", "ana", "--role", "approver,operator", "--team", "house");
    String url = "http://127.0.0.1:" + bank.getAddress().getPort() + "/";
    fine("tool", "add", written("bank.yaml", BANK.formatted(url)));
    fine("agent", "add", written("clerk.yaml", AGENT.formatted(models.url())));
    fine("workflow", "publish", written("invoice.yaml", WORKFLOW));
    String link = fine("person", "link", "ana", "-o", "json").json().text("link").orElseThrow();
    fine("login", "--link", link);
  }

  @AfterEach
  void stop() {
    product.close();
    bank.stop(0);
    models.close();
  }

  private String written(String name, String text) throws IOException {
    Path file = Files.writeString(product.folder().resolve(name), text);
    return file.toString();
  }

  private Ran fine(String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit()).as("%s: %s", List.of(command), typed.err()).isZero();
    return new Ran(typed.exit(), typed.out(), typed.err());
  }

  private JsonNode asked(String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-o", "json"));
    return fine(all.toArray(String[]::new)).json().view();
  }

  @Test
  void a_server_that_is_killed_in_every_turn_goes_on_with_the_talk_and_pays_once() {
    String run = asked("run", "start", "invoice").path("run").asText();
    for (int turn = 1; turn <= TURNS; turn++) {
      int now = turn;
      if (turn == 4) {
        approve();
      }
      Awaitility.await().atMost(PATIENCE).until(() -> first.containsKey(now));
      product.kill();
      product.startServer();
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> asked("run", "show", run).path("status").asText().equals("completed"));

    assertThat(asked("run", "show", run).path("output").asText()).isEqualTo("It is paid.");
    assertThat(done.get("pay").get()).isOne();
    assertThat(done.get("note").get()).isOne();
    // What came before a kill is known after it: the last turn was told of all three tools.
    assertThat(first.get(TURNS).body().toString())
        .contains("bank__look", "bank__note", "bank__pay")
        .contains("\\\"work\\\":\\\"pay\\\"");
    assertThat(models.count()).isBetween(TURNS + 1, 2 * TURNS + 2);
  }

  private void approve() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> asked("task", "list").path("items").size() == 1);
    String task = asked("task", "list").at("/items/0/id").asText();
    String digest = asked("task", "show", task).path("digest").asText();
    fine("task", "evidence", task, "--missing");
    fine("task", "decide", task, "approve", "--digest", digest, "--why", "it was agreed");
  }
}
