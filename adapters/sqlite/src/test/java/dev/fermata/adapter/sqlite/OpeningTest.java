package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fermata.fact.Journal.JournalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
  @TempDir Path temporary;

  private Path folder() {
    return temporary.resolve("data");
  }

  private SqliteStore open() {
    return SqliteStore.open(folder(), new SecureRandom());
  }

  private void fails(String message) {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            JournalFailure.class, e -> assertThat(e.kind()).isEqualTo(JournalFailure.Kind.FATAL))
        .hasMessageContaining(message);
  }

  private void change(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("fermata.db"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void only_the_owner_may_read_the_folder_and_its_files() throws IOException {
    assumeThat(temporary.getFileSystem().supportedFileAttributeViews()).contains("posix");
    try (var store = open()) {
      store.append(List.of(draft("a", 1)));
      assertThat(mode(folder())).isEqualTo("rwx------");
      try (var files = Files.list(folder())) {
        assertThat(files)
            .allSatisfy(file -> assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------"));
      }
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void a_stream_that_is_there_is_not_begun_again_and_the_next_try_goes_on() {
    try (var store = open()) {
      store.append(List.of(draft("a", 1)));
    }
    try (var store = open()) {
      assertThatThrownBy(() -> store.append(List.of(draft("b", 1), draft("a", 1))))
          .isInstanceOfSatisfying(
              JournalFailure.class, e -> assertThat(e.kind()).isEqualTo(JournalFailure.Kind.RETRY));

      store.reopen();
      assertThat(store.position()).isEqualTo(1);
      store.append(List.of(draft("b", 1), draft("a", 2)));
      store.check();
    }
  }

  @Test
  void every_commit_is_synced() throws SQLException {
    try (var store = open()) {
      assertThat(store.writing().number("PRAGMA synchronous")).isEqualTo(2);
      assertThat(store.writing().number("PRAGMA wal_autocheckpoint")).isZero();
    }
  }

  @Test
  void a_second_opening_in_this_process_is_refused_and_does_not_loosen_the_first()
      throws Exception {
    try (var store = open()) {
      fails("is in use by this process");
      assertThat(openedByAnotherProcess()).contains("is in use by process");
      store.append(List.of(draft("a", 1)));
    }
    open().close();
  }

  @Test
  @Timeout(30)
  void a_second_process_ends_with_the_name_of_the_first() throws Exception {
    try (var store = open()) {
      assertThat(openedByAnotherProcess())
          .contains(
              "folder %s is in use by process %d; stop it first, or give this one another folder"
                  .formatted(folder().toRealPath(), ProcessHandle.current().pid()));
      assertThat(store.position()).isZero();
    }
  }

  private String openedByAnotherProcess() throws Exception {
    Process process = Child.start(Appender.class, folder().toString());
    String said = new String(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    return said;
  }

  /** As a reader has it that finds the log's index in the midst of a change. */
  @Test
  @Timeout(30)
  void an_append_waits_for_a_lock_that_somebody_has_for_a_moment() throws Exception {
    try (var store = open();
        var other = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("fermata.db"));
        var statement = other.createStatement();
        var thread = Executors.newSingleThreadExecutor()) {
      statement.execute("BEGIN IMMEDIATE");
      Future<?> appended = thread.submit(() -> store.append(List.of(draft("a", 1))));
      assertThatThrownBy(() -> appended.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      statement.execute("ROLLBACK");
      appended.get();
      assertThat(store.position()).isEqualTo(1);
    }
  }

  @Test
  void a_newer_format_is_refused_and_left_alone() throws Exception {
    open().close();
    change("PRAGMA user_version = 7");
    byte[] before = Files.readAllBytes(folder().resolve("fermata.db"));

    fails(
        "journal has format 7, this Fermata reads up to 6;"
            + " start the version that wrote it, or newer");
    assertThat(Files.readAllBytes(folder().resolve("fermata.db"))).isEqualTo(before);
  }

  @Test
  void a_file_of_another_program_is_refused_and_left_alone() throws Exception {
    Files.createDirectories(folder());
    change("CREATE TABLE theirs(x)");
    byte[] before = Files.readAllBytes(folder().resolve("fermata.db"));

    fails("belongs to another program; give Fermata a folder of its own");
    assertThat(Files.readAllBytes(folder().resolve("fermata.db"))).isEqualTo(before);
  }

  @Test
  void a_file_that_is_no_database_is_refused_and_left_alone() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("fermata.db"), "no database\n".repeat(1000));

    fails("fermata.db is not a Fermata journal; move it away, or restore a backup");
    assertThat(folder().resolve("fermata.db")).hasContent("no database\n".repeat(1000));
  }

  @Test
  void credentials_that_are_no_database_are_refused() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("credentials.db"), "no database\n".repeat(1000));

    fails("credentials.db is not a Fermata journal");
    Files.delete(folder().resolve("credentials.db"));
    open().close();
  }

  @Test
  void a_folder_that_is_a_file_is_refused() throws IOException {
    Files.writeString(folder(), "");

    fails("cannot be written (it is a file)");
  }

  /** Not even root may write to /proc. */
  @Test
  void a_folder_that_cannot_be_written_is_refused() {
    assumeThat(Path.of("/proc/self")).exists();

    assertThatThrownBy(() -> SqliteStore.open(Path.of("/proc/self"), new SecureRandom()))
        .isInstanceOf(JournalFailure.class)
        .hasMessageMatching(
            "folder /proc/self cannot be written \\(.+\\); make it writable for user .+,"
                + " or choose another folder");
    assertThatThrownBy(() -> SqliteStore.open(Path.of("/proc/fermata"), new SecureRandom()))
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("/proc/fermata cannot be written");
  }

  @Test
  void a_folder_can_be_opened_again_after_a_failure_and_after_closing() throws Exception {
    open().close();
    change("PRAGMA user_version = 7");
    fails("format 7");
    change("PRAGMA user_version = 6");

    try (var store = open()) {
      store.append(List.of(draft("a", 1)));
    }
    try (var store = open()) {
      assertThat(store.position()).isEqualTo(1);
    }
  }
}
