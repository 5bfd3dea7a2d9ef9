package dev.fermata.server.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told what waits for them, over real mail and real hooks. */
class NotifierTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: test, name: ask, version: '1.0.0', metadata: { owner: house } }
      %s
      do:
      - ask:
          call: human
          with:
            team: house
            question: '${ "Go on with " + .about + "?" }'
            show: { about: '${ .about }' }
            answers: { go: It goes on., stop: It ends. }
            due: PT4H
            otherwise: raise
      """;

  private static final String PERSONAL =
      "input: { schema: { format: json, document: { type: object, properties: { about: { type: string, x-label: personal } } } } }";

  private final Postbox box = Postbox.open();
  private final Hook hook = new Hook();
  private TestServer server;

  @BeforeEach
  void start() {
    open(Set.of("127.0.0.1"));
  }

  private void open(Set<String> allowed) {
    String url = "smtp+open://127.0.0.1:" + box.port() + "?from=fermata@example.com";
    server = TestServer.startTelling(allowed, Optional.of(MailServer.of(url, Optional.empty())));
  }

  @AfterEach
  void stop() {
    server.close();
    hook.close();
    box.close();
  }

  private void publish(String more) {
    server.as(Role.APPROVER);
    var source = Json.object().put("source", ASK.formatted(more)).toString();
    server.expect(201, server.post("/api/v1/workflows", server.as(Role.AUTHOR), source));
  }

  private void team(String channel) {
    change("/api/v1/teams/house", "{\"channels\": [" + channel + "]}");
  }

  private void change(String path, String body) {
    server.expect(200, server.call("PATCH", path, server.admin(), body));
  }

  private String hook(String kind) {
    return "{\"kind\": \"" + kind + "\", \"to\": \"" + hook.url() + "\"}";
  }

  private void begin(String about) {
    var body = Json.object().put("workflow", "ask");
    body.putObject("input").put("about", about);
    server.expect(201, server.post("/api/v1/runs", server.as(Role.OPERATOR), body.toString()));
  }

  private JsonNode first() {
    return await().atMost(SOON).until(hook::told, all -> !all.isEmpty()).getFirst();
  }

  private String onlyTask() {
    return server.get("/api/v1/tasks", server.as(Role.APPROVER)).json().at("/items/0/id").asText();
  }

  @Test
  void a_team_gets_a_mail_that_leads_to_the_task_and_decides_nothing() {
    publish("");
    team("{\"kind\": \"email\", \"to\": \"house@example.com\"}");
    begin("bread");

    var mail = await().atMost(SOON).until(box::mails, all -> !all.isEmpty()).getFirst();
    assertThat(mail.to()).isEqualTo("house@example.com");
    assertThat(mail.subject()).isEqualTo("Go on with bread?");
    String task = onlyTask();
    String link = "http://127.0.0.1:" + server.port() + "/tasks/" + task;
    assertThat(mail.text()).contains(link).doesNotContain("/decide", "answer=");
    assertThat(server.get("/tasks/" + task, server.as(Role.APPROVER)).status()).isLessThan(400);
    assertThat(server.get("/api/v1/tasks/" + task, server.as(Role.APPROVER)).json().path("state"))
        .hasToString("\"open\"");
  }

  @Test
  void each_kind_of_hook_gets_the_json_that_it_takes() {
    publish("");
    team(hook("webhook") + ", " + hook("slack") + ", " + hook("teams"));
    begin("<b>[x](http://evil)");

    await().atMost(SOON).until(() -> hook.told().size() == 3);
    JsonNode plain = hook.told().stream().filter(t -> t.has("task")).findFirst().orElseThrow();
    assertThat(plain.path("kind").asText()).isEqualTo("opened");
    assertThat(plain.path("question").asText()).isEqualTo("Go on with <b>[x](http://evil)?");
    JsonNode slack = hook.told().stream().filter(t -> t.has("blocks")).findFirst().orElseThrow();
    assertThat(slack.path("text").asText()).contains("&lt;b&gt;");
    assertThat(slack.at("/blocks/0/text/type").asText()).isEqualTo("plain_text");
    JsonNode teams =
        hook.told().stream().filter(t -> t.has("attachments")).findFirst().orElseThrow();
    assertThat(teams.at("/attachments/0/content/type").asText()).isEqualTo("AdaptiveCard");
    assertThat(teams.at("/attachments/0/content/body/0/text").asText())
        .contains("\\[x\\]\\(http://evil\\)");
  }

  @Test
  void of_what_holds_data_of_persons_only_that_it_waits_is_told() {
    publish(PERSONAL);
    team(hook("webhook"));
    begin("Ana's illness");

    JsonNode told = first();
    assertThat(told.toString()).doesNotContain("illness");
    assertThat(told.has("question")).isFalse();
    assertThat(told.path("link").asText()).endsWith("/tasks/" + onlyTask());
  }

  @Test
  void whoever_gets_a_task_or_is_mentioned_is_told_and_whoever_did_it_is_not() {
    publish("");
    String ana = server.person("ana", "house", Role.APPROVER);
    server.person("ben", "house", Role.APPROVER);
    change("/api/v1/people/ben", "{\"channels\": [" + hook("webhook") + "]}");
    change(
        "/api/v1/people/ana",
        "{\"channels\": [{\"kind\": \"email\", \"to\": \"ana@example.com\"}]}");
    begin("bread");
    assertThat(first().path("kind").asText()).isEqualTo("opened");
    String task = onlyTask();
    server.expect(
        200,
        server.post("/api/v1/tasks/" + task + "/comment", ana, "{\"text\": \"What says @ben?\"}"));
    server.expect(
        200,
        server.post(
            "/api/v1/tasks/" + task + "/delegate", ana, "{\"to\": \"ben\", \"why\": \"ill\"}"));

    await().atMost(SOON).until(() -> hook.told().size() == 3);
    assertThat(hook.told().stream().map(t -> t.path("kind").asText()))
        .containsExactly("opened", "comment", "delegated");
    assertThat(hook.told().get(1).path("said").asText()).isEqualTo("ana: What says @ben?");
    assertThat(hook.told().get(2).path("said").asText()).isEqualTo("ana: ill");
    assertThat(box.mails()).hasSize(1);
  }

  @Test
  void whoever_stands_in_is_told_in_the_place_of_the_absent() {
    publish("");
    server.person("ana", "house", Role.APPROVER);
    server.person("ben", "", Role.APPROVER);
    change("/api/v1/people/ben", "{\"channels\": [" + hook("webhook") + "]}");
    change(
        "/api/v1/people/ana",
        "{\"absence\": [{\"from\": \"2020-01-01\", \"to\": \"2999-01-01\", \"delegate\": \"ben\"}]}");
    begin("bread");

    assertThat(first().path("team").asText()).isEqualTo("house");
  }

  @Test
  void what_does_not_get_through_is_sent_again_also_after_a_restart() {
    publish("");
    team(hook("webhook"));
    hook.failNext(2);
    begin("bread");
    begin("cake");
    server.restart();

    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> hook.told().stream().map(t -> t.path("task").asText()).distinct().count() == 2);
  }

  @Test
  void an_address_inside_is_not_reached_unless_the_operator_allows_it() {
    server.close();
    open(Set.of());
    publish("");
    team(hook("webhook") + ", {\"kind\": \"email\", \"to\": \"house@example.com\"}");
    begin("bread");

    await().atMost(SOON).until(() -> !box.mails().isEmpty());
    assertThat(hook.told()).isEmpty();
  }
}
