package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sessions and tokens from their first to their last moment.
 *
 * <p>S12, S32 of docs/internals/security-tests.md.
 */
class SessionTest {
  private static final String PASSWORD = "correct horse battery";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void person(String name, String roles) {
    server.expect(
        201,
        server.post(
            "/api/v1/people",
            server.admin(),
            "{\"name\": \"%s\", \"roles\": [%s], \"password\": \"%s\"}"
                .formatted(name, roles, PASSWORD)));
  }

  private static Answer signIn(String name, String password) {
    return server.post(
        "/api/v1/session",
        TestServer.NOBODY,
        "{\"name\": \"%s\", \"password\": \"%s\", \"token\": true}".formatted(name, password));
  }

  private static String token(String name) {
    return server.expect(201, signIn(name, PASSWORD)).json().path("token").asText();
  }

  @Test
  void a_session_ends_when_one_signs_out() {
    person("out", "\"viewer\"");
    String token = token("out");
    assertThat(server.get("/api/v1/runs", token).status()).isEqualTo(200);
    assertThat(server.call("DELETE", "/api/v1/session", token, "").status()).isEqualTo(204);
    assertThat(server.get("/api/v1/runs", token).status()).isEqualTo(401);
  }

  @Test
  void each_sign_in_begins_a_session_of_its_own() {
    person("twice", "\"viewer\"");
    String first = token("twice");
    String second = token("twice");
    assertThat(first).isNotEqualTo(second);
    server.call("DELETE", "/api/v1/session", first, "");
    assertThat(server.get("/api/v1/runs", second).status()).isEqualTo(200);
  }

  @Test
  void a_changed_role_counts_from_the_next_request_on() {
    person("changed", "\"viewer\"");
    String token = token("changed");
    assertThat(server.get("/api/v1/tokens", token).status()).isEqualTo(403);
    change("changed", "{\"roles\": [\"admin\"]}");
    assertThat(server.get("/api/v1/tokens", token).status()).isEqualTo(200);
    change("changed", "{\"roles\": []}");
    assertThat(server.get("/api/v1/runs", token).status()).isEqualTo(403);
    change("changed", "{\"disabled\": true}");
    assertThat(server.get("/api/v1/whoami", token).status()).isEqualTo(401);
    assertThat(signIn("changed", PASSWORD).status()).isEqualTo(401);
  }

  private static void change(String name, String body) {
    server.expect(200, server.call("PATCH", "/api/v1/people/" + name, server.admin(), body));
  }

  @Test
  void a_new_password_ends_the_sessions_of_the_old() {
    person("renewed", "\"viewer\"");
    String token = token("renewed");
    change("renewed", "{\"password\": \"another long password\"}");
    assertThat(server.get("/api/v1/runs", token).status()).isEqualTo(401);
    assertThat(signIn("renewed", PASSWORD).status()).isEqualTo(401);
    assertThat(signIn("renewed", "another long password").status()).isEqualTo(201);
  }

  @Test
  void nothing_tells_a_wrong_password_from_an_unknown_name() {
    person("known", "\"viewer\"");
    Answer wrong = signIn("known", "not the password");
    Answer unknown = signIn("unknown", "not the password");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(wrong.json().path("detail")).isEqualTo(unknown.json().path("detail"));
    assertThat(signIn("' OR '1'='1", "x").status()).isEqualTo(401);
  }

  @Test
  void guessing_is_slowed_down_for_one_name_and_not_for_another() {
    person("guessed", "\"viewer\"");
    person("other", "\"viewer\"");
    Answer last = signIn("guessed", "guess");
    for (int i = 0; i < 15 && last.status() == 401; i++) {
      last = signIn("guessed", "guess " + i);
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(Integer.parseInt(last.header("retry-after"))).isPositive();
    assertThat(signIn("guessed", PASSWORD).status()).isEqualTo(429);
    assertThat(signIn("other", PASSWORD).status()).isEqualTo(201);
  }

  @Test
  void a_token_of_a_program_is_shown_once_and_can_be_revoked() {
    String body = "{\"name\": \"nightly\", \"roles\": [\"operator\"], \"days\": 30}";
    var made = server.expect(201, server.post("/api/v1/tokens", server.admin(), body)).json();
    String token = made.path("token").asText();
    assertThat(server.get("/api/v1/runs", token).status()).isEqualTo(200);
    assertThat(server.get("/api/v1/tokens", server.admin()).text())
        .contains("nightly", made.path("id").asText())
        .doesNotContain(token, token.substring(token.indexOf('.')));
    String id = made.path("id").asText();
    assertThat(server.call("DELETE", "/api/v1/tokens/" + id, server.admin(), "").status())
        .isEqualTo(204);
    assertThat(server.get("/api/v1/runs", token).status()).isEqualTo(401);
  }

  @Test
  void what_is_on_the_disk_signs_nobody_in() throws IOException {
    String operator = server.as(Role.OPERATOR);
    List<String> secrets = new ArrayList<>(List.of(operator, server.admin(), server.machine()));
    secrets.add(PASSWORD);
    person("disk", "\"viewer\"");
    try (Stream<Path> files = Files.walk(server.folder().resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
          assertThat(bytes).as(file.toString()).doesNotContain(secret);
        }
        // Whoever reads a hash and sends it as the secret is nobody.
        for (int at = bytes.indexOf("s-"); at >= 0; at = bytes.indexOf("s-", at + 1)) {
          String id = bytes.substring(at, Math.min(bytes.length(), at + 12));
          String rest = bytes.substring(Math.min(bytes.length(), at + 12));
          String hash = rest.substring(0, Math.min(43, rest.length()));
          if ((id + hash).matches("s-[A-Za-z0-9_-]{53}")) {
            assertThat(server.get("/api/v1/runs", "fmt_" + id + "." + hash).status())
                .isEqualTo(401);
          }
        }
      }
    }
    assertThat(Files.getPosixFilePermissions(server.folder().resolve("user").resolve("token")))
        .hasSize(2);
  }
}
