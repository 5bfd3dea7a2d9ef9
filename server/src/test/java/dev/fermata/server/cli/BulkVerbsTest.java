package dev.fermata.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many runs or tasks at one stroke, typed: counted and asked before, and done as often as said. */
class BulkVerbsTest {
  private static final String ASK =
      """
      document: { dsl: '1.0.3', namespace: bulk, name: %s, version: '1.0.0', metadata: { owner: house } }
      do:
      - note: { set: { about: '${ .about }' } }
      - ask:
          call: human
          metadata: { risk: %s }
          with: { team: house, question: Go on?, answers: { go: It goes on., stop: It ends. }, due: PT4H }
      """;

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void open() {
    server = TestServer.start();
    server.person("ana", "house", Role.APPROVER, Role.OPERATOR, Role.ADMIN);
    server.person("ben", "house", Role.APPROVER);
    server.person("cleo", "", Role.APPROVER);
    for (String name : List.of("easy", "many", "moved", "again"))
      publish(ASK.formatted(name, "low"));
    publish(ASK.formatted("grave", "high"));
    var made = server.post("/api/v1/people/ana/link", server.admin(), "");
    String link = server.expect(201, made).json().path("link").asText();
    assertThat(Typed.by(environment(), "login", "--link", link).exit()).isZero();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static void publish(String source) {
    String body = Json.object().put("source", source).toString();
    server.expect(201, server.post("/api/v1/workflows", server.admin(), body));
  }

  private static Map<String, String> environment() {
    return Map.of(
        "FERMATA_SERVER", "http://127.0.0.1:" + server.port(), "FERMATA_CONFIG", folder.toString());
  }

  private static List<String> waiting(String workflow, int count) {
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ObjectNode body = Json.object().put("workflow", "bulk/" + workflow);
      body.putObject("input").put("about", "number " + i);
      var started = server.post("/api/v1/runs", server.admin(), body.toString());
      runs.add(server.expect(201, started).json().path("run").asText());
    }
    for (String run : runs)
      await().atMost(Duration.ofSeconds(20)).until(() -> status(run).equals("waiting"));
    return runs;
  }

  private static JsonNode get(String path) {
    return server.expect(200, server.get("/api/v1" + path, server.admin())).json();
  }

  private static String status(String run) {
    return get("/runs/" + run).path("status").asText();
  }

