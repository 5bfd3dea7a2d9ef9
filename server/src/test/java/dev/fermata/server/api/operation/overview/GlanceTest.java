package dev.fermata.server.api.operation.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the pages Overview, Agents, Policies and Audit show, asked of a real server. */
class GlanceTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: test, name: ask, version: '1.0.0', metadata: { owner: house } }
      do:
        - ask:
            call: human
            with:
              team: house
              question: Go on?
              show: '${ . }'
              answers: { go: It goes on., stop: It ends. }
              due: PT4H
              otherwise: raise
      """;

  private static final String AGENT =
      """
      agent: teller
      version: '%s'
      owner: house
      purpose: Says what a thing is worth.
      skills: [valuing]
      effect: read
      kind: http
      url: http://127.0.0.1:9/
      """;

  private static final String POLICY =
      """
      policy: careful
      version: '1'
      owner: house
      scope: { effects: [irreversible] }
      when: effect.arguments.amount > 100
      then: { ask: { team: house, people: 1, deadline: PT4H } }
      cases:
        - { name: dear, effect: { arguments: { amount: 200 } }, expect: ask }
        - { name: cheap, effect: { arguments: { amount: 2 } }, expect: ask }
      """;

  private static TestServer server;
  private static String approver;
  private static String run;

  @BeforeAll
  static void start() {
    server = TestServer.startAllowing(java.util.Set.of("127.0.0.1"));
    approver = server.as(Role.APPROVER);
    post(201, "/workflows", server.as(Role.AUTHOR), source(ASK));
    String operator = server.as(Role.OPERATOR);
    run = post(201, "/runs", operator, "{\"workflow\": \"ask\"}").path("run").asText();
    post(201, "/runs", operator, "{\"workflow\": \"ask\"}");
    JsonNode task =
        await()
            .atMost(SOON)
            .until(() -> get("/tasks?run=" + run).path("items"), items -> !items.isEmpty())
            .get(0);
    var word = Json.object().put("answer", "go").put("why", "looks fine");
    String id = task.path("id").asText();
    word.put("digest", get("/tasks/" + id).path("digest").asText());
    post(200, "/tasks/" + id + "/decide", approver, word.toString());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String source(String text) {
    return Json.object().put("source", text).toString();
  }

  private static JsonNode get(String path) {
    return server.expect(200, server.get("/api/v1" + path, approver)).json();
  }

  private static JsonNode post(int status, String path, String token, String body) {
    return server.expect(status, server.post("/api/v1" + path, token, body)).json();
  }

  private static List<String> all(JsonNode items, String field) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(item.path(field).asText()));
    return texts;
  }

  @Test
  void the_overview_counts_what_runs_and_waits_and_how_fast_people_decide() {
    JsonNode seen =
        await()
            .atMost(SOON)
            .until(
                () -> get("/overview?zone=Europe/Berlin"),
                o -> o.path("people").path(0).path("decided").asInt() == 1);
    JsonNode runs = seen.path("numbers").path("runs");
    assertThat(runs.path("started").asInt()).isEqualTo(2);
    assertThat(runs.path("live").asInt()).isEqualTo(1);
    assertThat(runs.path("whole").asBoolean()).isTrue();
    assertThat(seen.path("numbers").path("waiting").path("tasks").asInt()).isEqualTo(1);
    assertThat(seen.path("people").path(0).path("team").asText()).isEqualTo("house");
    assertThat(seen.path("people").path(0).path("medianMs").asLong()).isNotNegative();
    assertThat(seen.path("throughput")).hasSize(24);
    assertThat(seen.path("throughput").path(23).path("started").asInt()).isEqualTo(2);
    assertThat(seen.path("firstRun").path(2).path("done").asBoolean()).isTrue();
    assertThat(server.get("/api/v1/overview?zone=Nowhere", approver).status()).isEqualTo(400);
  }

  @Test
  void a_thrown_switch_needs_attention_and_the_agent_counts_as_degraded() {
    post(201, "/agents", server.admin(), source(AGENT.formatted("1")));
    var body = Json.object().put("reach", "agent:teller").put("why", "it drifts").toString();
    post(200, "/switches/throw", server.admin(), body);
    JsonNode seen =
        await()
            .atMost(SOON)
            .until(() -> get("/overview?zone=Asia/Tokyo"), o -> !o.path("attention").isEmpty());
    assertThat(all(seen.path("attention"), "text"))
        .anyMatch(text -> text.contains("agent:teller") && text.contains("it drifts"));
    assertThat(all(seen.path("numbers").path("agents").path("degraded"), "name"))
        .containsExactly("teller");

    post(200, "/switches/release", server.admin(), body);
    post(201, "/agents", server.admin(), source(AGENT.formatted("2")));
    JsonNode kept = get("/agents/teller/record");
    assertThat(all(kept.path("versions"), "version")).containsExactly("2", "1");
    assertThat(kept.path("bounded").asBoolean()).isFalse();
    assertThat(all(get("/records").path("items"), "name")).containsExactly("teller");
  }

  @Test
  void the_audit_says_who_did_what_and_why_the_newest_first_and_page_by_page() {
    JsonNode first = get("/audit?who=the-approver");
    assertThat(first.path("items").path(0).path("what").asText()).isEqualTo("TaskDecided");
    assertThat(first.path("items").path(0).path("why").asText()).isEqualTo("looks fine");
    assertThat(first.path("items").path(0).path("run").asText()).isEqualTo(run);

    List<String> whole = all(get("/audit?limit=500").path("items"), "what");
    List<String> paged = new ArrayList<>();
    String before = "";
    do {
      JsonNode page = get("/audit?limit=3" + before);
      paged.addAll(all(page.path("items"), "what"));
      before = page.has("next") ? "&before=" + page.path("next").asText() : "";
    } while (!before.isEmpty());
    assertThat(paged).containsAll(whole).contains("WorkflowPublished", "Started", "TaskDecided");
    assertThat(all(get("/audit?of=house").path("items"), "of")).isNotEmpty().containsOnly("house");
  }

  @Test
  void the_ledger_is_verified_beside_the_work_and_can_be_taken_away() {
    String auditor = server.as(Role.AUDITOR);
    server.expect(202, server.post("/api/v1/audit/verify", auditor, ""));
    JsonNode found =
        await()
            .atMost(SOON)
            .until(
                () -> get("/audit/state").path("verification"),
                v -> !v.path("state").asText().equals("running"));
    assertThat(found.path("state").asText()).isEqualTo("sound");
    assertThat(found.path("entries").asLong()).isPositive();
    assertThat(server.post("/api/v1/audit/verify", approver, "").status()).isEqualTo(403);

    var taken = server.expect(200, server.get("/api/v1/audit/export", auditor));
    assertThat(taken.header("content-disposition")).contains("fermata-ledger.jsonl");
    assertThat(taken.text().lines().count()).isGreaterThan(found.path("entries").asLong());
  }

  @Test
  void only_admins_take_away_what_entries_say() {
    assertThat(server.get("/api/v1/audit/export", approver).status()).isEqualTo(403);
    String whole = "/api/v1/audit/export?bodies=true";
    assertThat(server.get(whole, server.as(Role.AUDITOR)).status()).isEqualTo(403);
    assertThat(server.get(whole, server.admin()).text()).contains("looks fine");
  }

  @Test
  void a_policy_is_read_and_tried_on_its_cases_without_being_stored() {
    var body = Json.object().put("kind", "policy").put("source", POLICY).toString();
    JsonNode told = post(200, "/lint", server.admin(), body);
    assertThat(told.path("valid").asBoolean()).isTrue();
    assertThat(told.path("cases").path(0).path("passed").asBoolean()).isTrue();
    assertThat(told.path("cases").path(1).path("got").asText()).isEqualTo("none");

    var wrong = Json.object().put("kind", "agent").put("source", "agent: x\nwhat: 1\n").toString();
    JsonNode complaints = post(200, "/lint", server.admin(), wrong).path("complaints");
    assertThat(complaints.path(0).path("line").asInt()).isPositive();
    assertThat(get("/policies").path("items")).isEmpty();
  }

  @Test
  void every_version_of_a_policy_is_kept_with_its_text() {
    String later = POLICY.replace("careful", "kept");
    post(201, "/policies", server.admin(), source(later));
    server.agree();
    post(201, "/policies", server.admin(), source(later.replace("'1'", "'2'")));
    server.agree();
    JsonNode items = get("/policies/kept/versions").path("items");
    assertThat(all(items, "version")).containsExactly("2", "1");
    assertThat(items.path(1).path("source").asText()).isEqualTo(later);
    var why = Json.object().put("why", "a test").toString();
    server.post("/api/v1/policies/kept/withdraw", server.admin(), why);
    server.agree();
    assertThat(server.get("/api/v1/policies/never/versions", approver).status()).isEqualTo(404);
  }
}
