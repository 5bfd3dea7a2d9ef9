package dev.fermata.adapter.sqlite.file;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what a failure of SQLite means for the journal. */
public final class Failures {
  /** A stream was to begin that is there: nothing is damaged, and whoever reads it knows better. */
  private static final String BEGUN = "UNIQUE constraint failed: stream.name";

  private Failures() {}

  /** A failure while doing that; the text goes on from "the journal could not". */
  public static JournalFailure of(String doing, SQLException cause) {
    Kind kind = kind(cause);
    String next =
        switch (kind) {
          case RETRY -> "it is tried again";
          case FULL -> "free some space on its disk; reading and stopping runs still work";
          case FATAL ->
              "stop, look at the disk, and start again; if it fails again, restore a backup";
        };
    return new JournalFailure(
        kind, "the journal could not " + doing + " (" + cause.getMessage() + "); " + next, cause);
  }

  /** A failure to open that file, in a sentence for the operator. */
  public static JournalFailure opening(Path file, SQLException cause) {
    String sentence =
        switch (opened(code(cause))) {
          case SQLITE_NOTADB ->
              "%s is not a Fermata journal; move it away, or restore a backup".formatted(file);
          case SQLITE_CORRUPT -> "%s is damaged; restore a backup".formatted(file);
          case SQLITE_FULL -> "the disk of %s is full; free some space".formatted(file);
          case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
              "%s cannot be written; make it writable for user %s"
                  .formatted(file, System.getProperty("user.name"));
          default ->
              "%s cannot be opened (%s); look at its disk, then start again"
                  .formatted(file, cause.getMessage());
        };
    return new JournalFailure(Kind.FATAL, sentence, cause);
  }

  /** On opening, only a full disk keeps the small shared file from growing. */
  private static SQLiteErrorCode opened(int code) {
    return code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE.code
        ? SQLiteErrorCode.SQLITE_FULL
        : primary(code);
  }

  public static Kind kind(SQLException failure) {
    return String.valueOf(failure.getMessage()).contains(BEGUN) ? Kind.RETRY : kind(code(failure));
  }

  private static int code(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        ? sqlite.getResultCode().code
        : failure.getErrorCode();
  }

  /**
   * After a failed fsync nobody knows what is on the disk, and the kernel does not tell twice; so
   * only a new process, reading from the disk, may go on. What is not listed is a damaged file, a
   * disk that became read-only, or a bug: trying again would not help.
   */
  private static Kind kind(int code) {
    if (code == SQLiteErrorCode.SQLITE_IOERR_FSYNC.code
        || code == SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC.code
        || code == SQLiteErrorCode.SQLITE_IOERR_DATA.code
        || code == SQLiteErrorCode.SQLITE_IOERR_CORRUPTFS.code) {
      return Kind.FATAL;
    }
    return switch (primary(code)) {
      case SQLITE_FULL -> Kind.FULL;
      case SQLITE_OK, // the driver's own complaint: the connection is closed
          SQLITE_IOERR,
          SQLITE_CANTOPEN,
          SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_NOMEM,
          SQLITE_INTERRUPT,
          SQLITE_ABORT,
          SQLITE_PROTOCOL,
          SQLITE_SCHEMA ->
          Kind.RETRY;
      default -> Kind.FATAL;
    };
  }

  private static SQLiteErrorCode primary(int code) {
    return SQLiteErrorCode.getErrorCode(code & 0xff);
  }
}
