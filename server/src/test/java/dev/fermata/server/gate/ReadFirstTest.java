package dev.fermata.server.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grave answer counts only from somebody who has read; an easy one is quick, and by the lot. */
class ReadFirstTest {
  private static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: shop, name: %s, version: '1.0.0', metadata: { owner: risk } }
      do:
        - ask:
            call: human
            metadata: { %s }
            with:
              team: risk
              question: Go on?
              show: { order: '${ .order }', amount: '${ .amount }' }
              answers: { yes: It goes on., no: It ends. }
              due: PT4H
      """;

  @TempDir static Path folder;
  private static Till till;

  @BeforeAll
  static void open() throws IOException {
    till = new Till();
    till.asks("risk", 1, true);
    till.put(
        "/workflows", Till.source(ASK.formatted("grave", "risk: high, reasons: [known buyer]")));
    till.put("/workflows", Till.source(ASK.formatted("easy", "note: none")));
    till.put("/workflows", Till.source(ASK.formatted("blind", "blindFirst: 1")));
  }

  @AfterAll
  static void close() throws InterruptedException {
    till.close();
  }

  private static JsonNode asked(String workflow, int amount) {
    ObjectNode input = Json.object().put("order", "o-" + amount).put("amount", amount);
    var body = Json.object().put("workflow", "shop/" + workflow).set("input", input);
    Answer started = till.server.post("/api/v1/runs", till.token("ana"), body.toString());
    String run = till.server.expect(201, started).json().path("run").asText();
    return seen("ben", run + "-1");
  }

  private static JsonNode seen(String who, String task) {
    String path = "/api/v1/tasks/" + task;
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> till.server.get(path, till.token(who)), answer -> answer.status() == 200)
        .json();
  }

  private static Answer says(String who, JsonNode task, String answer, String why) {
    ObjectNode body = Json.object().put("answer", answer).put("why", why);
    return till.decide(who, task, body.put("digest", task.path("digest").asText()));
  }

  private static Answer opens(String who, JsonNode task, String... ids) {
    ObjectNode body = Json.object();
    var evidence = body.putArray("evidence");
    Stream.of(ids).forEach(evidence::add);
    String path = "/api/v1/tasks/" + task.path("id").asText() + "/opened";
    return till.server.post(path, till.token(who), body.toString());
  }

  private static void refused(Answer answer, int status, String kind) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().path("type").asText()).endsWith(kind);
  }

  @Test
  void what_cannot_be_taken_back_is_approved_only_by_who_has_opened_the_call() {
    JsonNode task = till.wanted("ana", "unread");
    long before = till.bought();
    assertThat(task.path("risk").asText()).isEqualTo("high");
    refused(says("ben", task, "approve", "fine"), 409, "evidence-first");
    // That somebody else has opened it does not count.
    opens("cara", task, "call");
    refused(says("ben", task, "approve", "fine"), 409, "evidence-first");
    refused(opens("ben", task, "another"), 400, "bad-request");
    assertThat(opens("ben", task, "call").json().at("/friction/missing")).isEmpty();
    refused(says("ben", task, "approve", ""), 409, "reason-missing");
    refused(says("ben", task, "reject", ""), 409, "reason-missing");
    assertThat(till.bought()).isEqualTo(before);
    assertThat(says("ben", task, "approve", "known buyer").status()).isEqualTo(200);
    till.isBought(task);
  }

  @Test
  void saying_no_to_a_call_never_asks_for_more_than_saying_yes() {
    JsonNode task = till.wanted("ana", "refused");
    assertThat(says("ben", task, "reject", "too dear").status()).isEqualTo(200);
  }

  @Test
  void a_script_that_names_the_digest_has_not_read_yet() {
    JsonNode task = till.wanted("ana", "script");
    Answer made = till.server.post("/api/v1/people/ben/link", till.server.admin(), "");
    String link = till.server.expect(201, made).json().path("link").asText();
    assertThat(typed("login", "--link", link).exit()).isZero();
    String id = task.path("id").asText();
    String[] decide = {
      "task", "decide", id, "approve", "--why", "fine", "--digest", task.path("digest").asText()
    };
    assertThat(typed(decide).exit()).isEqualTo(5);
    assertThat(till.status(task)).isEqualTo("waiting");
    assertThat(typed("task", "evidence", id, "--missing").out())
        .contains("The exact call", "script");
    assertThat(typed(decide).exit()).isZero();
    till.isBought(task);
  }

  private static Typed typed(String... command) {
    String address = "http://127.0.0.1:" + till.server.port();
    return Typed.by(
        Map.of("FERMATA_SERVER", address, "FERMATA_CONFIG", folder.toString()), command);
  }

  @Test
  void a_step_can_say_that_its_risk_is_high_and_offers_reasons() {
    JsonNode task = asked("grave", 7);
    assertThat(task.path("risk").asText()).isEqualTo("high");
    assertThat(task.at("/brief/reasons/0").asText()).isEqualTo("known buyer");
    refused(says("ben", task, "no", "never"), 409, "evidence-first");
    opens("ben", task, "show");
    assertThat(says("ben", task, "no", "never").status()).isEqualTo(200);
  }

  @Test
  void easy_ones_are_decided_at_one_stroke_and_others_are_not() {
    JsonNode grave = asked("grave", 8);
    List<JsonNode> easy = List.of(asked("easy", 1), asked("easy", 2));
    assertThat(easy.getFirst().path("batchable").asBoolean()).isTrue();
    ObjectNode body = Json.object().put("answer", "yes").put("why", "all well");
    var ids = body.putArray("ids");
    for (JsonNode each : Stream.concat(easy.stream(), Stream.of(grave)).toList()) {
      ids.addObject()
          .put("task", each.path("id").asText())
          .put("digest", each.path("digest").asText());
    }
    ids.addObject().put("task", easy.getFirst().path("id").asText()).put("digest", "x");
    Answer answer = till.server.post("/api/v1/tasks/decide", till.token("ben"), body.toString());
    JsonNode results = till.server.expect(200, answer).json();
    assertThat(results.path("decided").asInt()).isEqualTo(2);
    assertThat(results.at("/results/2/problem/type").asText()).endsWith("not-batchable");
    assertThat(results.at("/results/3/problem").isMissingNode()).isFalse();
    assertThat(seen("ben", grave.path("id").asText()).path("state").asText()).isEqualTo("open");
  }

  @Test
  void where_the_own_answer_comes_first_the_others_are_shown_after_it() {
    JsonNode task = asked("blind", 3);
    assertThat(task.at("/friction/blindFirst").asBoolean()).isTrue();
    assertThat(task.at("/brief/withheld").asBoolean()).isTrue();
    assertThat(task.at("/brief/opinions").isMissingNode()).isTrue();
    refused(says("ben", task, "yes", "fine"), 409, "blind-first");
    String path = "/api/v1/tasks/" + task.path("id").asText() + "/provisional";
    refused(
        till.server.post(path, till.token("ben"), "{\"answer\": \"maybe\"}"),
        422,
        "unknown-answer");
    JsonNode after =
        till.server
            .expect(200, till.server.post(path, till.token("ben"), "{\"answer\": \"no\"}"))
            .json();
    assertThat(after.at("/brief/withheld").isMissingNode()).isTrue();
    assertThat(after.at("/friction/provisional").asText()).isEqualTo("no");
    assertThat(says("ben", after, "yes", "they convinced me").status()).isEqualTo(200);
  }

  @Test
  void what_was_decided_before_is_shown_with_what_is_the_same_and_what_is_not() {
    JsonNode first = asked("easy", 40);
    says("ben", first, "no", "too dear");
    JsonNode again = asked("easy", 50);
    JsonNode precedent = again.at("/brief/precedents/0");
    assertThat(precedent.path("answer").asText()).isEqualTo("no");
    assertThat(precedent.path("by").asText()).isEqualTo("ben");
    assertThat(precedent.path("likeness").asDouble()).isBetween(0.3, 0.5);
    assertThat(precedent.path("differs").toString()).contains("/amount", "40", "50");
  }

  @Test
  void no_decision_goes_to_the_engine_past_the_one_that_asks_for_reading() throws IOException {
    Path sources = Path.of("src/main/java/dev/fermata/server");
    Path benches = sources.resolve("bench"); // They host an engine of their own, without people.
    try (Stream<Path> all = Files.walk(sources).filter(file -> !file.startsWith(benches))) {
      for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file);
        if (text.contains("new RunSignal.Decide(")) {
          assertThat(text).as(file.toString()).contains("means.decide(");
          assertThat(text)
              .as(file.toString())
              .doesNotContainPattern("means\\.send\\([^;]*(RunSignal\\.Decide\\(|decision)");
        }
      }
    }
  }
}
