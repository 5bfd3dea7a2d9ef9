package dev.fermata.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunFact;
import dev.fermata.roster.Role;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fermata as a server of the Model Context Protocol, for people and their programs. */
class McpTest {
  private static final String ADD =
      """
      document: { dsl: '1.0.3', namespace: sums, name: add, version: '1.0.0',
                  title: Addition, summary: Adds two numbers., metadata: { owner: house } }
      input:
        schema:
          document: { type: object, required: [a, b], properties: { a: { type: integer }, b: { type: integer } } }
      do:
        - add: { set: { sum: '${ .a + .b }' } }
      """;
  private static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: sums, name: ask, version: '1.0.0', metadata: { owner: house } }
      do:
        - ask:
            call: human
            with: { team: house, question: Go on?, answers: { go: It goes on., stop: It ends. }, due: PT4H, otherwise: raise }
      """;
  private static final String GRAVE =
      """
      document: { dsl: '1.0.3', namespace: sums, name: grave, version: '1.0.0', metadata: { owner: house } }
      do:
        - ask:
            call: human
            metadata: { risk: high }
            with: { team: house, question: Go on?, show: { order: 7 }, answers: { go: It goes on., stop: It ends. }, due: PT4H }
      """;
  private static final String SHORT = "{\"dev.fermata/waitSeconds\": %d}";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    server.as(Role.APPROVER); // who brings the team that owns the workflows
    for (String source : List.of(ADD, ASK, GRAVE)) {
      String body = Json.object().put("source", source).toString();
      server.expect(201, server.post("/api/v1/workflows", server.as(Role.AUTHOR), body));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ObjectNode meta(ObjectNode params, String meta) {
    return params.set("_meta", Json.parse(meta).view());
  }

  /** Starts a run that waits for a person; the answer says where it is found. */
  private static JsonNode waiting() {
    var params = meta(Speaker.calling("sums.ask", "{}"), SHORT.formatted(0));
    return Speaker.of(server, server.as(Role.OPERATOR))
        .ask("tools/call", params)
        .path("result")
        .path("structuredContent");
  }

  @Test
  void a_published_workflow_is_a_tool_whose_call_runs_it() {
    var speaker = Speaker.of(server, server.as(Role.OPERATOR));
    JsonNode tools = speaker.ask("tools/list", Json.object()).path("result").path("tools");
    JsonNode add = tools.get(2);
    assertThat(add.path("name").asText()).isEqualTo("sums.add");
    assertThat(add.path("title").asText()).isEqualTo("Addition");
    assertThat(add.path("description").asText()).isEqualTo("Adds two numbers.");
    assertThat(add.path("inputSchema").path("required").toString()).isEqualTo("[\"a\",\"b\"]");

    JsonNode result = speaker.call("sums.add", "{\"a\": 2, \"b\": 40}");
    assertThat(result.path("structuredContent").path("sum").asInt()).isEqualTo(42);
    assertThat(result.path("content").get(0).path("text").asText()).isEqualTo("{\"sum\":42}");
    assertThat(result.path("_meta").path("dev.fermata/run").asText()).isNotEmpty();
  }

  @Test
  void a_call_belongs_to_the_trace_of_its_caller_by_its_meta_or_by_the_header() {
    String caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    String other = caller.replace("b7ad6b7169203331", "00f067aa0ba902b7");
    var speaker = Speaker.of(server, server.as(Role.OPERATOR));
    ObjectNode params = Speaker.calling("sums.add", "{\"a\": 1, \"b\": 2}");
    ObjectNode request =
        Json.object().put("jsonrpc", "2.0").put("id", 70).put("method", "tools/call");
    request.set("params", params);
    assertThat(trace(speaker.send("POST", request.toString(), "traceparent", caller)))
        .isEqualTo(caller);
    request.set("params", meta(params, "{\"traceparent\": \"" + other + "\"}"));
    assertThat(trace(speaker.send("POST", request.toString(), "traceparent", caller)))
        .isEqualTo(other);
  }

  private static String trace(TestServer.Answer answer) {
    String told =
        answer
            .text()
            .lines()
            .filter(l -> l.startsWith("data: {"))
            .reduce((_, b) -> b)
            .orElseThrow();
    String run = Json.parse(told.substring(6)).view().at("/result/_meta/dev.fermata~1run").asText();
    return server
        .inside()
        .engine()
        .state(new RunId(run))
        .flatMap(RunState::start)
        .flatMap(RunFact.Started::trace)
        .orElse("none");
  }

  @Test
  void input_that_does_not_fit_is_an_error_of_the_tool_that_says_why() {
    JsonNode result =
        Speaker.of(server, server.as(Role.OPERATOR)).call("sums.add", "{\"a\": \"x\"}");
    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.path("content").get(0).path("text").asText()).contains("schema");
  }

  @Test
  void a_run_that_goes_on_is_answered_with_where_it_is_found() {
    JsonNode answer = waiting();
    assertThat(answer.path("status").asText()).isIn("running", "waiting");
    String uri = answer.path("resource").asText();
    assertThat(uri).isEqualTo("fermata://runs/" + answer.path("run").asText());
    JsonNode read =
        Speaker.of(server, server.as(Role.VIEWER))
            .ask("resources/read", Json.object().put("uri", uri));
    String text = read.path("result").path("contents").get(0).path("text").asText();
    assertThat(Json.parse(text).text("id")).contains(answer.path("run").asText());
  }

  @Test
  void whoever_waits_is_told_how_far_the_run_is_if_they_asked() {
    var params = meta(Speaker.calling("sums.ask", "{}"), SHORT.formatted(3));
    ((ObjectNode) params.get("_meta")).put("progressToken", "p1");
    var heard = Speaker.of(server, server.as(Role.OPERATOR)).heard("tools/call", params);
    assertThat(heard).hasSizeGreaterThan(1);
    assertThat(heard.getFirst().path("method").asText()).isEqualTo("notifications/progress");
    assertThat(heard.getFirst().path("params").path("progressToken").asText()).isEqualTo("p1");
  }

  @Test
  void a_repeat_with_the_same_start_key_starts_nothing_twice() {
    var speaker = Speaker.of(server, server.as(Role.OPERATOR));
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      var params = Speaker.calling("sums.add", "{\"a\": 1, \"b\": 1}");
      JsonNode result =
          speaker
              .ask("tools/call", meta(params, "{\"dev.fermata/startKey\": \"k-1\"}"))
              .path("result");
      runs.add(result.path("_meta").path("dev.fermata/run").asText());
    }
    assertThat(runs.getFirst()).isNotEmpty().isEqualTo(runs.getLast());
  }

  @Test
  void runs_are_listed_by_page() {
    waiting();
    var speaker = Speaker.of(server, server.as(Role.VIEWER));
    JsonNode page = speaker.ask("resources/list", Json.object()).path("result");
    assertThat(page.path("resources")).isNotEmpty().hasSizeLessThanOrEqualTo(50);
    assertThat(page.path("resources").get(0).path("uri").asText()).startsWith("fermata://runs/");
    JsonNode unknown =
        speaker.ask("resources/read", Json.object().put("uri", "fermata://runs/zz-9"));
    assertThat(unknown.path("error").path("code").asInt()).isEqualTo(-32002);
  }

  @Test
  void each_role_is_offered_what_it_may_do_and_nothing_else() {
    assertThat(Speaker.of(server, server.as(Role.OPERATOR)).tools())
        .containsExactly(
            "fermata_list_tasks", "fermata_show_task", "sums.add", "sums.ask", "sums.grave");
    assertThat(Speaker.of(server, server.as(Role.APPROVER)).tools())
        .containsExactly(
            "fermata_decide_task",
            "fermata_list_tasks",
            "fermata_open_evidence",
            "fermata_show_task");
    assertThat(Speaker.of(server, server.as(Role.VIEWER)).tools())
        .containsExactly("fermata_list_tasks", "fermata_show_task");
    var nobody = Speaker.of(server, server.person("no-role", ""));
    assertThat(nobody.tools()).isEmpty();
    assertThat(nobody.ask("resources/list", Json.object()).has("error")).isTrue();
    assertThat(nobody.call("sums.add", "{\"a\": 1, \"b\": 1}").path("code").asInt())
        .isEqualTo(-32602);
  }

  @Test
  void a_person_sees_a_brief_whole_and_decides_on_what_was_shown() {
    String run = waiting().path("run").asText();
    var speaker = Speaker.of(server, server.as(Role.APPROVER));
    JsonNode items =
        speaker.call("fermata_list_tasks", "{}").path("structuredContent").path("items");
    String task = "";
    for (JsonNode item : items) {
      task = item.path("run").asText().equals(run) ? item.path("id").asText() : task;
    }
    JsonNode shown = speaker.call("fermata_show_task", named(task)).path("structuredContent");
    assertThat(shown.path("brief").path("answers").path("go").asText()).isEqualTo("It goes on.");
    ObjectNode decision = Json.object().put("task", task).put("answer", "go").put("why", "fine");
    JsonNode blind = speaker.call("fermata_decide_task", decision.toString());
    assertThat(blind.path("isError").asBoolean()).isTrue();
    decision.put("digest", "sha256:" + "0".repeat(64));
    JsonNode other = speaker.call("fermata_decide_task", decision.toString());
    assertThat(other.path("isError").asBoolean()).isTrue();
    decision.put("digest", shown.path("digest").asText());
    JsonNode decided = speaker.call("fermata_decide_task", decision.toString());
    assertThat(decided.path("structuredContent").path("state").asText()).isEqualTo("decided");
  }

  @Test
  void a_task_of_high_risk_is_not_decided_before_its_evidence_is_opened() {
    String begun = "{\"workflow\": \"sums/grave\", \"input\": {}}";
    String run =
        server
            .expect(201, server.post("/api/v1/runs", server.as(Role.OPERATOR), begun))
            .json()
            .path("run")
            .asText();
    String task = run + "-1";
    var speaker = Speaker.of(server, server.as(Role.APPROVER));
    JsonNode shown = speaker.call("fermata_show_task", named(task)).path("structuredContent");
    ObjectNode decision = Json.object().put("task", task).put("answer", "go").put("why", "fine");
    decision.put("digest", shown.path("digest").asText());
    JsonNode unread = speaker.call("fermata_decide_task", decision.toString());
    assertThat(unread.path("isError").asBoolean()).isTrue();
    assertThat(unread.toString()).contains("evidence-first");
    ObjectNode opening = Json.object().put("task", task);
    opening.putArray("evidence").add("show");
    speaker.call("fermata_open_evidence", opening.toString());
    JsonNode decided = speaker.call("fermata_decide_task", decision.toString());
    assertThat(decided.path("structuredContent").path("state").asText()).isEqualTo("decided");
  }

  private static String named(String task) {
    return Json.object().put("task", task).toString();
  }

  @Test
  void no_program_is_offered_the_inbox_or_decides_whatever_its_roles() {
    String run = waiting().path("run").asText();
    String made = "{\"name\": \"robot\", \"roles\": [\"admin\"], \"days\": 1}";
    String admin =
        server
            .expect(201, server.post("/api/v1/tokens", server.admin(), made))
            .json()
            .path("token")
            .asText();
    for (String token : List.of(admin, server.machine())) {
      var speaker = Speaker.of(server, token);
      assertThat(speaker.tools()).noneMatch(name -> name.startsWith("fermata_"));
      String decision = "{\"task\": \"%s-1\", \"answer\": \"go\", \"digest\": \"x\"}";
      JsonNode refused = speaker.call("fermata_decide_task", decision.formatted(run));
      assertThat(refused.path("code").asInt()).isEqualTo(-32602);
    }
    JsonNode shown = server.get("/api/v1/runs/" + run, server.admin()).json();
    assertThat(shown.path("openTasks").asInt()).isEqualTo(1);
  }

  @Test
  void a_session_is_of_no_use_to_anybody_else_nor_after_its_end() {
    var speaker = Speaker.of(server, server.as(Role.OPERATOR));
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    assertThat(speaker.say(ping).status()).isEqualTo(200);
    assertThat(speaker.with(server.admin()).say(ping).status()).isEqualTo(404);
    assertThat(speaker.with(server.admin()).send("DELETE", "").status()).isEqualTo(404);
    assertThat(speaker.with("").say(ping).status()).isEqualTo(401);
    assertThat(speaker.send("DELETE", "").status()).isEqualTo(204);
    assertThat(speaker.say(ping).status()).isEqualTo(404);
  }

  @Test
  void nobody_comes_in_without_a_token_of_this_server_or_from_elsewhere() {
    assertThat(Speaker.hello(server, "").status()).isEqualTo(401);
    assertThat(Speaker.hello(server, "eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.").status())
        .isEqualTo(401);
    String token = server.as(Role.OPERATOR);
    assertThat(server.call("POST", "/mcp", token, "{}", "Origin", "http://evil.example").status())
        .isEqualTo(403);
    assertThat(server.call("POST", "/mcp", token, "[]").status()).isEqualTo(400);
    assertThat(server.call("GET", "/mcp", token, "").status()).isEqualTo(400);
    assertThat(Speaker.of(server, token).send("GET", "").status()).isEqualTo(405);
    var speaker = Speaker.of(server, token);
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    assertThat(
            server
                .call(
                    "POST",
                    "/mcp",
                    token,
                    ping,
                    "Mcp-Session-Id",
                    speaker.session(),
                    "MCP-Protocol-Version",
                    "1999-01-01")
                .status())
        .isEqualTo(400);
  }
}
