package dev.fermata.server.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real server tells of effects, outcomes, backtests, proposals and drafts in shadow. */
class RecordTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String DENY =
      """
      policy: draft
      version: '1'
      owner: risk
      scope: { targets: [shop.book] }
      when: effect.arguments.order.startsWith('large')
      then: { deny: it is large }
      """;
  private static final String ALLOW =
      """
      policy: agreed
      version: lax
      owner: risk
      scope: { effects: [irreversible] }
      then: { allow: { because: it is fine } }
      """;

  private static Till till;

  @BeforeAll
  static void open() throws IOException {
    till = new Till();
    till.asks("risk", 1, false);
  }

  @AfterAll
  static void close() throws InterruptedException {
    till.close();
  }

  private static String buy(String order) {
    JsonNode task = till.wanted("ana", order);
    assertThat(till.decide("ben", task, "approve").status()).isEqualTo(200);
    till.isBought(task);
    return task.path("run").asText();
  }

  private static JsonNode get(String path) {
    return till.server.expect(200, till.server.get("/api/v1" + path, till.token("ana"))).json();
  }

  private static Answer post(String path, String token, JsonNode body) {
    return till.server.post("/api/v1" + path, token, body.toString());
  }

  private static JsonNode listed(String run, String status) {
    return await()
        .atMost(SOON)
        .until(
            () -> get("/effects?run=" + run + "&status=" + status).path("items"),
            items -> !items.isEmpty())
        .path(0);
  }

  @Test
  void an_effect_is_listed_and_shown_with_its_receipt() {
    String run = buy("pencils");
    JsonNode item = listed(run, "done");
    assertThat(item.path("target").asText()).isEqualTo("shop.book");
    assertThat(item.path("rule").asText()).startsWith("agreed@");
    String key = URLEncoder.encode(item.path("key").asText(), StandardCharsets.UTF_8);
    JsonNode shown = get("/effects/show?key=" + key);
    assertThat(shown.path("digest")).isEqualTo(item.path("digest"));
    assertThat(shown.path("canonical").asText()).isEqualTo("{\"order\":\"pencils\"}");
    assertThat(shown.at("/receipt/grants/0/by/0").asText()).isEqualTo("ben");
    assertThat(shown.path("pinned").asText()).isNotEmpty();
    assertThat(shown.path("history")).hasSizeGreaterThan(2);
    assertThat(
            till.server
                .get("/api/v1/effects/show?key=" + run + "/none", till.token("ana"))
                .status())
        .isEqualTo(404);
    assertThat(till.server.get("/api/v1/effects?status=dun", till.token("ana")).text())
        .contains("Did you mean 'done'?");
  }

  @Test
  void outcomes_are_reported_one_by_one_or_by_rows_and_shown_with_the_run() {
    String run = buy("ink");
    var report = Json.object().put("outcome", "broken").put("good", false);
    assertThat(post("/runs/" + run + "/outcome", till.token("ana"), report).status())
        .isEqualTo(200);
    var body = Json.object();
    body.putArray("rows").addObject().put("run", run).put("outcome", "fine").put("good", true);
    body.withArray("rows").addObject().put("run", "nobody").put("outcome", "fine");
    JsonNode results = post("/outcomes", till.token("ana"), body).json().path("results");
    assertThat(results.at("/0/runs/0").asText()).isEqualTo(run);
    assertThat(results.at("/1/problem/status").asInt()).isEqualTo(404);
    JsonNode outcomes = get("/runs/" + run).path("outcomes");
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.at("/1/good").asBoolean()).isTrue();

    JsonNode open = till.wanted("ana", "paper");
    String path = "/runs/" + open.path("run").asText() + "/outcome";
    assertThat(post(path, till.token("ana"), report).status()).isEqualTo(409);
    till.decide("ben", open, "reject");
  }

  @Test
  void a_backtest_calls_nobody_and_its_counts_add_up() {
    String large = buy("large table");
    var report = Json.object().put("outcome", "returned").put("good", false);
    post("/runs/" + large + "/outcome", till.token("ana"), report);
    long bought = till.bought();
    long position = get("/status").path("position").asLong();
    JsonNode told =
        till.server.expect(200, post("/backtests", till.server.admin(), Till.source(DENY))).json();
    long sum = 0;
    for (String each :
        new String[] {
          "unchanged",
          "newlyDenied",
          "newlyAsked",
          "noLongerDenied",
          "noLongerAsked",
          "askedOtherwise",
          "changedOtherwise",
          "undecidable"
        }) {
      sum += told.path(each).asLong();
    }
    assertThat(sum).isEqualTo(told.path("effects").asLong()).isPositive();
    assertThat(told.path("newlyDenied").asLong()).isEqualTo(1);
    assertThat(told.at("/badRuns/0").asText()).isEqualTo(large);
    assertThat(told.at("/examples/newlyDenied/0/run").asText()).isEqualTo(large);
    assertThat(told.at("/peopleHours/measuredBy").asLong()).isPositive();
    assertThat(till.bought()).isEqualTo(bought);
    assertThat(get("/status").path("position").asLong()).isEqualTo(position);
  }

  @Test
  void what_may_ask_less_waits_for_another_person() {
    JsonNode proposed = till.put("/policies", Till.source(ALLOW));
    assertThat(proposed.path("state").asText()).isEqualTo("proposed");
    JsonNode item = get("/proposals").at("/items/0");
    assertThat(item.path("version").asText()).isEqualTo("lax");
    String read = item.path("digest").asText();
    var word = Json.object().put("digest", read).put("why", "I think so");
    assertThat(post("/proposals/agreed/approve", till.server.admin(), word).text())
        .contains("self-approval");
    assertThat(get("/policies/agreed").path("version").asText()).isNotEqualTo("lax");
    String author = till.server.as(Role.AUTHOR);
    till.put("/policies", Till.source(ALLOW.replace("lax", "laxer")));
    assertThat(post("/proposals/agreed/approve", author, word).text())
        .contains("replaced", "version laxer");
    assertThat(get("/policies/agreed").path("version").asText()).isNotEqualTo("laxer");
    assertThat(post("/proposals/agreed/reject", author, Json.object().put("why", "no")).status())
        .isEqualTo(200);
    assertThat(get("/proposals").path("items")).isEmpty();
  }

  @Test
  void a_draft_in_shadow_is_counted_and_has_no_say() {
    till.put("/shadows", Till.source(DENY.replace("'large'", "'huge'")));
    String run = buy("huge chair");
    JsonNode item = listed(run, "done");
    String key = URLEncoder.encode(item.path("key").asText(), StandardCharsets.UTF_8);
    JsonNode said = get("/effects/show?key=" + key).at("/shadow/0");
    assertThat(said.path("draft").asText()).isEqualTo("draft@1");
    assertThat(said.path("verdict").asText()).isEqualTo("deny");
    assertThat(get("/shadows/draft").at("/wouldHave/deny").asLong()).isEqualTo(1);
    String author = till.server.as(Role.AUTHOR);
    assertThat(post("/shadows/draft/end", author, Json.object().put("why", "seen")).status())
        .isEqualTo(200);
    assertThat(get("/shadows").path("items")).isEmpty();
  }
}
