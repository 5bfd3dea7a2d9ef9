package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Work through the API: from a workflow to a decision, and what is seen of it. */
class WorkTest {
  static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: test, name: ask, version: '%s', metadata: { owner: house, subject: '${ .about }' } }
      do:
        - ask:
            call: human
            with:
              team: house
              question: '${ "Go on with " + .about + "?" }'
              show: '${ . }'
              answers: { go: It goes on., stop: It ends. }
              due: PT4H
              otherwise: raise
      """;

  private static TestServer server;
  private static String operator;
  private static String approver;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    operator = server.as(Role.OPERATOR);
    approver = server.as(Role.APPROVER);
    server.expect(201, publish(ASK.formatted("1.0.0")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer publish(String source) {
    return server.post(
        "/api/v1/workflows",
        server.as(Role.AUTHOR),
        Json.object().put("source", source).toString());
  }

  private static String begin(String about) {
    String body = "{\"workflow\": \"ask\", \"input\": {\"about\": \"" + about + "\"}}";
    return server
        .expect(201, server.post("/api/v1/runs", operator, body))
        .json()
        .path("run")
        .asText();
  }

  private static JsonNode waitsIn(String run) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> server.get("/api/v1/tasks?run=" + run, approver).json().path("items"),
            items -> !items.isEmpty())
        .get(0);
  }

  private static JsonNode run(String run) {
    return server.expect(200, server.get("/api/v1/runs/" + run, operator)).json();
  }

  @Test
  void a_run_waits_for_a_person_and_goes_on_when_they_decide() {
    String run = begin("bread");
    JsonNode item = waitsIn(run);
    assertThat(item.path("question").asText()).isEqualTo("Go on with bread?");
    assertThat(item.path("subject").asText()).isEqualTo("bread");
    assertThat(item.path("mine").asBoolean()).isTrue();
    String id = item.path("id").asText();
    JsonNode task = server.expect(200, server.get("/api/v1/tasks/" + id, approver)).json();
    assertThat(task.path("brief").path("answers").path("go").asText()).isEqualTo("It goes on.");
    assertThat(task.path("brief").path("show").path("about").asText()).isEqualTo("bread");
    String decision =
        "{\"answer\": \"go\", \"why\": \"fresh\", \"digest\": \"%s\", \"id\": \"d1\"}"
            .formatted(task.path("digest").asText());
    String path = "/api/v1/tasks/" + id + "/decide";
    JsonNode decided = server.expect(200, server.post(path, approver, decision)).json();
    assertThat(decided.path("decision").path("by").asText()).isEqualTo("the-approver");
    assertThat(server.post(path, approver, decision).status()).isEqualTo(200);
    Answer other = server.post(path, approver, decision.replace("d1", "d2"));
    assertThat(other.status()).isEqualTo(409);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> run(run).path("status").asText(), "completed"::equals);
    assertThat(run(run).path("output").path("answer").asText()).isEqualTo("go");
  }

  @Test
  void a_stale_digest_an_unknown_answer_and_the_wrong_team_decide_nothing() {
    String run = begin("cake");
    String path = "/api/v1/tasks/" + waitsIn(run).path("id").asText() + "/decide";
    String stale = "{\"answer\": \"go\", \"digest\": \"" + "A".repeat(43) + "\"}";
    assertThat(server.post(path, approver, stale).status()).isEqualTo(409);
    assertThat(server.post(path, approver, "{\"answer\": \"gone\"}").status()).isEqualTo(422);
    assertThat(server.post(path, server.admin(), "{\"answer\": \"go\"}").status()).isEqualTo(403);
    assertThat(run(run).path("status").asText()).isEqualTo("waiting");
  }

  @Test
  void a_task_is_claimed_by_one_and_given_back() {
    String run = begin("soup");
    String id = waitsIn(run).path("id").asText();
    String second = server.person("second", "house", Role.APPROVER);
    assertThat(server.post("/api/v1/tasks/" + id + "/claim", approver, "").status()).isEqualTo(200);
    assertThat(server.post("/api/v1/tasks/" + id + "/claim", second, "").status()).isEqualTo(409);
    assertThat(
            server.post("/api/v1/tasks/" + id + "/decide", second, "{\"answer\": \"go\"}").status())
        .isEqualTo(409);
    assertThat(server.post("/api/v1/tasks/" + id + "/release", approver, "").status())
        .isEqualTo(200);
    assertThat(
            server.post("/api/v1/tasks/" + id + "/decide", second, "{\"answer\": \"go\"}").status())
        .isEqualTo(200);
  }

  @Test
  void the_same_start_key_gives_the_same_run_and_ids_may_be_cut_short() {
    String body =
        "{\"workflow\": \"ask@1.0.0\", \"input\": {\"about\": \"k\"}, \"startKey\": \"k1\"}";
    JsonNode first = server.expect(201, server.post("/api/v1/runs", operator, body)).json();
    JsonNode again = server.expect(201, server.post("/api/v1/runs", operator, body)).json();
    assertThat(again.path("run")).isEqualTo(first.path("run"));
    assertThat(first.path("already").asBoolean()).isFalse();
    assertThat(again.path("already").asBoolean()).isTrue();
    String cut = first.path("run").asText().substring(0, 8);
    assertThat(run(cut).path("id")).isEqualTo(first.path("run"));
    String task = waitsIn(first.path("run").asText()).path("id").asText();
    for (String typed : List.of(cut, cut + task.substring(task.indexOf('-')))) {
      JsonNode found = server.expect(200, server.get("/api/v1/tasks/" + typed, approver)).json();
      assertThat(found.path("id").asText()).isEqualTo(task);
    }
  }

  @Test
  void a_batch_starts_each_row_once_and_is_counted() {
    var body = Json.object().put("workflow", "ask");
    var rows = body.putArray("rows");
    for (int i = 0; i < 50; i++) {
      rows.addObject().put("row", "r" + i).putObject("input").put("about", "row " + i);
    }
    String path = "/api/v1/batches/monday/rows";
    JsonNode results = server.expect(200, server.post(path, operator, body.toString())).json();
    assertThat(results.path("results")).hasSize(50);
    JsonNode again = server.expect(200, server.post(path, operator, body.toString())).json();
    again.path("results").forEach(r -> assertThat(r.path("already").asBoolean()).isTrue());
    JsonNode counts = server.get("/api/v1/batches/monday", operator).json();
    assertThat(counts.path("total").asInt()).isEqualTo(50);
    JsonNode page = server.get("/api/v1/runs?batch=monday&limit=30", operator).json();
    assertThat(page.path("items")).hasSize(30);
    JsonNode rest =
        server
            .get(
                "/api/v1/runs?batch=monday&limit=30&before=" + page.path("next").asText(), operator)
            .json();
    assertThat(rest.path("items")).hasSize(20);
    assertThat(rest.has("next")).isFalse();
  }

  @Test
  void all_rows_of_a_batch_belong_to_the_trace_of_whoever_brings_it() {
    String caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var body = Json.object().put("workflow", "ask");
    var rows = body.putArray("rows");
    for (String row : List.of("one", "two")) {
      rows.addObject().put("row", row).putObject("input").put("about", row);
    }
    JsonNode results =
        server
            .expect(
                200,
                server.call(
                    "POST",
                    "/api/v1/batches/traced/rows",
                    operator,
                    body.toString(),
                    "traceparent",
                    caller))
            .json()
            .path("results");
    assertThat(results).hasSize(2);
    for (JsonNode each : results) {
      var run = new RunId(each.path("run").asText());
      var start = server.inside().engine().state(run).flatMap(RunState::start).orElseThrow();
      assertThat(start.trace()).contains(caller);
    }
  }

  @Test
  void a_run_is_paused_resumed_and_cancelled() {
    String run = begin("tea");
    waitsIn(run);
    String path = "/api/v1/runs/" + run;
    server.expect(200, server.post(path + "/pause", operator, "{\"reason\": \"lunch\"}"));
    assertThat(run(run).path("status").asText()).isEqualTo("paused");
    server.expect(200, server.post(path + "/resume", operator, ""));
    Answer ended =
        server.expect(200, server.post(path + "/cancel", operator, "{\"reason\": \"no\"}"));
    assertThat(ended.json().path("status").asText()).isEqualTo("cancelled");
    assertThat(run(run).path("cancelled").path("reason").asText()).isEqualTo("no");
  }

  @Test
  void events_come_live_and_go_on_after_the_last_id() throws IOException {
    long before = server.get("/api/v1/status", operator).json().path("position").asLong();
    try (var live = new Live(server, "/api/v1/events?after=" + before, operator)) {
      String run = begin("live");
      JsonNode first = live.next();
      assertThat(first.path("stream").asText()).isEqualTo("run/" + run);
      assertThat(first.path("facts").get(0).path("type").asText()).isEqualTo("Started");
      try (var second = new Live(server, "/api/v1/events?after=" + before, operator)) {
        assertThat(second.next()).isEqualTo(first);
      }
    }
  }

  @Test
  void a_runs_events_end_with_the_run() throws IOException {
    String run = begin("end");
    waitsIn(run);
    List<JsonNode> seen = new ArrayList<>();
    try (var live = new Live(server, "/api/v1/runs/" + run + "/events/stream", operator)) {
      seen.add(live.next());
      server.post("/api/v1/runs/" + run + "/cancel", operator, "");
      for (JsonNode entry = live.next(); !entry.isMissingNode(); entry = live.next()) {
        seen.add(entry);
      }
    }
    assertThat(seen.getLast().path("facts").findValuesAsText("type")).contains("Ended");
    JsonNode page = server.get("/api/v1/runs/" + run + "/events", operator).json().path("items");
    assertThat(page).hasSize(seen.size());
    long last = seen.getLast().path("position").asLong();
    assertThat(
            server.get("/api/v1/runs/" + run + "/events/stream?after=" + last, operator).status())
        .isEqualTo(204);
  }

  @Test
  void a_follower_who_loses_the_right_is_let_go() throws IOException {
    String token = server.person("follower", "", Role.VIEWER);
    try (var live = new Live(server, "/api/v1/events", token)) {
      server.call("PATCH", "/api/v1/people/follower", server.admin(), "{\"disabled\": true}");
      JsonNode entry = live.next();
      while (!entry.isMissingNode()) {
        entry = live.next();
      }
    }
  }

  @Test
  void publishing_says_what_is_wrong_and_never_changes_a_version() {
    Answer broken = publish("document: {}");
    assertThat(broken.status()).isEqualTo(422);
    assertThat(broken.json().path("complaints").get(0).path("line").asInt()).isPositive();
    Answer same = publish(ASK.formatted("1.0.0"));
    assertThat(same.status()).isEqualTo(201);
    Answer other = publish(ASK.formatted("1.0.0").replace("It ends.", "It stops."));
    assertThat(other.status()).isEqualTo(409);
    server.expect(201, publish(ASK.formatted("0.9.0")));
    JsonNode shown = server.get("/api/v1/workflows/ask?version=1.0.0", operator).json();
    assertThat(shown.path("source").asText()).isEqualTo(ASK.formatted("1.0.0"));
    assertThat(shown.path("versions")).hasSize(2);
    server.expect(201, publish(ASK.formatted("1.0.1")));
  }

  @Test
  void a_browsers_session_shows_the_whole_brief_and_decides_what_it_showed() {
    String run = begin("<b>pie</b>");
    String id = waitsIn(run).path("id").asText();
    var made = server.expect(201, server.post("/api/v1/people/the-approver/link", approver, ""));
    String secret = made.json().path("link").asText().replaceAll(".*link=", "");
    Answer in = server.post("/api/v1/session", "", "{\"link\": \"" + secret + "\"}");
    String cookie = in.header("set-cookie").split(";")[0];
    JsonNode task = server.call("GET", "/api/v1/tasks/" + id, "", "", "Cookie", cookie).json();
    assertThat(task.at("/brief/answers/go").asText()).isEqualTo("It goes on.");
    assertThat(task.at("/brief/show/about").asText()).isEqualTo("<b>pie</b>");
    var body = Json.object().put("answer", "go").put("why", "because");
    body.put("digest", task.path("digest").asText());
    String path = "/api/v1/tasks/" + id + "/decide";
    String csrf = in.json().path("csrf").asText();
    Answer unproved = server.call("POST", path, "", body.toString(), "Cookie", cookie);
    assertThat(unproved.status()).isEqualTo(403);
    Answer decided =
        server.call("POST", path, "", body.toString(), "Cookie", cookie, "X-CSRF-Token", csrf);
    assertThat(decided.status()).as(decided.text()).isEqualTo(200);
    assertThat(decided.json().at("/decision/by").asText()).isEqualTo("the-approver");
  }
}
