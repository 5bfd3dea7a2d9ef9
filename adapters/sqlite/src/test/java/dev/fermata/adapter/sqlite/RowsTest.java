package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.NOON;
import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.row;
import static dev.fermata.adapter.sqlite.Drafts.task;
import static dev.fermata.adapter.sqlite.Drafts.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Draft.TimerChange;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Reservation.StartKey;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the lists are what was written, or an error. */
class RowsTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("fermata.db");
  }

  private SqliteStore open() {
    return SqliteStore.open(folder, new SecureRandom());
  }

  private void fill() {
    try (var store = open()) {
      store.append(
          List.of(
              with(draft("a", 1), row("a", RunStatus.RUNNING, 1)),
              with(draft("a", 2), task("a", 1, "clerks", Optional.empty())),
              with(draft("a", 3), new TimerChange.Set("nap", NOON)),
              with(draft("a", 4), new StartKey("k")),
              with(draft("a", 5), new Draft.Snapshot(5, new byte[] {1, 2}))));
      store.append(List.of(with(draft("b", 1), row("b", RunStatus.WAITING, 2))));
    }
  }

  private void change(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as("changed rows").isPositive();
    }
  }

  private static void readAll(SqliteStore store) {
    store.run(new RunId("a"));
    store.runs(RunFilter.ALL);
    store.active("", 10);
    store.task(new TaskId("a-1"));
    store.tasks(TaskFilter.WAITING);
    store.timers(NOON, 10);
    store.holder(new StartKey("k"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE run SET status = 5 WHERE id = 'a'",
        "UPDATE run SET problem = 'x' WHERE id = 'a'",
        "UPDATE run SET subject = 'x' WHERE id = 'a'",
        "UPDATE run SET started = started + 1 WHERE id = 'a'",
        "UPDATE run SET ended = 1 WHERE id = 'a'",
        "UPDATE run SET sum = NULL WHERE id = 'a'",
        "UPDATE run SET begun_sum = sum WHERE id = 'a'",
        "UPDATE task SET due = 0",
        "UPDATE task SET team = 'others'",
        "UPDATE task SET body = replace(body, 'Go?', 'No?')",
        "UPDATE timer SET at = at - 1",
        "UPDATE timer SET stream = 2",
        "UPDATE timer SET timer = 'map'",
        "UPDATE start_key SET stream = 2",
      })
  void a_changed_row_is_neither_read_nor_opened(String change) throws SQLException {
    fill();
    try (var store = open()) {
      readAll(store);
      change(change);

      assertThatThrownBy(() -> readAll(store))
          .isInstanceOfSatisfying(
              JournalFailure.class, e -> assertThat(e.kind()).isEqualTo(JournalFailure.Kind.FATAL))
          .hasMessageContaining("fermata.db was damaged or changed; restore a backup");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("does not match its check: fermata.db was damaged or changed");
  }

  @Test
  void a_row_in_another_runs_place_is_not_read() throws SQLException {
    fill();
    try (var store = open()) {
      change("UPDATE stream SET name = name || 'x' WHERE name = 'run/b'");
      change("UPDATE stream SET name = 'run/b' WHERE name = 'run/a'");

      assertThatThrownBy(() -> store.run(new RunId("b")))
          .hasMessageContaining("the row of run b is that of run a");
    }
  }

  @Test
  void a_snapshot_of_another_entry_counts_as_none() throws SQLException {
    fill();
    try (var store = open()) {
      assertThat(store.snapshot(Drafts.stream("a"))).isPresent();
      change("UPDATE snapshot SET number = 4");
      assertThat(store.snapshot(Drafts.stream("a"))).isEmpty();
    }
  }

  @Test
  void start_keys_that_were_lost_are_found_by_the_check_and_when_the_journal_is_opened()
      throws Exception {
    try (var store = open()) {
      store.append(List.of(with(Drafts.started("a", "k"), new StartKey("k"))));
    }
    emptyTable("start_key");

    try (var store = SqliteStore.openUnchecked(folder, new SecureRandom())) {
      assertThat(store.holder(new StartKey("k"))).isEmpty();
      assertThatThrownBy(store::check)
          .isInstanceOfSatisfying(
              JournalFailure.class, e -> assertThat(e.kind()).isEqualTo(JournalFailure.Kind.FATAL))
          .hasMessageContaining("start key 'k' does not lead to run a: fermata.db was damaged");
    }
    assertThatThrownBy(this::open).hasMessageContaining("start key 'k' does not lead to run a");
  }

  /**
   * An empty page of an index stands where the table begins; SQLite finds nothing wrong with it.
   */
  private void emptyTable(String name) throws SQLException, IOException {
    long page;
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT rootpage FROM sqlite_master WHERE name = '" + name + "'")) {
      page = row.getLong(1);
    }
    var empty = ByteBuffer.allocate(Schema.PAGE_BYTES);
    empty
        .put(0, (byte) 10)
        .putShort(5, (short) Schema.PAGE_BYTES); // A leaf whose cells begin last.
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(empty, (page - 1) * Schema.PAGE_BYTES);
    }
  }

  @Test
  void a_damaged_index_is_found_when_the_journal_is_opened() throws SQLException {
    fill();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA writable_schema = ON");
      statement.execute(
          "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
              + " WHERE name = 'run_started') WHERE name = 'run_status'");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("restore a backup");
  }

  @Test
  void a_table_of_another_form_is_refused() throws SQLException {
    fill();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA writable_schema = ON");
      statement.execute(
          "UPDATE sqlite_master SET sql = replace(sql, 'version TEXT', 'version TDXT')"
              + " WHERE name = 'run'");
    }
    assertThatThrownBy(this::open)
        .hasMessageContaining("the list of tables is not that of format 6");
  }

  @Test
  void an_older_copy_in_the_place_of_the_journal_is_refused() throws IOException {
    fill();
    Path copy = folder.resolve("copy");
    Files.copy(file(), copy);
    try (var store = open()) {
      store.append(List.of(draft("c", 1)));
    }
    Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(this::open)
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("commit 3 was acknowledged")
        .hasMessageContaining("ends before, with commit 2");
    Files.delete(folder.resolve(Acknowledged.FILE));
    open().close();
  }
}
