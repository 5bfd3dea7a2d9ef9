package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.testkit.Permits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T20: journals of every format that was ever written are read, and their runs go on. */
class FormatsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int NEWEST = 6;

  @TempDir Path folder;

  private Path golden(int format) throws IOException {
    String name = "/golden/format-" + format + ".db.gz";
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(FormatsTest.class.getResourceAsStream(name), name))) {
      Files.copy(in, folder.resolve("fermata.db"));
    }
    return folder;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void every_run_is_what_its_facts_say(int format) throws IOException {
    golden(format);
    SqliteStore.open(folder, new SecureRandom()).close();

    Verification.Report report = Verification.of(folder, (what, done, total) -> {});

    assertThat(report.problem()).isEmpty();
    int families = format >= 4 ? GoldenJournal.FAMILY_RUNS : 0;
    assertThat(report.runs()).isEqualTo(GoldenJournal.STATUS.size() + families);
    assertThat(report.tasks()).isPositive();
    assertThat(report.timers()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void every_run_stands_as_it_stood_and_waiting_ones_can_be_finished(int format)
      throws IOException {
    try (Shop shop = Shop.open(golden(format), Shop.TEN)) {
      GoldenJournal.STATUS.forEach(
          (key, status) -> assertThat(shop.status(shop.run(key))).as(key).isEqualTo(status));
      // Written before there were policies: now what is irreversible would ask its owner.
      shop.engine.tell(Permits.everything());
      shop.send(shop.run("paused"), new RunSignal.Resume(Shop.CLERK));
      await()
          .atMost(LONG)
          .until(() -> {
            shop.move(Duration.ofHours(1));
            shop.store.tasks(TaskFilter.WAITING).forEach(shop::decide);
            return GoldenJournal.STATUS.keySet().stream()
                .allMatch(key -> shop.row(shop.run(key)).status().ended());
          });
      assertThat(shop.status(shop.run("asks"))).isEqualTo("completed");
      assertThat(shop.status(shop.run("doubts"))).isEqualTo("completed");
      assertThat(shop.failures).isEmpty();
    }
    assertThat(Verification.of(folder, (what, done, total) -> {}).problem()).isEmpty();
  }

  @Test
  void the_newest_golden_journal_is_of_the_format_that_is_written() throws Exception {
    SqliteStore.open(folder, new SecureRandom()).close();
    assertThat(format()).isEqualTo(NEWEST);
    Files.delete(folder.resolve("fermata.db"));
    Files.delete(folder.resolve("acknowledged"));
    golden(NEWEST);
    assertThat(format()).isEqualTo(NEWEST);
  }

  private int format() throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("fermata.db"));
        var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  @Test
  void a_newer_format_is_refused_in_plain_words_and_left_alone() throws Exception {
    golden(NEWEST);
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("fermata.db"));
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + (NEWEST + 1));
    }
    byte[] before = Files.readAllBytes(folder.resolve("fermata.db"));

    assertThatThrownBy(() -> SqliteStore.open(folder, new SecureRandom()))
        .isInstanceOf(JournalFailure.class)
        .hasMessage(
            "journal has format %d, this Fermata reads up to %d; start the version that wrote it, or newer"
                .formatted(NEWEST + 1, NEWEST));
    assertThat(Files.readAllBytes(folder.resolve("fermata.db"))).isEqualTo(before);
  }
}
