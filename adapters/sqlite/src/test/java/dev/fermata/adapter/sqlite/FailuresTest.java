package dev.fermata.adapter.sqlite;

import static dev.fermata.fact.Journal.JournalFailure.Kind.FATAL;
import static dev.fermata.fact.Journal.JournalFailure.Kind.FULL;
import static dev.fermata.fact.Journal.JournalFailure.Kind.RETRY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FailuresTest {
  private static final Map<SQLiteErrorCode, Kind> KINDS =
      Map.ofEntries(
          Map.entry(SQLiteErrorCode.SQLITE_IOERR_FSYNC, FATAL),
          Map.entry(SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC, FATAL),
          Map.entry(SQLiteErrorCode.SQLITE_CORRUPT, FATAL),
          Map.entry(SQLiteErrorCode.SQLITE_CORRUPT_INDEX, FATAL),
          Map.entry(SQLiteErrorCode.SQLITE_NOTADB, FATAL),
          Map.entry(SQLiteErrorCode.SQLITE_READONLY_DBMOVED, FATAL),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE, FATAL),
          Map.entry(SQLiteErrorCode.SQLITE_FULL, FULL),
          Map.entry(SQLiteErrorCode.SQLITE_IOERR, RETRY),
          Map.entry(SQLiteErrorCode.SQLITE_IOERR_WRITE, RETRY),
          Map.entry(SQLiteErrorCode.SQLITE_IOERR_READ, RETRY),
          Map.entry(SQLiteErrorCode.SQLITE_CANTOPEN, RETRY),
          Map.entry(SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT, RETRY));

  @Test
  void every_code_of_sqlite_means_one_thing_to_do() {
    KINDS.forEach((code, kind) ->
        assertThat(Failures.kind(new SQLiteException("", code))).as(code.name()).isEqualTo(kind));
  }

  @Test
  void a_disk_without_room_for_the_smallest_file_is_called_full() {
    for (var code : List.of(SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_IOERR_SHMSIZE)) {
      assertThat(Failures.opening(Path.of("x.db"), new SQLiteException("", code)))
          .as(code.name())
          .hasMessage("the disk of x.db is full; free some space");
    }
  }
}
