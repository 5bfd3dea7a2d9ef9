package dev.fermata.server.api.operation.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs, outlines, differences, timelines and reruns over the API and as somebody types them. */
class GraphActsTest {
  private static final String HEAD =
      """
      document: { dsl: '1.0.3', namespace: drawn, name: counted, version: '%s', metadata: { owner: house } }
      """;
  private static final String STEPS =
      """
      do:
        - first: { set: '${ . + { one: 1 } }' }
        - choose: { switch: [ { large: { when: .n > 3, then: last } } ] }
        - rest: { wait: PT1H }
        - last: { set: '${ . + { two: 2 } }' }
      """;

  private static TestServer server;
  private static String operator;
  private static Map<String, String> who;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    operator = server.as(Role.OPERATOR);
    server.person("ana", "house", Role.AUTHOR, Role.OPERATOR);
    publish("1.0.0", STEPS);
    publish("1.1.0", STEPS.replace("PT1H", "PT2H"));
    who =
        Map.of(
            "FERMATA_CONFIG",
            folder.resolve("config").toString(),
            "FERMATA_SERVER",
            "http://127.0.0.1:" + server.port());
    var link = server.expect(201, server.post("/api/v1/people/ana/link", server.admin(), ""));
    typed(0, "login", "--link", link.json().path("link").asText());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void publish(String version, String steps) {
    String body = Json.object().put("source", HEAD.formatted(version) + steps).toString();
    server.expect(201, server.post("/api/v1/workflows", server.as(Role.AUTHOR), body));
  }

  private static JsonNode get(String path) {
    return server.expect(200, server.get("/api/v1" + path, operator)).json();
  }

  private static String typed(int exit, String... command) {
    Typed typed = Typed.by(who, command);
    assertThat(typed.exit()).as(String.join(" ", command) + "\n" + typed.err()).isEqualTo(exit);
    return typed.out();
  }

  private static List<String> texts(JsonNode list, String field) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.path(field).asText()));
    return texts;
  }

  private static String run(int n) {
    String body = "{\"workflow\":\"drawn/counted@1.0.0\",\"input\":{\"n\":%d}}".formatted(n);
    return server
        .expect(201, server.post("/api/v1/runs", operator, body))
        .json()
        .path("run")
        .asText();
  }

  @Test
  void a_version_has_a_graph_an_outline_and_a_difference_to_another() {
    JsonNode graph = get("/workflows/counted/graph?version=1.0.0");
    assertThat(texts(graph.path("nodes"), "label")).contains("first", "choose", "rest", "last");
    assertThat(graph.path("workflow").asText()).isEqualTo("drawn/counted@1.0.0");
    assertThat(texts(get("/workflows/counted/outline").path("items"), "text"))
        .contains("Wait 2 hours.", "If .n > 3, go to last.");
    assertThat(texts(get("/workflows/counted/diff?against=1.0.0").path("changes"), "text"))
        .containsExactly("rest: how long it waits changed from \"PT1H\" to \"PT2H\".");
    assertThat(get("/workflows/counted/graph?as=svg").path("text").asText()).startsWith("<svg");
    assertThat(server.get("/api/v1/workflows/none/graph", operator).status()).isEqualTo(404);
  }

  @Test
  void a_file_that_names_nobody_registered_is_drawn_with_its_complaints() {
    String source =
        HEAD.formatted("2.0.0") + "do: [ { ask: { call: agent, with: { agent: nobody } } } ]";
    String body = Json.object().put("source", source).toString();
    JsonNode drawn =
        server.expect(200, server.post("/api/v1/workflows/graph", operator, body)).json();
    assertThat(drawn.path("complaints")).isNotEmpty();
    assertThat(texts(drawn.path("graph").path("nodes"), "label")).contains("ask");
    JsonNode broken =
        server
            .expect(200, server.post("/api/v1/workflows/graph", operator, "{\"source\":\"do: 1\"}"))
            .json();
    assertThat(broken.path("complaints")).isNotEmpty();
    assertThat(broken.has("graph")).isFalse();
  }

  @Test
  void the_same_is_typed() throws IOException {
    Path file = folder.resolve("other.yaml");
    Files.writeString(file, HEAD.formatted("3.0.0") + STEPS.replace("rest", "pause"));
    assertThat(typed(0, "workflow", "graph", "counted", "--svg")).contains("</svg>");
    assertThat(typed(0, "workflow", "graph", file.toString())).startsWith("flowchart LR");
    assertThat(typed(0, "workflow", "explain", "counted")).contains("rest: Wait 2 hours.");
    String diff = typed(10, "workflow", "diff", "counted@1.0.0", file.toString(), "--exit-code");
    assertThat(diff).contains("rest is now called pause.");
    assertThat(typed(0, "workflow", "diff", "counted", "counted", "--exit-code"))
        .contains("They do the same.");
  }

  @Test
  void a_run_has_a_timeline_whose_steps_are_those_of_its_graph() {
    String run = run(1);
    JsonNode timeline = get("/runs/" + run + "/timeline");
    assertThat(texts(timeline.path("rows"), "label"))
        .containsExactly("first", "choose", "rest", "last");
    assertThat(texts(timeline.path("rows"), "state"))
        .containsExactly("done", "done", "running", "planned");
    assertThat(texts(get("/runs/" + run + "/graph").path("nodes"), "step"))
        .containsAll(texts(timeline.path("rows"), "step"));
  }

  @Test
  void a_run_is_done_again_from_a_step_and_both_say_so() {
    String run = run(9);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get("/runs/" + run).path("status").asText().equals("completed"));
    String again =
        typed(0, "run", "rerun", run, "--from", "last", "-i", "n=4", "--why", "wrong", "-o", "name")
            .strip();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get("/runs/" + again).path("status").asText().equals("completed"));
    JsonNode shown = get("/runs/" + again);
    assertThat(shown.path("output")).hasToString("{\"n\":4,\"two\":2}");
    assertThat(shown.at("/rerunOf/run").asText()).isEqualTo(run);
    assertThat(shown.at("/rerunOf/edited").asBoolean()).isTrue();
    assertThat(get("/runs/" + run).at("/reruns/0/run").asText()).isEqualTo(again);
    assertThat(texts(get("/runs/" + again + "/timeline").path("rows"), "label"))
        .containsExactly("last");
    var wrong =
        server.post("/api/v1/runs/" + run + "/rerun", operator, "{\"from\":\"lst\",\"why\":\"x\"}");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.text()).contains("first, choose, rest, last");
    var never =
        server.post(
            "/api/v1/runs/" + run + "/rerun", operator, "{\"from\":\"rest\",\"why\":\"x\"}");
    assertThat(never.status()).isEqualTo(409);
  }
}
