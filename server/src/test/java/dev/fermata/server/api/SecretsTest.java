package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import dev.fermata.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Secrets put in at every place, looked for at every other.
 *
 * <p>S24 of docs/internals/security-tests.md.
 */
class SecretsTest {
  private static final String CANARY = "canary-7f3a9c51-secret";

  private static final String AGENT =
      """
      agent: reader
      owner: admin
      kind: process
      command: [/bin/false]
      environment: { API_KEY: '%s' }
      effect: read
      timeout: PT1S
      """
          .formatted(CANARY);

  private static final String TOOLS =
      """
      server: desk
      owner: admin
      kind: http
      url: 'https://user:%s@tools.example/x'
      headers: { Authorization: 'Bearer %s' }
      tools: { look: { effect: read } }
      """
          .formatted(CANARY, CANARY);

  @Test
  void no_secret_shows_in_answers_errors_events_or_the_log() throws IOException {
    try (var server = TestServer.start()) {
      List<String> shown = new ArrayList<>();
      String admin = server.admin();
      shown.add(post(server, "/api/v1/agents", Json.object().put("source", AGENT).toString()));
      shown.add(post(server, "/api/v1/tools", Json.object().put("source", TOOLS).toString()));
      shown.add(post(server, "/api/v1/agents/reader/test", "{}"));
      shown.add(post(server, "/api/v1/people", person(CANARY + "-long")));
      shown.add(post(server, "/api/v1/people", person(CANARY + "-long")));
      for (String proof :
          List.of(
              "{\"name\":\"ana\",\"password\":\"%s\"}",
              "{\"link\":\"%s\"}",
              "{\"name\":\"%s\"}",
              "{\"nme\":\"x\",\"password\":\"%s\"}",
              "{\"password\":\"%s\"")) {
        shown.add(server.post("/api/v1/session", "", proof.formatted(CANARY)).text());
      }
      for (String path :
          List.of("agents", "agents/reader", "tools", "tools/desk", "people", "tokens", "status")) {
        shown.add(server.get("/api/v1/" + path, admin).text());
      }
      shown.add(server.get("/", admin).text());
      shown.add(server.get("/api/v1/runs", CANARY).text());
      shown.add(server.get("/sign-in?lnk=" + CANARY, "").text());
      shown.add(server.log());
      String operator = server.as(Role.OPERATOR);
      shown.add(events(server, operator));
      shown.add(server.log());
      List<String> secrets = new ArrayList<>(List.of(CANARY, admin, operator, server.machine()));
      secrets.add(Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8)));
      for (String text : shown) {
        assertThat(text).doesNotContain(secrets);
      }
    }
  }

  private static String person(String password) {
    return Json.object().put("name", "ana").put("password", password).toString();
  }

  private static String post(TestServer server, String path, String body) {
    return server.post(path, server.admin(), body).text();
  }

  /** All facts so far, as they are streamed. */
  private static String events(TestServer server, String token) throws IOException {
    long last = server.get("/api/v1/status", token).json().path("position").asLong();
    var all = new StringBuilder();
    try (var live = new Live(server, "/api/v1/events?after=0", token)) {
      JsonNode entry = live.next();
      for (; entry.path("position").asLong() < last; entry = live.next()) {
        all.append(entry);
      }
      assertThat(all.append(entry)).contains("AgentAdded", "ToolServerAdded", "API_KEY");
    }
    return all.toString();
  }

  @Test
  void the_log_takes_out_what_looks_like_a_secret_and_shows_control_codes() {
    var bytes = new ByteArrayOutputStream();
    var log = new PlainLog(new PrintStream(bytes), Log.Level.INFO, Clock.systemUTC());
    log.info("http", "Authorization: Bearer abcdef1234567890 fmt_s-AAAAAAAAAA.BBBBBBBB");
    log.info("http", "at http://u:pw@host/sign-in?link=0123456789abcdef password=hunter2\nnext");
    log.line(Log.Level.DEBUG, "http", "not written");
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .doesNotContain("abcdef1234567890", "BBBB", "u:pw", "0123456789abcdef", "hunter2")
        .doesNotContain("not written")
        .contains("\\u000anext");
    assertThat(text.lines()).hasSize(2);
  }

  @Test
  void a_secret_has_no_readable_form() {
    var secret = Secret.of(CANARY);
    assertThat(secret.toString()).doesNotContain(CANARY);
    assertThat(secret.derived("csrf")).doesNotContain(CANARY);
    assertThat("" + List.of(secret)).doesNotContain(CANARY);
  }
}
