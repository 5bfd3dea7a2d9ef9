package dev.fermata.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Team;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.value.Json;
import dev.fermata.value.TeamName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backup}, {@code restore} and {@code verify}, and a server on damaged data. */
class StoredVerbsTest {
  @TempDir Path folder;

  @BeforeEach
  void fill() throws Exception {
    try (var server = server("data")) {
      server
          .engine()
          .tell(
              new HouseSignal.AddTeam(
                  new Team(new TeamName("clerks"), "they decide"), new Principal.System()));
    }
  }

  private FermataServer server(String data) throws Exception {
    var config =
        ServerConfig.of(folder.resolve(data), (level, subject, text) -> {}, text -> {})
            .onPort(0)
            .withUserFolder(Optional.empty());
    return FermataServer.start(config);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Typed typed(String... command) {
    return Typed.by(Map.of(), command);
  }

  private void damage(String file) throws IOException {
    Path path = folder.resolve(file).resolve("fermata.db");
    String bytes = Files.readString(path, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains("they decide");
    Files.writeString(
        path, bytes.replace("they decide", "they dream!"), StandardCharsets.ISO_8859_1);
  }

  @Test
  void a_backup_of_a_running_server_is_verified_and_restored() throws Exception {
    try (var server = server("data")) {
      Typed backup = typed("backup", path("monday"), "--data", path("data"), "-o", "json");
      assertThat(backup.exit()).as(backup.err()).isZero();
      assertThat(Json.parse(backup.out()).view().path("verified").asBoolean()).isTrue();
      assertThat(server.engine().accepting()).isTrue();

      Typed verified = typed("verify", "--data", path("data"), "-o", "json");
      assertThat(verified.exit()).as(verified.err()).isZero();
      assertThat(Json.parse(verified.out()).view().path("journal").asText()).isEqualTo("sound");
      assertThat(Json.parse(verified.out()).view().path("entries").asLong()).isPositive();
    }
    Typed restored = typed("restore", path("monday"), "--data", path("other"));
    assertThat(restored.exit()).as(restored.err()).isZero();
    assertThat(restored.out()).contains("holds all until");
    try (var server = server("other")) {
      assertThat(server.engine().house().roster().teams()).containsKey(new TeamName("clerks"));
    }
  }

  @Test
  void a_folder_with_something_in_it_is_not_restored_into() {
    typed("backup", path("monday"), "--data", path("data"));

    Typed restored = typed("restore", path("monday"), "--data", path("data"));

    assertThat(restored.exit()).isEqualTo(1);
    assertThat(restored.err()).contains("is not empty").contains("restore into an empty one");
  }

  @Test
  void damage_is_named_and_the_server_does_not_start() throws Exception {
    damage("data");

    Typed verified = typed("verify", "--data", path("data"));
    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.out())
        .contains("damaged")
        .containsPattern("entry \\d+ \\(number \\d+ of stream house\\) does not match its digest");

    Typed started = typed("server", "--port", "0", "--data", path("data"));
    assertThat(started.exit()).isEqualTo(1);
    assertThat(started.err())
        .containsPattern("entry \\d+ \\(number \\d+ of stream house\\) does not match its digest")
        .contains("restore a backup");
  }

  @Test
  void a_journal_of_a_newer_format_is_refused_in_plain_words() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + path("data") + "/fermata.db");
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 1000");
    }
    Typed started = typed("server", "--port", "0", "--data", path("data"));

    assertThat(started.exit()).isEqualTo(1);
    assertThat(started.err())
        .containsPattern(
            "journal has format 1000, this Fermata reads up to \\d+; start the version that wrote");
  }

  @Test
  void a_folder_without_a_journal_is_said_so() {
    assertThat(typed("verify", "--data", path("nothing")).err()).contains("there is no journal in");
    assertThat(typed("backup", path("b"), "--data", path("nothing")).err())
        .contains("there is no journal in");
    assertThat(typed("restore", path("nothing"), "--data", path("x")).err())
        .contains("is no backup");
  }
}
