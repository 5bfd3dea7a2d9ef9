package dev.fermata.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An agent with a loop of its own, and what it may do with the credential of its step.
 *
 * <p>S22 and S23 of docs/internals/security-tests.md.
 */
class ErrandsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: work, name: ask, version: '1.0.0', metadata: { owner: house } }
      do:
        - s: { call: agent, with: { agent: clerk, input: { q: 1 } } }
      """;

  private static TestServer server;
  private static Elsewhere elsewhere;
  private final AtomicReference<String> token = new AtomicReference<>("");

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start();
    elsewhere = new Elsewhere();
    server.as(Role.APPROVER);
    add("agents", elsewhere.agentFile());
    add("tools", elsewhere.bankFile());
    add("workflows", WORKFLOW);
  }

  private static void add(String where, String source) {
    String body = Json.object().put("source", source).toString();
    String by = where.equals("workflows") ? server.as(Role.AUTHOR) : server.admin();
    server.expect(201, server.post("/api/v1/" + where, by, body));
  }

  @AfterAll
  static void stop() {
    server.close();
    elsewhere.close();
  }

  @BeforeEach
  void forget() {
    elsewhere.sent().clear();
  }

  private static String begin() {
    return server
        .expect(
            201,
            server.post("/api/v1/runs", server.as(Role.OPERATOR), "{\"workflow\": \"work/ask\"}"))
        .json()
        .path("run")
        .asText();
  }

  private static JsonNode shown(String run) {
    return server.get("/api/v1/runs/" + run, server.admin()).json();
  }

  /** The run's output, once it has ended. */
  private static JsonNode ended(String run) {
    await().atMost(SOON).until(() -> !shown(run).path("ended").isMissingNode());
    return shown(run).path("output");
  }

  private Speaker signedIn(JsonNode request) {
    JsonNode pass = request.path("fermata");
    assertThat(pass.path("mcp").asText()).isEqualTo("http://127.0.0.1:" + server.port() + "/mcp");
    token.set(pass.path("token").asText());
    return Speaker.of(server, token.get());
  }

  private static JsonNode call(Speaker speaker, String tool, String arguments, int seconds) {
    ObjectNode params = Speaker.calling(tool, arguments);
    params.putObject("_meta").put("dev.fermata/waitSeconds", seconds);
    return speaker.ask("tools/call", params).path("result");
  }

  @Test
  void an_agent_sees_the_tools_of_its_boundary_and_its_calls_are_effects_of_its_step() {
    elsewhere.works(request -> {
      var speaker = signedIn(request);
      var output = Json.object().put("tools", String.join(" ", speaker.tools()));
      output.put("look", call(speaker, "bank.look", "{}", 20).path("structuredContent").toString());
      output.put("wipe", speaker.call("bank.wipe", "{}").path("code").asInt());
      output.put("run", speaker.call("work.ask", "{}").path("code").asInt());
      output.put("decide", speaker.call("fermata_decide_task", "{}").path("code").asInt());
      return output.put("runs", speaker.ask("resources/list", Json.object()).has("error"));
    });
    String run = begin();
    JsonNode output = ended(run);
    assertThat(output.path("tools").asText()).isEqualTo("bank.look bank.pay");
    assertThat(output.path("look").asText()).isEqualTo("{\"did\":\"look\"}");
    for (String refused : List.of("wipe", "run", "decide")) {
      assertThat(output.path(refused).asInt()).as(refused).isEqualTo(-32602);
    }
    assertThat(output.path("runs").asBoolean()).isTrue();
    List<String> keys = new ArrayList<>();
    shown(run).path("effects").forEach(effect -> keys.add(effect.path("key").asText()));
    assertThat(keys).hasSize(2).anyMatch(key -> key.startsWith(run + "/s#:e"));
  }

  @Test
  void what_cannot_be_undone_waits_for_a_person_and_asked_again_gives_its_result() {
    var answers = new ArrayList<JsonNode>();
    var asked = new CountDownLatch(1);
    var agreed = new CountDownLatch(1);
    elsewhere.works(request -> {
      var speaker = signedIn(request);
      answers.add(call(speaker, "bank.pay", "{\"amount\": 5}", 1));
      asked.countDown();
      assertThat(agreed.await(20, TimeUnit.SECONDS)).isTrue();
      answers.add(call(speaker, "bank.pay", "{\"amount\": 5}", 20));
      answers.add(call(speaker, "bank.pay", "{\"amount\": 5}", 20));
      return Json.object().put("paid", true);
    });
    String run = begin();
    await().atMost(SOON).until(() -> asked.getCount() == 0);
    assertThat(elsewhere.sent()).isEmpty();
    approve(run);
    agreed.countDown();
    assertThat(ended(run).path("paid").asBoolean()).isTrue();
    assertThat(answers.get(0).path("structuredContent").path("status").asText())
        .isEqualTo("pending");
    assertThat(answers.get(1).path("structuredContent").path("did").asText()).isEqualTo("pay");
    assertThat(answers.get(2)).isEqualTo(answers.get(1));
    assertThat(elsewhere.sent()).hasSize(1);
  }

  private static void approve(String run) {
    String who = server.as(Role.APPROVER);
    String task = run + "-1";
    JsonNode shown = server.expect(200, server.get("/api/v1/tasks/" + task, who)).json();
    server.expect(
        200, server.post("/api/v1/tasks/" + task + "/opened", who, "{\"evidence\": [\"call\"]}"));
    var decision =
        Json.object()
            .put("answer", "approve")
            .put("why", "it was agreed")
            .put("digest", shown.path("digest").asText());
    server.expect(200, server.post("/api/v1/tasks/" + task + "/decide", who, decision.toString()));
  }

  @Test
  void an_agents_token_is_of_no_use_elsewhere_and_goes_nowhere_else() {
    List<Integer> doors = new ArrayList<>();
    elsewhere.works(request -> {
      var speaker = signedIn(request);
      call(speaker, "bank.look", "{\"of\": \"me\"}", 20);
      for (String path :
          List.of("/api/v1/runs", "/api/v1/whoami", "/api/v1/tasks", "/api/v1/live")) {
        doors.add(server.get(path, token.get()).status());
      }
      String decision = "{\"answer\": \"approve\"}";
      doors.add(server.post("/api/v1/tasks/x-1/decide", token.get(), decision).status());
      return Json.object();
    });
    String run = begin();
    ended(run);
    assertThat(doors).hasSize(5).containsOnly(401);
    assertThat(elsewhere.sent()).hasSize(1);
    String secret = token.get().substring(token.get().indexOf('.') + 1);
    String operator = server.as(Role.OPERATOR);
    assertThat(secret).hasSizeGreaterThan(40);
    for (String canary : List.of(secret, operator.substring(operator.indexOf('.') + 1))) {
      assertThat(elsewhere.sent().toString()).doesNotContain(canary);
      assertThat(server.log()).doesNotContain(canary);
      assertThat(shown(run).toString()).doesNotContain(canary);
      assertThat(server.get("/api/v1/runs/" + run + "/events", server.admin()).text())
          .doesNotContain(canary);
    }
  }

  @Test
  void an_agents_token_is_dead_when_its_work_is_done() {
    elsewhere.works(request -> {
      signedIn(request);
      return Json.object();
    });
    ended(begin());
    assertThat(Speaker.hello(server, token.get()).status()).isEqualTo(401);
  }

  @Test
  void an_agents_token_is_dead_within_five_seconds_of_a_cancel() {
    var hold = new CountDownLatch(1);
    var spoke = new CountDownLatch(1);
    var speakers = new ArrayList<Speaker>();
    elsewhere.works(request -> {
      speakers.add(signedIn(request));
      spoke.countDown();
      hold.await(30, TimeUnit.SECONDS);
      return Json.object();
    });
    String run = begin();
    await().atMost(SOON).until(() -> spoke.getCount() == 0);
    assertThat(speakers.getFirst().tools()).hasSize(2);
    server.expect(
        200, server.post("/api/v1/runs/" + run + "/cancel", server.as(Role.OPERATOR), "{}"));
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> Speaker.hello(server, token.get()).status() == 401);
    String list = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}";
    assertThat(speakers.getFirst().say(list).status()).isEqualTo(401);
    hold.countDown();
  }

  @Test
  void the_token_of_one_server_opens_no_other() {
    var hold = new CountDownLatch(1);
    var spoke = new CountDownLatch(1);
    elsewhere.works(request -> {
      signedIn(request);
      spoke.countDown();
      hold.await(30, TimeUnit.SECONDS);
      return Json.object();
    });
    String run = begin();
    await().atMost(SOON).until(() -> spoke.getCount() == 0);
    try (var other = TestServer.start()) {
      assertThat(Speaker.hello(other, token.get()).status()).isEqualTo(401);
      assertThat(Speaker.hello(other, server.as(Role.OPERATOR)).status()).isEqualTo(401);
    }
    hold.countDown();
    ended(run);
  }
}
