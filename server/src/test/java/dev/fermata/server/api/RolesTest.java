package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every role against every endpoint, as the description says; and other people's things.
 *
 * <p>S17 of docs/internals/security-tests.md.
 */
class RolesTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** All who ask, with the roles they have. */
  private static Map<String, List<String>> everybody() {
    Map<String, List<String>> tokens = new HashMap<>();
    for (Role role : Role.values()) {
      tokens.put(server.as(role), List.of(role.word()));
    }
    tokens.put(server.person("nobody", ""), List.of());
    return tokens;
  }

  @Test
  void each_role_may_what_the_description_says_and_nothing_else() {
    var everybody = everybody();
    List<String> wrong = new ArrayList<>();
    int cells = 0;
    for (var operation : Description.operations()) {
      boolean leaves = operation.path().matches(".*/(stream|events|live)");
      boolean ends = operation.path().matches(".*/session|/sign-out");
      if (operation.roles().contains("public") || ends || leaves) {
        continue;
      }
      for (var who : everybody.entrySet()) {
        cells++;
        boolean may =
            operation.roles().contains("signed-in")
                || who.getValue().stream().anyMatch(operation.roles()::contains);
        String path = operation.path().replaceAll("\\{\\w+}", "zz-9");
        // Nobody is called zz-9, and what is sent fits nowhere: whoever may is told that.
        int status = server.call(operation.method(), path, who.getKey(), "").status();
        boolean ofPerson = operation.path().matches(".*/people/\\{person}(/link)?");
        boolean own = ofPerson && !who.getValue().contains("admin");
        boolean right = own ? status == 403 : may ? status != 403 && status != 401 : status == 403;
        if (!right) {
          wrong.add(operation.name() + " as " + who.getValue() + ": " + status);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cells).isGreaterThan(250);
  }

  @Test
  void the_command_lines_own_token_is_an_operator_that_never_decides() {
    String machine = server.machine();
    assertThat(server.get("/api/v1/runs", machine).status()).isEqualTo(200);
    assertThat(server.post("/api/v1/workflows", machine, "{\"source\": \"\"}").status())
        .isEqualTo(403);
    assertThat(server.post("/api/v1/tasks/x-1/decide", machine, "{\"answer\": \"a\"}").status())
        .isEqualTo(403);
    assertThat(server.get("/api/v1/tokens", machine).status()).isEqualTo(403);
  }

  @Test
  void no_token_of_a_program_can_be_approver_and_an_admins_program_does_not_decide() {
    String asked = "{\"name\": \"p\", \"roles\": [\"approver\"], \"days\": 1}";
    assertThat(server.post("/api/v1/tokens", server.admin(), asked).status()).isEqualTo(400);
    String admin =
        server
            .expect(
                201,
                server.post("/api/v1/tokens", server.admin(), asked.replace("approver", "admin")))
            .json()
            .path("token")
            .asText();
    assertThat(server.get("/api/v1/tokens", admin).status()).isEqualTo(200);
    assertThat(server.post("/api/v1/tasks/x-1/decide", admin, "{\"answer\": \"a\"}").status())
        .isEqualTo(403);
  }

  @Test
  void a_link_for_somebody_else_is_not_given_and_nothing_says_who_there_is() {
    String viewer = server.as(Role.VIEWER);
    var other = server.post("/api/v1/people/admin/link", viewer, "");
    var unknown = server.post("/api/v1/people/zz-9/link", viewer, "");
    assertThat(other.status()).isEqualTo(403);
    assertThat(unknown.status()).isEqualTo(403);
    assertThat(other.json().path("detail")).isEqualTo(unknown.json().path("detail"));
    assertThat(server.post("/api/v1/people/the-viewer/link", viewer, "").status()).isEqualTo(201);
  }

  @Test
  void an_author_registers_no_program_of_this_machine() {
    String file = "agent: evil\\nowner: admin\\nkind: process\\ncommand: [touch, /tmp/evil]\\n";
    String body = "{\"source\": \"" + file + "\"}";
    assertThat(server.post("/api/v1/agents", server.as(Role.AUTHOR), body).status()).isEqualTo(403);
    assertThat(server.get("/api/v1/agents/evil", server.admin()).status()).isEqualTo(404);
  }
}
