package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Epoch;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The tables of {@code fermata.db}, the number of their format, and how the file is opened. */
final class Schema {
  /** The format that this version writes, and the newest that it reads. */
  static final int FORMAT = 6;

  /** "Frma": marks the file as ours, for {@code file(1)} and for us. */
  static final int APPLICATION = 0x46726d61;

  /**
   * Measured with 800 bytes an entry in groups of 64 and 500: a fifth less work than with 4096, for
   * more of a commit's entries share a page; singles are as fast.
   */
  static final int PAGE_BYTES = 8192;

  private static final int WRITER_CACHE_KIB = 65_536;
  private static final int READER_CACHE_KIB = 8_192;

  /**
   * Tables as format 1 made them; what came later is in {@link Migration}.
   *
   * <p>What stands in an entry before its body is its envelope; {@code digest} is the stream's
   * chain (up to format 4 {@code previous} repeated the one before, since then it is empty), {@code
   * body_digest} is filled when body and salt are erased. {@code types} holds one byte a fact: its
   * id in {@code type}. Times are milliseconds since 1970.
   */
  private static final String[] LEDGER = {
    "CREATE TABLE stream(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE type(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """
    CREATE TABLE entry(
      position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, number INTEGER NOT NULL,
      at INTEGER NOT NULL, types BLOB NOT NULL, previous BLOB NOT NULL, digest BLOB NOT NULL,
      body_digest BLOB, salt BLOB, body BLOB)
    """,
    "CREATE UNIQUE INDEX entry_of_stream ON entry(stream, number)",
    """
    CREATE TABLE commits(
      id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, digest BLOB NOT NULL)
    """,
  };

  private static final String[] STATE = {
    "CREATE TABLE start_key(key TEXT PRIMARY KEY, stream INTEGER NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE snapshot(
      stream INTEGER PRIMARY KEY, number INTEGER NOT NULL, digest BLOB NOT NULL,
      state BLOB NOT NULL)
    """,
    """
    CREATE TABLE timer(
      stream INTEGER NOT NULL, timer TEXT NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY(stream, timer)) WITHOUT ROWID
    """,
    "CREATE INDEX timer_at ON timer(at)",
  };

  /**
   * Few indexes, because every new run pays for each: a list by workflow and status reads the
   * shorter of two indexes and sifts.
   */
  private static final String[] LISTS = {
    """
    CREATE TABLE run(
      stream INTEGER PRIMARY KEY, id TEXT NOT NULL, workflow TEXT NOT NULL, version TEXT NOT NULL,
      definition TEXT NOT NULL, status INTEGER NOT NULL, active INTEGER NOT NULL,
      open_tasks INTEGER NOT NULL, in_doubt INTEGER NOT NULL, problem TEXT NOT NULL,
      subject TEXT NOT NULL, batch TEXT NOT NULL, by TEXT NOT NULL, started INTEGER NOT NULL,
      ended INTEGER)
    """,
    "CREATE INDEX run_started ON run(started, id)",
    "CREATE INDEX run_status ON run(status, started, id)",
    "CREATE INDEX run_workflow ON run(workflow, started, id, version)",
    "CREATE INDEX run_batch ON run(batch, status, started, id) WHERE batch <> ''",
    "CREATE INDEX run_subject ON run(subject, started, id) WHERE subject <> ''",
    "CREATE INDEX run_active ON run(id) WHERE active = 1",
    "CREATE INDEX run_in_doubt ON run(batch) WHERE in_doubt > 0",
    """
    CREATE TABLE task(
      id TEXT PRIMARY KEY, run TEXT NOT NULL, team TEXT NOT NULL, waiting INTEGER NOT NULL,
      due INTEGER NOT NULL, opened INTEGER NOT NULL, body BLOB NOT NULL)
    """,
    "CREATE INDEX task_due ON task(waiting, due, opened, id)",
    "CREATE INDEX task_team ON task(team, waiting, due, opened, id)",
    "CREATE INDEX task_run ON task(run, waiting, due, opened, id)",
  };

