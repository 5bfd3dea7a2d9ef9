package dev.fermata.server.api.operation.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do about tasks besides deciding them, over the API. */
class DeskTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: test, name: %1$s, version: '1.0.0', metadata: { owner: house } }
      do:
      - ask:
          call: human
          with:
            team: house
            question: '${ "Go on with " + .about + "?" }'
            show: { about: '${ .about }' }
            answers: { go: It goes on., stop: It ends. }
            due: %2$s
            otherwise: raise
      """;

  private static TestServer server;
  private static String operator;
  private static String ana;
  private static String ben;
  private static String eve;

  private String task = "";

  @BeforeAll
  static void start() {
    server = TestServer.start();
    operator = server.as(Role.OPERATOR);
    ana = server.person("ana", "house", Role.APPROVER);
    ben = server.person("ben", "house", Role.APPROVER);
    eve = server.person("eve", "", Role.APPROVER);
    publish("ask", "PT4H");
    publish("soon", "PT1M");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void publish(String name, String due) {
    String source = Json.object().put("source", ASK.formatted(name, due)).toString();
    server.expect(201, server.post("/api/v1/workflows", server.as(Role.AUTHOR), source));
  }

  private static String begin(String workflow, String about) {
    var body = Json.object().put("workflow", workflow);
    body.putObject("input").put("about", about);
    String run =
        server
            .expect(201, server.post("/api/v1/runs", operator, body.toString()))
            .json()
            .path("run")
            .asText();
    return await()
        .atMost(SOON)
        .until(
            () -> server.get("/api/v1/tasks?run=" + run, ana).json().at("/items/0/id").asText(),
            id -> !id.isEmpty());
  }

  @BeforeEach
  void ask() {
    task = begin("ask", "bread");
  }

  private Answer act(String who, String verb, String body) {
    return server.post("/api/v1/tasks/" + task + "/" + verb, who, body);
  }

  private JsonNode shown(String who) {
    return server.expect(200, server.get("/api/v1/tasks/" + task, who)).json();
  }

  private Answer answer(String who, String undo) {
    var body = Json.object().put("answer", "go").put("digest", shown(who).path("digest").asText());
    return act(who, "decide", body.put("undo", undo).put("why", "it is fresh").toString());
  }

  private static List<String> mine(String who, String more) {
    List<String> ids = new ArrayList<>();
    server
        .expect(200, server.get("/api/v1/tasks?mine=true&limit=1000" + more, who))
        .json()
        .path("items")
        .forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  @Test
  void an_answer_is_taken_back_by_whoever_gave_it_and_by_nobody_else() {
    JsonNode answered = server.expect(200, answer(ana, "PT30S")).json();
    assertThat(answered.path("state").asText()).isEqualTo("handing-over");
    assertThat(answered.path("answeredBy").asText()).isEqualTo("ana");
    assertThat(answered.has("handsOverAt")).isTrue();
    assertThat(answer(ben, "PT0S").text()).contains("decided by ana");
    assertThat(act(ben, "claim", "").status()).isEqualTo(409);
    assertThat(act(ben, "undo", "").status()).isEqualTo(403);
    assertThat(act(ana, "undo", "").status()).isEqualTo(200);
    assertThat(shown(ana).path("state").asText()).isEqualTo("open");
    assertThat(act(ana, "undo", "").status()).isEqualTo(409);
  }

  @Test
  void an_answer_counts_when_its_time_is_over_also_across_a_restart() {
    server.expect(200, answer(ana, "PT2S"));
    server.restart();
    await().atMost(SOON).until(() -> shown(ana).path("state").asText(), "decided"::equals);
    assertThat(shown(ana).at("/decision/by").asText()).isEqualTo("ana");
  }

  @Test
  void nobody_can_leave_an_answer_open_for_longer_than_half_a_minute() {
    assertThat(answer(ana, "PT31S").status()).isEqualTo(400);
    assertThat(answer(ana, "soon").status()).isEqualTo(400);
  }

  @Test
  void a_task_is_given_away_with_its_reason() {
    assertThat(act(ana, "delegate", "{\"to\": \"bem\"}").status()).isEqualTo(404);
    server.expect(200, act(ana, "delegate", "{\"to\": \"ben\", \"why\": \"he knows them\"}"));
    JsonNode shown = shown(ben);
    assertThat(shown.path("team").asText()).isEqualTo("ben");
    assertThat(shown.at("/handed/0/why").asText()).isEqualTo("he knows them");
    assertThat(mine(ana, "")).doesNotContain(task);
    assertThat(mine(ben, "")).contains(task);
  }

  @Test
  void what_is_put_off_is_not_listed_for_who_put_it_off() {
    server.expect(200, act(ana, "snooze", "{\"until\": \"PT1H\"}"));
    assertThat(mine(ana, "")).doesNotContain(task);
    assertThat(mine(ana, "&snoozed=true")).contains(task);
    assertThat(mine(ben, "")).contains(task);
    server.expect(200, act(ana, "unsnooze", ""));
    assertThat(mine(ana, "")).contains(task);
    assertThat(act(ana, "snooze", "{\"until\": \"PT9H\"}").status()).isEqualTo(422);
  }

  @Test
  void comments_are_read_in_their_order_by_all_who_see_the_task() {
    server.expect(200, act(ana, "comment", "{\"text\": \"Who has the contract?\"}"));
    server.expect(200, act(eve, "comment", "{\"text\": \"I have.\"}"));
    server.expect(200, act(eve, "comment", "{\"text\": \"I have.\"}"));
    JsonNode items =
        server.get("/api/v1/tasks/" + task + "/comments", operator).json().path("items");
    assertThat(items).hasSize(2);
    assertThat(items.at("/0/by").asText()).isEqualTo("ana");
    assertThat(items.at("/1/text").asText()).isEqualTo("I have.");
    assertThat(shown(ana).path("comments").asInt()).isEqualTo(2);
  }

  @Test
  void a_lead_gives_the_tasks_of_one_to_another_and_says_first_how_many() {
    String lead = server.person("lead", "", Role.APPROVER);
    patch("/api/v1/teams/house", server.admin(), "{\"lead\": \"lead\"}", 200);
    server.expect(200, act(ana, "claim", ""));
    String body = "{\"from\": \"ana\", \"to\": \"ben\", \"why\": \"ana is ill\", \"dryRun\": %s}";
    JsonNode dry = reassign(lead, body.formatted(true));
    assertThat(dry.path("tasks").toString()).contains(task);
    assertThat(shown(ana).path("claimedBy").asText()).isEqualTo("ana");
    JsonNode given = reassign(lead, body.formatted(false));
    assertThat(given.path("count").asInt()).isEqualTo(dry.path("count").asInt());
    assertThat(shown(ben).path("team").asText()).isEqualTo("ben");
    JsonNode none =
        reassign(eve, "{\"tasks\": [\"" + task + "\"], \"to\": \"eve\", \"why\": \"x\"}");
    assertThat(none.path("count").asInt()).isZero();
    assertThat(none.at("/refused/0/problem/type").asText()).contains("not-yours");
  }

  private static JsonNode reassign(String who, String body) {
    return server.expect(200, server.post("/api/v1/tasks/reassign", who, body)).json();
  }

  private static JsonNode patch(String path, String who, String body, int status) {
    return server.expect(status, server.call("PATCH", path, who, body)).json();
  }

  @Test
  void people_say_of_themselves_when_they_are_there_and_nothing_else() {
    String hours = "{\"zone\": \"Europe/Madrid\", \"hours\": \"Mon-Fri 09:00-17:00\"}";
    JsonNode person = patch("/api/v1/people/ana", ana, hours, 200);
    assertThat(person.path("zone").asText()).isEqualTo("Europe/Madrid");
    patch("/api/v1/people/ana", ana, "{\"roles\": [\"admin\"]}", 403);
    patch("/api/v1/people/ana", ana, "{\"channels\": []}", 403);
    patch("/api/v1/people/ben", ana, hours, 403);
    patch("/api/v1/people/ana", ana, "{\"hours\": \"nine to five\"}", 400);
    patch("/api/v1/people/ana", ana, "{\"zone\": \"Madrid\"}", 400);
    patch(
        "/api/v1/people/ana",
        ana,
        "{\"absence\": [{\"from\": \"2026-01-02\", \"to\": \"2026-01-03\", \"delegate\": \"nemo\"}]}",
        400);
    patch("/api/v1/people/ana", ana, "{\"hours\": \"always\", \"zone\": \"UTC\"}", 200);
  }

  @Test
  void whoever_stands_in_sees_and_decides_in_the_place_of_the_absent() {
    assertThat(mine(eve, "")).doesNotContain(task);
    String away =
        "{\"absence\": [{\"from\": \"2020-01-01\", \"to\": \"2999-01-01\", \"delegate\": \"eve\"}]}";
    patch("/api/v1/people/ana", ana, away, 200);
    try {
      assertThat(mine(eve, "")).contains(task);
      assertThat(shown(eve).path("behalf").asText()).isEqualTo("ana");
      server.expect(200, answer(eve, "PT0S"));
      assertThat(shown(ana).at("/decision/behalf").asText()).isEqualTo("ana");
    } finally {
      patch("/api/v1/people/ana", ana, "{\"absence\": []}", 200);
    }
  }

  @Test
  void what_is_due_soon_comes_first_then_what_is_oldest() {
    String urgent = begin("soon", "cake");
    String last = begin("ask", "soup");
    await().atMost(Duration.ofSeconds(90)).until(() -> mine(ben, "&due=soon").contains(urgent));
    List<String> all = mine(ben, "");
    assertThat(all.getFirst()).isEqualTo(urgent);
    assertThat(all.indexOf(task)).isLessThan(all.indexOf(last));
  }
}
