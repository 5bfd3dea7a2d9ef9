package dev.fermata.server.api.operation.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Teams and people as files say; only an admin registers them, and all of a file or nothing. */
class CrewTest {
  private static final String TEAMS =
      "teams: [ { team: clerks, zone: Europe/Madrid, hours: 'Mon-Fri 09:00-17:00', blindFirst: 0.2 } ]";

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void open() {
    server = TestServer.start();
    register(201, TEAMS);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static Answer register(int status, String source) {
    return register(status, server.admin(), source);
  }

  private static Answer register(int status, String token, String source) {
    String body = Json.object().put("source", source).toString();
    return server.expect(status, server.post("/api/v1/crew", token, body));
  }

  private static JsonNode of(String list, String field, String name) {
    for (JsonNode each : server.get("/api/v1/" + list, server.admin()).json().path("items")) {
      if (each.path(field).asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError(name + " is not among the " + list);
  }

  @Test
  void a_team_becomes_what_its_file_says() {
    JsonNode team = of("teams", "team", "clerks");
    assertThat(team.path("hours").asText()).isEqualTo("Mon-Fri 09:00-17:00");
    assertThat(team.path("zone").asText()).isEqualTo("Europe/Madrid");
    assertThat(team.path("blindFirst").asDouble()).isEqualTo(0.2);
  }

  @Test
  void people_come_with_their_hours_and_stand_ins_and_those_kept_out_stay_so() {
    String away = "[{ from: 2026-12-20, to: 2027-01-06, delegate: ben }]";
    String ana = "{ person: ana, roles: [approver], teams: [clerks], absence: " + away + " }";
    register(201, "people: [ " + ana + ", { person: ben } ]");
    assertThat(of("people", "name", "ana").at("/absence/0/delegate").asText()).isEqualTo("ben");
    server.person("ben-too", "", Role.VIEWER);
    String change = "{\"disabled\": true, \"sameAs\": \"ben\"}";
    server.expect(200, server.call("PATCH", "/api/v1/people/ben-too", server.admin(), change));
    register(201, "people: [ { person: ben-too, roles: [admin] } ]");
    assertThat(of("people", "name", "ben-too").path("disabled").asBoolean()).isTrue();
    assertThat(of("people", "name", "ben-too").path("sameAs").asText()).isEqualTo("ben");
    Answer other = register(409, "people: [ { person: ben-too, sameAs: ana } ]");
    assertThat(other.text()).contains("ben-too is an account of ben");
    assertThat(of("people", "name", "ben-too").path("sameAs").asText()).isEqualTo("ben");
  }

  @Test
  void what_is_wrong_with_one_keeps_all_of_them_out() {
    Answer unknown =
        register(400, "people: [ { person: cleo }, { person: dan, teams: [nowhere] } ]");
    assertThat(unknown.text()).contains("nowhere");
    Answer alone =
        register(
            400,
            "people: [ { person: eli, absence: [{ from: 2026-12-20, to: 2026-12-21, delegate: eli }] } ]");
    assertThat(alone.text()).contains("cannot stand in");
    register(400, "teams: [ { team: quick, lead: nobody } ]");
    register(422, "people: [ { person: flo, roles: [king] } ]");
    assertThat(server.get("/api/v1/people", server.admin()).text())
        .doesNotContain("cleo", "eli", "flo");
  }

  @Test
  void nobody_but_an_admin_registers_people() {
    register(403, server.as(Role.AUTHOR), "people: [ { person: gil, roles: [admin] } ]");
    register(403, server.as(Role.OPERATOR), TEAMS);
  }

  @Test
  void the_command_line_registers_files() throws IOException {
    Path file = Files.writeString(folder.resolve("teams.yaml"), "teams: [ { team: typed } ]");
    server.person("ada", "", Role.ADMIN);
    var made = server.post("/api/v1/people/ada/link", server.admin(), "");
    String link = server.expect(201, made).json().path("link").asText();
    Map<String, String> at =
        Map.of(
            "FERMATA_SERVER",
            "http://127.0.0.1:" + server.port(),
            "FERMATA_CONFIG",
            folder.toString());
    assertThat(Typed.by(at, "login", "--link", link).exit()).isZero();
    Typed done = Typed.by(at, "team", "register", file.toString());
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.out()).contains("typed");
    assertThat(of("teams", "team", "typed").path("team").asText()).isEqualTo("typed");
  }
}