  /** Stands for the format of a file without tables. */
  private static final long NEW = 0;

  private Schema() {}

  /**
   * Opens the file for its one writer; a new one gets its tables.
   *
   * @throws JournalFailure if it is not ours or too new; it is then unchanged
   */
  static Session openWriter(Path file) throws SQLException {
    Session session = Session.open(file);
    try {
      long format = check(session, file);
      if (format == NEW) {
        session.execute("PRAGMA page_size = " + PAGE_BYTES);
      }
      session.execute("PRAGMA journal_mode = WAL");
      // FULL, not NORMAL: NORMAL loses acknowledged commits when the power fails.
      session.execute("PRAGMA synchronous = FULL");
      // The writer checkpoints by itself: SQLite's own checkpoint after a commit hides a failed
      // fsync.
      session.execute("PRAGMA wal_autocheckpoint = 0");
      session.execute("PRAGMA cache_size = -" + WRITER_CACHE_KIB);
      session.execute("PRAGMA temp_store = MEMORY");
      // What is erased, or replaced by something newer, must not stay in free pages.
      session.execute("PRAGMA secure_delete = ON");
      session.transactional();
      if (format == NEW) {
        create(session);
      }
      if (format < FORMAT) {
        Migration.from(format, session);
      }
      session.execute(Epoch.TABLE);
      session.commit();
      compareTables(session);
      session.commit();
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  static Session openReader(Path file) throws SQLException {
    Session session = Session.readOnly(file);
    try {
      session.execute("PRAGMA query_only = ON");
      session.execute("PRAGMA cache_size = -" + READER_CACHE_KIB);
      session.execute("PRAGMA temp_store = MEMORY");
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  /**
   * @throws JournalFailure unless it is a journal of this very format
   */
  static void readable(Session session, Path file) throws SQLException {
    long format = check(session, file);
    if (format < FORMAT) {
      throw new JournalFailure(
          Kind.FATAL,
          "journal has format %d, this Fermata reads %d; start its server once, which converts it"
              .formatted(format, FORMAT));
    }
    compareTables(session);
  }

  /** The file's format. */
  private static long check(Session session, Path file) throws SQLException {
    long application = session.number("PRAGMA application_id");
    long format = session.number("PRAGMA user_version");
    if (application == 0 && session.number("SELECT count(*) FROM sqlite_master") == 0) {
      return NEW;
    }
    if (application != APPLICATION) {
      throw new JournalFailure(
          Kind.FATAL,
          "%s belongs to another program; give Fermata a folder of its own".formatted(file));
    }
    if (format > FORMAT) {
      throw new JournalFailure(
          Kind.FATAL,
          "journal has format %d, this Fermata reads up to %d; start the version that wrote it, or newer"
              .formatted(format, FORMAT));
    }
    if (format <= NEW) {
      throw Sums.damaged("the number of the journal's format is " + format);
    }
    return format;
  }

  private static void create(Session session) throws SQLException {
    for (String[] part : new String[][] {LEDGER, STATE, LISTS}) {
      for (String statement : part) {
        session.execute(statement);
      }
    }
    session.execute("PRAGMA application_id = " + APPLICATION);
  }

  /**
   * Compares the tables with those of a new file: a damaged word in the text that makes a table
   * changes what is written into it.
   */
  private static void compareTables(Session session) throws SQLException {
    try (Session model = Session.open(Path.of(":memory:"))) {
      create(model);
      Migration.from(NEW, model);
      model.execute(Epoch.TABLE);
      if (!tables(model).equals(tables(session))) {
        throw Sums.damaged("the list of tables is not that of format " + FORMAT);
      }
    }
  }

  private static List<String> tables(Session session) throws SQLException {
    return session.list(
        row -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3),
        "SELECT name, tbl_name, sql FROM sqlite_master ORDER BY name");
  }
}