  @Test
  void runs_that_fit_are_counted_and_cancelled_only_after_a_yes() {
    List<String> runs = waiting("many", 3);
    String[] cancel = {
      "run", "cancel-all", "--where", "workflow=bulk/many", "--why", "wrong rates"
    };
    Typed dry = Typed.by(environment(), with(cancel, "--dry-run"));
    assertThat(dry.out()).contains("3 runs would be cancelled");
    assertThat(Typed.by(environment(), cancel).exit()).isEqualTo(2);
    assertThat(Typed.atTerminal(environment(), "n\n", cancel).exit()).isNotZero();
    assertThat(runs).allMatch(run -> status(run).equals("waiting"));
    Typed done = Typed.atTerminal(environment(), "y\n", cancel);
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.out()).contains("3 runs are cancelled");
    assertThat(runs).allMatch(run -> status(run).equals("cancelled"));
    assertThat(Typed.by(environment(), with(cancel, "--yes")).out()).contains("0 runs");
  }

  @Test
  void a_where_that_says_nothing_is_told_so() {
    Typed wrong =
        Typed.by(environment(), "run", "pause-all", "--where", "bulk/many", "--why", "x", "--yes");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("--where workflow=NAME");
    Typed unknown =
        Typed.by(environment(), "run", "pause-all", "--where", "colour=red", "--why", "x", "--yes");
    assertThat(unknown.exit()).isNotZero();
  }

  @Test
  void a_where_that_would_mean_more_runs_than_it_seems_is_refused() {
    String[] cancel = {"run", "cancel-all", "--why", "x", "--yes", "--where", "workflow=bulk/many"};
    Typed twice = Typed.by(environment(), with(cancel, "--where", "workflow=bulk/other"));
    assertThat(twice.exit()).isEqualTo(2);
    assertThat(twice.err()).contains("'workflow' is there twice");
    Typed empty = Typed.by(environment(), with(cancel, "--where", "subject="));
    assertThat(empty.exit()).isEqualTo(2);
    assertThat(empty.err()).contains("'subject' has no value");
  }

  @Test
  void easy_tasks_are_decided_at_one_stroke_by_who_sees_them_and_grave_ones_are_not() {
    List<String> easy = waiting("easy", 2);
    List<String> grave = waiting("grave", 1);
    String[] decide = {"task", "decide-all", "go", "--workflow", "bulk/easy"};
    assertThat(Typed.by(environment(), decide).exit()).isEqualTo(2);
    assertThat(Typed.by(environment(), with(decide, "--dry-run")).out())
        .contains("2 tasks would be decided");
    assertThat(easy).allMatch(run -> status(run).equals("waiting"));
    Typed done = Typed.atTerminal(environment(), "y\n", decide);
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.err()).contains("Go on?");
    for (String run : easy)
      await().atMost(Duration.ofSeconds(20)).until(() -> status(run).equals("completed"));
    Typed none =
        Typed.atTerminal(
            environment(), "y\n", "task", "decide-all", "go", "--run", grave.getFirst());
    assertThat(none.out()).contains("0 tasks");
    assertThat(status(grave.getFirst())).isEqualTo("waiting");
  }

  @Test
  void a_dry_reassignment_says_what_would_move_and_what_not_as_the_real_one_does() {
    List<String> runs = waiting("moved", 2);
    String first = runs.getFirst() + "-1";
    String second = runs.getLast() + "-1";
    server.expect(200, server.post("/api/v1/tasks/" + first + "/claim", server.token("ana"), ""));
    ObjectNode body = Json.object().put("to", "ana").put("why", "she knows them");
    body.putArray("tasks").add(first).add(second);
    server.expect(
        200,
        server.post("/api/v1/tasks/reassign", server.token("ana"), body.deepCopy().toString()));
    // Both wait for ana now: given to her again, nothing moves; to nobody, neither.
    body.put("dryRun", true);
    JsonNode dry = reassigned(body);
    assertThat(dry.path("count").asInt()).isZero();
    assertThat(dry.at("/refused/0/problem/type").asText()).endsWith("there-already");
    JsonNode real = reassigned(body.put("dryRun", false));
    assertThat(real).isEqualTo(dry);
    body.put("to", "ben").put("dryRun", true);
    assertThat(reassigned(body).path("count").asInt()).isEqualTo(2);
    assertThat(get("/tasks/" + first).path("team").asText()).isEqualTo("ana");
  }

  private static JsonNode reassigned(ObjectNode body) {
    var answer = server.post("/api/v1/tasks/reassign", server.token("ana"), body.toString());
    return server.expect(200, answer).json();
  }

  @Test
  void the_same_rerun_with_the_same_key_is_one_run() {
    String run = waiting("again", 1).getFirst();
    String[] rerun = {"run", "rerun", run, "--from", "ask", "--why", "once more", "--key", "k1"};
    Typed first = Typed.by(environment(), with(rerun, "-o", "json"));
    assertThat(first.exit()).as(first.err()).isZero();
    Typed second = Typed.by(environment(), with(rerun, "-o", "json"));
    assertThat(run(second)).isEqualTo(run(first));
    String[] other = {"run", "rerun", run, "--from", "note", "--why", "x", "--key", "k1"};
    assertThat(Typed.by(environment(), other).exit()).isEqualTo(5);
    String[] more = {"run", "rerun", run, "--from", "ask", "--why", "x", "-o", "json"};
    assertThat(run(Typed.by(environment(), more))).isNotEqualTo(run(first));
    assertThat(get("/runs/" + run).path("reruns")).hasSize(2);
  }

  private static String run(Typed typed) {
    return Json.parse(typed.out()).view().path("run").asText();
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
