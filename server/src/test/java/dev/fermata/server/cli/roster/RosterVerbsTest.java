package dev.fermata.server.cli.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Choosing, comparing, discovering and looking over, as somebody types it. */
class RosterVerbsTest {
  @TempDir private Path folder;
  private TestServer server;
  private HttpServer agents;
  private Map<String, String> who;

  @BeforeEach
  void start() throws IOException {
    agents = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agents.createContext("/a", e -> answer(e, "{\"score\":1.0,\"say\":\"yes\",\"in\":{\"x\":1}}"));
    agents.createContext("/b", e -> answer(e, "{\"score\":1,\"say\":\"no\",\"in\":{\"x\":1}}"));
    agents.start();
    server = TestServer.start();
    server.person("ana", "house", Role.ADMIN, Role.AUTHOR, Role.OPERATOR, Role.APPROVER);
    who = signedIn();
  }

  @AfterEach
  void stop() {
    server.close();
    agents.stop(0);
  }

  private static void answer(HttpExchange exchange, String output) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] said =
          ("{\"output\":"
                  + output
                  + ",\"usage\":{\"cost\":{\"amount\":\"0.02\",\"currency\":\"EUR\"}}}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, said.length);
      exchange.getResponseBody().write(said);
    }
  }

  private Map<String, String> signedIn() {
    var asked = server.expect(201, server.post("/api/v1/people/ana/link", server.admin(), ""));
    var typed =
        Map.of(
            "FERMATA_CONFIG",
            folder.resolve("config").toString(),
            "FERMATA_SERVER",
            "http://127.0.0.1:" + server.port());
    fine(typed, "login", "--link", asked.json().path("link").asText());
    return typed;
  }

  private static String fine(Map<String, String> who, String... command) {
    Typed typed = Typed.by(who, command);
    assertThat(typed.exit()).as(String.join(" ", command) + "\n" + typed.err()).isZero();
    return typed.out();
  }

  private static JsonNode json(Map<String, String> who, String... command) {
    return Json.parse(fine(who, command)).view();
  }

  private void agent(String name, String path, String more) throws IOException {
    String file =
        "agent: %s\nowner: house\nkind: http\nurl: http://127.0.0.1:%d/%s\nskills: [scoring]\n%s\n"
            .formatted(name, agents.getAddress().getPort(), path, more);
    fine(who, "agent", "add", Files.writeString(folder.resolve(name + ".yaml"), file).toString());
  }

  private String run(String workflow) throws IOException {
    Path file = Files.writeString(folder.resolve("w.yaml"), workflow);
    fine(who, "workflow", "publish", file.toString());
    return fine(who, "run", "start", "scores", "-i", "n=1", "-o", "name").strip();
  }

  private static final String SCORES =
      """
      document: { dsl: '1.0.3', namespace: test, name: scores, version: '1.0.0', metadata: { owner: house } }
      do: [ { score: { call: agent, with: { skill: scoring, work: score } } } ]
      """;

  private void ended(String run) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> json(who, "run", "show", run, "-o", "json").path("status").asText(),
            "completed"::equals);
  }

  @Test
  void who_was_chosen_and_why_is_shown_with_the_run() throws IOException {
    agent("risky", "a", "effect: irreversible");
    agent("safe", "b", "effect: read");
    String run = run(SCORES);
    ended(run);

    assertThat(fine(who, "run", "show", run))
        .contains(
            "score (skill scoring): safe, before risky: less risk, read and not irreversible");
    JsonNode choice = json(who, "run", "show", run, "-o", "json").at("/choices/0");
    assertThat(choice.path("chosen").asText()).isEqualTo("safe");
    assertThat(choice.at("/candidates/1/name").asText()).isEqualTo("risky");
    assertThat(fine(who, "run", "events", run)).contains("AgentChosen");
  }

  @Test
  void a_skill_that_nobody_has_does_not_lint_and_a_person_with_it_gets_the_task()
      throws IOException {
    Path file = Files.writeString(folder.resolve("w.yaml"), SCORES);
    Typed refused = Typed.by(who, "workflow", "publish", file.toString());
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("skill is registered as 'scoring'");

    fine(who, "person", "update", "ana", "--skills", "scoring");
    assertThat(fine(who, "person", "list", "-o", "wide")).contains("SKILLS", "scoring", "SAME AS");
    String run = run(SCORES);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> fine(who, "task", "list", "-o", "name"), out -> !out.isBlank());
    String task = fine(who, "task", "list", "-o", "name").strip();
    String digest = json(who, "task", "show", task, "-o", "json").path("digest").asText();
    fine(who, "task", "decide", task, "done", "--digest", digest, "--data", "score=7");
    ended(run);
    assertThat(json(who, "run", "show", run, "-o", "json").at("/output/score").asInt())
        .isEqualTo(7);
  }

  @Test
  void two_agents_are_compared_field_by_field_on_one_input_and_on_recorded_ones()
      throws IOException {
    agent("first", "a", "effect: read");
    JsonNode alone = json(who, "agent", "test", "first", "-i", "n=1", "-o", "json");
    assertThat(alone.at("/usage/cost").asText()).isEqualTo("EUR 0.02");
    String run = run(SCORES);
    ended(run);
    agent("second", "b", "effect: read");

    String shown = fine(who, "agent", "compare", "first", "second", "-i", "n=1");
    assertThat(shown).contains("/say", "yes", "no", "first: 1 of 1 answered", "0.02 EUR");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> fine(who, "effect", "list", "--target", "first", "-o", "name").isBlank(),
            b -> !b);
    JsonNode recorded =
        json(who, "agent", "compare", "first", "second", "--recorded", "5", "-o", "json");
    assertThat(recorded.path("agreement").asInt()).isEqualTo(66);
    assertThat(recorded.path("calls")).hasSize(1);
    assertThat(recorded.at("/calls/0/recorded").asText()).contains(run);
    assertThat(Typed.by(who, "agent", "compare", "first", "second").exit()).isEqualTo(2);
  }

  @Test
  void a_recorded_input_does_not_go_to_an_agent_that_may_not_read_it() throws IOException {
    agent("first", "a", "effect: read\nboundary: { labels: [public, internal, personal] }");
    String run =
        run(
            SCORES.replace(
                "owner: house }", "owner: house, labels: { classification: [personal] } }"));
    ended(run);
    agent("second", "b", "effect: read");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> fine(who, "effect", "list", "--target", "first", "-o", "name").isBlank(),
            b -> !b);

    Typed typed = Typed.by(who, "agent", "compare", "first", "second", "--recorded", "1");
    assertThat(typed.exit()).isNotZero();
    assertThat(typed.err()).contains("personal, for which it is not cleared");
  }

  @Test
  void an_agent_that_does_more_than_read_is_not_compared() throws IOException {
    agent("first", "a", "effect: read");
    agent("second", "b", "effect: irreversible");
    Typed typed = Typed.by(who, "agent", "compare", "first", "second", "-i", "n=1");
    assertThat(typed.exit()).isNotZero();
    assertThat(typed.err()).contains("calls only what is read");
  }

  @Test
  void what_was_found_is_registered_with_one_answer_and_then_overlaps() throws IOException {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.createDirectories(project.resolve(".well-known"));
    Files.writeString(
        project.resolve(".well-known/agent-card.json"),
        "{\"name\":\"Writer\",\"url\":\"https://w.example.com\",\"skills\":[{\"id\":\"letters\"}]}");
    Path found = folder.resolve("found");
    String[] register = {
      "agent", "discover", project.toString(), "--register", found.toString(), "--owner", "house"
    };
    Typed asked = Typed.by(who, register);
    assertThat(asked.exit()).isNotZero();
    assertThat(asked.err()).contains("Nobody is there to answer");
    Files.delete(found.resolve("Writer.yaml"));
    Typed done = Typed.atTerminal(who, "y\n", register);
    assertThat(done.err()).contains("Registered Writer.");

    JsonNode writer = json(who, "agent", "show", "Writer", "-o", "json");
    assertThat(writer.path("effect").asText()).isEqualTo("irreversible");
    assertThat(writer.at("/skills/0").asText()).isEqualTo("letters");
    JsonNode again = json(who, "agent", "discover", project.toString(), "-o", "json");
    assertThat(again.at("/items/0/overlaps/0").asText())
        .isEqualTo("agent Writer: same name; address; skills letters");
  }

  @Test
  void runs_are_found_by_the_agent_that_they_called_and_sorted() throws IOException {
    agent("safe", "b", "effect: read");
    String first = run(SCORES);
    ended(first);
    String second = fine(who, "run", "start", "scores", "-i", "n=2", "-o", "name").strip();
    ended(second);
    String called = json(who, "run", "show", first, "-o", "json").at("/effects/0/target").asText();
    String[] found = {"run", "list", "--all", "--agent", called, "--sort", "oldest", "-o", "name"};
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(fine(who, found).lines()).containsExactly(first, second));
    assertThat(json(who, "run", "list", "--all", "--agent", "nobody", "-o", "json").path("items"))
        .isEmpty();
    assertThat(fine(who, "run", "list", "--all", "--sort", "costliest")).contains("0.02 EUR");
    Typed odd = Typed.by(who, "run", "list", "--sort", "dearest");
    assertThat(odd.exit()).isEqualTo(2);
    assertThat(odd.err()).contains("newest, oldest, longest, costliest");
  }

  @Test
  void a_dry_run_says_whom_it_would_call_and_calls_nobody() throws IOException {
    agent("safe", "b", "effect: read");
    Path file = Files.writeString(folder.resolve("w.yaml"), SCORES);
    String told = fine(who, "workflow", "test", file.toString(), "-i", "n=1");
    assertThat(told).contains("completed", "safe", "allows", "made-up");
    fine(who, "workflow", "publish", file.toString());
    JsonNode played = json(who, "run", "start", "scores", "-i", "n=1", "--dry-run", "-o", "json");
    assertThat(played.at("/calls/0/target").asText()).isEqualTo("safe");
    assertThat(json(who, "run", "list", "--all", "-o", "json").path("items")).isEmpty();

    Path given = Files.writeString(folder.resolve("s.yaml"), "failing: [safe]\n");
    Typed failed =
        Typed.by(who, "workflow", "test", file.toString(), "--stand-in", given.toString());
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).contains("it waits for house at score");
    assertThat(Typed.by(who, "run", "start", "scores", "--dry-run", "--wait").exit()).isEqualTo(2);
  }

  @Test
  void an_address_is_asked_for_its_card_and_its_description() {
    agents.createContext(
        "/.well-known/agent-card.json",
        e -> plain(e, "{\"name\":\"Remote\",\"url\":\"http://x/\",\"skills\":[{\"id\":\"s\"}]}"));
    String base = "http://127.0.0.1:" + agents.getAddress().getPort();
    JsonNode answer = json(who, "agent", "discover", base, "-o", "json");
    assertThat(answer.at("/items/0/name").asText()).isEqualTo("Remote");
    assertThat(answer.path("items")).hasSize(1);
  }

  private static void plain(HttpExchange exchange, String text) throws IOException {
    try (exchange) {
      byte[] said = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, said.length);
      exchange.getResponseBody().write(said);
    }
  }

  @Test
  void the_roster_has_a_score_and_its_findings_name_commands_that_mend_them() throws IOException {
    agent("first", "a", "effect: read");
    agent("second", "a", "effect: read");
    JsonNode before = json(who, "audit", "sprawl", "-o", "json");
    assertThat(before.path("things").asInt()).isEqualTo(2);
    assertThat(before.path("score").asInt()).isEqualTo(82);
    assertThat(before.path("items").findValuesAsText("finding"))
        .containsExactly("overlap", "no-budget", "no-budget");
    assertThat(fine(who, "audit", "sprawl"))
        .contains("fermata agent remove second --why 'the same as first'");

    Path budget = folder.resolve("budget.yaml");
    String mend = before.at("/items/1/mend").asText();
    String text = mend.substring(mend.indexOf('\'') + 1, mend.lastIndexOf('\''));
    Files.writeString(budget, text.replace("\\n", "\n"));
    fine(who, "budget", "add", budget.toString());
    assertThat(json(who, "audit", "sprawl", "-o", "json").path("score").asInt()).isEqualTo(87);
  }

  @Test
  void a_budget_names_only_what_there_is_and_is_told_the_nearest() throws IOException {
    agent("scorer", "a", "effect: read");
    String budget = "budget: b\nowner: house\nscope: { agent: %s }\nper: day\n";
    String rest = "limit: { calls: 9 }\nbreach: hold\n";
    Path file = folder.resolve("budget.yaml");
    Files.writeString(file, budget.formatted("scorrer") + rest);
    Typed refused = Typed.by(who, "budget", "add", file.toString());
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("no agent is registered as 'scorrer'", "'scorer'");
    Files.writeString(file, budget.formatted("scorer") + rest);
    fine(who, "budget", "add", file.toString());
  }
}
