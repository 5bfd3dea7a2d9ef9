package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What comes in and means harm: quotes, paths, definitions that would do something.
 *
 * <p>S4, S8, S10, S11 of docs/internals/security-tests.md.
 */
class HostileInputTest {
  private static final List<String> SEEDS =
      List.of(
          "'",
          "''",
          "\"",
          "' OR '1'='1",
          "'; DROP TABLE run; --",
          "%' --",
          "\\",
          "%",
          "_",
          "*",
          "\u0000",
          "a'b",
          "x') UNION SELECT 1 --",
          "${7*7}",
          "{{7*7}}",
          "../../etc/passwd",
          "..",
          ".",
          "a/b",
          "a\\b",
          "%2e%2e",
          "\u202e",
          "\ud800",
          "0x27",
          "NaN",
          "-1",
          "1e9",
          "[]",
          "x".repeat(129),
          "é",
          " ");

  private static final String SIGNS = "'\"\\;-%_()*/ aO1=\0\n";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    server.person("owner", "house");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void harmless(String what, Answer answer) {
    assertThat(answer.status()).as(what + ": " + answer.text()).isLessThan(500);
    assertThat(answer.text().toLowerCase(java.util.Locale.ROOT))
        .as(what)
        .doesNotContain(
            "sqlite", "syntax error", "exception", "dev.fermata.", "at java.", "/data/");
  }

  @Test
  void no_quote_in_any_filter_reaches_the_store_as_more_than_text() {
    String token = server.admin();
    for (String seed : SEEDS) {
      for (var operation : Description.operations()) {
        if (operation.path().contains("stream") || operation.path().endsWith("/events")) {
          continue;
        }
        for (String name : operation.query()) {
          String path = operation.path().replaceAll("\\{\\w+}", "some-1");
          harmless(name + "=" + seed, server.get(path + "?" + name + "=" + encoded(seed), token));
        }
      }
    }
  }

  @Test
  void random_quotes_in_filters_and_bodies_cause_no_error_of_ours() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    String token = server.admin();
    for (int i = 0; i < 200; i++) {
      var text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
      }
      String as = "seed " + seed + " case " + i;
      String query = "?workflow=" + encoded(text.toString()) + "&batch=" + encoded(text.toString());
      harmless(as, server.get("/api/v1/runs" + query + "&subject=" + encoded(text + "'"), token));
      var body = Json.object().put("workflow", text.toString()).put("startKey", text + "'");
      harmless(as, server.post("/api/v1/runs", token, body.toString()));
      var person = Json.object().put("name", text.toString()).put("password", text.toString());
      harmless(as, server.post("/api/v1/people", token, person.toString()));
      if (i % 20 == 0) { // Each takes a password's check, which is slow by design.
        harmless(as, server.post("/api/v1/session", "", person.toString()));
      }
    }
  }

  @Test
  void what_is_no_name_names_nothing_wherever_it_stands() {
    for (String seed : List.of("..", "a b", "a'b", "x".repeat(129), "é", "a/b")) {
      String name = encoded(seed).replace("+", "%20");
      for (String path :
          List.of("runs/", "tasks/", "agents/", "tools/", "workflows/", "batches/")) {
        assertThat(server.get("/api/v1/" + path + name, server.admin()).status())
            .as(path + seed)
            .isIn(400, 404);
      }
      var body = Json.object().put("name", seed);
      assertThat(server.post("/api/v1/people", server.admin(), body.toString()).status())
          .isEqualTo(400);
      var team = Json.object().put("team", seed);
      assertThat(server.post("/api/v1/teams", server.admin(), team.toString()).status())
          .isEqualTo(400);
    }
  }

  @Test
  void an_unknown_field_is_told_with_the_name_that_was_meant() {
    Answer answer = server.post("/api/v1/runs", server.admin(), "{\"workflw\": \"a\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).contains("Did you mean 'workflow'?");
    Answer query = server.get("/api/v1/runs?statuss=running", server.admin());
    assertThat(query.json().path("detail").asText()).contains("Did you mean 'status'?");
    for (String body : List.of("[]", "1", "\"x\"", "{", "{\"a\":1,\"a\":2}", "[".repeat(9_000))) {
      assertThat(server.post("/api/v1/runs", server.admin(), body).status()).isEqualTo(400);
    }
  }

  @Test
  void linting_and_registering_start_nothing_and_reach_nothing() throws IOException {
    Path mark = server.folder().resolve("started");
    long children = ProcessHandle.current().descendants().count();
    try (var canary = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + canary.getLocalPort() + "/x";
      for (String hostile : hostile(url, mark)) {
        String body = Json.object().put("source", hostile).toString();
        harmless(hostile, server.post("/api/v1/workflows/lint", server.admin(), body));
        harmless(hostile, server.post("/api/v1/workflows", server.admin(), body));
        harmless(hostile, server.post("/api/v1/agents", server.admin(), body));
        harmless(hostile, server.post("/api/v1/tools", server.admin(), body));
      }
      canary.setSoTimeout(300);
      assertThat(accepted(canary)).isFalse();
    }
    assertThat(Files.exists(mark)).isFalse();
    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(children);
  }

  private static boolean accepted(ServerSocket canary) throws IOException {
    try {
      canary.accept().close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static List<String> hostile(String url, Path mark) {
    String head =
        "document: { dsl: '1.0.3', namespace: t, name: t, version: '1.0.0', metadata: { owner: house } }\n";
    return List.of(
        head + "do: [ { a: { call: http, with: { method: get, endpoint: '" + url + "' } } } ]",
        head + "do: [ { a: { call: '" + url + "' } } ]",
        head + "do: [ { a: { run: { shell: { command: 'touch " + mark + "' } } } } ]",
        head + "do: [ { a: { run: { script: { language: js, code: '1' } } } } ]",
        head + "do: [ { a: { call: agent, with: { command: [touch, '" + mark + "'] } } } ]",
        head + "input: { schema: { resource: { endpoint: '" + url + "' } } }\ndo: []",
        head
            + "input: { schema: { document: { $ref: '"
            + url
            + "' } } }\ndo: [ { a: { set: { b: 1 } } } ]",
        head + "use: { catalogs: { c: { endpoint: '" + url + "' } } }\ndo: []",
        "agent: p\nowner: house\nkind: process\ncommand: [touch, '" + mark + "']\n",
        "server: q\nowner: house\nkind: process\ncommand: [touch, '"
            + mark
            + "']\ntools: { t: {} }\n",
        "agent: h\nowner: house\nkind: http\nurl: '" + url + "'\ninput: { $ref: '" + url + "' }\n",
        "a: &a [x]\nb: [*a, *a]\n",
        "!!javax.script.ScriptEngineManager [x]",
        "[".repeat(100_000),
        head + "do: [ { a: { set: { b: '${ def f: f; f }' } } } ]");
  }

  @Test
  void a_program_named_in_a_workflow_is_never_what_runs() {
    String source =
        WorkTest.ASK.formatted("2.0.0")
            + "  - b: { run: { shell: { command: 'touch /tmp/x' } } }\n";
    var body = Json.object().put("source", source);
    Answer answer = server.post("/api/v1/workflows", server.as(Role.AUTHOR), body.toString());
    assertThat(answer.status()).isEqualTo(422);
  }
}
