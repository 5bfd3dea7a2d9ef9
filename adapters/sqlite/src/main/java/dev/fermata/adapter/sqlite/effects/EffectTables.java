package dev.fermata.adapter.sqlite.effects;

import dev.fermata.adapter.sqlite.file.Session;
import java.nio.file.Path;
import java.sql.SQLException;

/** The tables of {@code effects.db}, and how the file is opened. */
final class EffectTables {
  /** Raised with every change; a file of another version is made anew. */
  static final int VERSION = 1;

  private static final int PAGE_BYTES = 8192;
  private static final int CACHE_KIB = 8_192;

  /**
   * An effect is found by its run and the rest of its key; its id tells which came first. Times are
   * milliseconds since 1970, {@code status} and {@code class} ordinals.
   */
  private static final String[] TABLES = {
    """
    CREATE TABLE followed(
      one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, stream TEXT NOT NULL,
      number INTEGER NOT NULL, at INTEGER NOT NULL)
    """,
    "INSERT INTO followed VALUES (1, 0, '', 0, 0)",
    """
    CREATE TABLE run(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL,
      erased INTEGER NOT NULL)
    """,
    """
    CREATE TABLE effect(
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL, place TEXT NOT NULL, class INTEGER NOT NULL,
      target TEXT NOT NULL, digest TEXT NOT NULL, verdict TEXT NOT NULL, rule TEXT NOT NULL,
      house INTEGER NOT NULL, status INTEGER NOT NULL, attempts INTEGER NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL, first INTEGER NOT NULL,
      last INTEGER NOT NULL)
    """,
    "CREATE UNIQUE INDEX effect_of_run ON effect(run, place)",
    """
    CREATE TABLE shadowed(
      draft TEXT NOT NULL, verdict TEXT NOT NULL, count INTEGER NOT NULL, changed INTEGER NOT NULL,
      PRIMARY KEY(draft, verdict)) WITHOUT ROWID
    """,
  };

  private EffectTables() {}

  static Session writer(Path file) throws SQLException {
    Session session = Session.open(file);
    try {
      boolean fresh = session.number("SELECT count(*) FROM sqlite_master") == 0;
      if (fresh) {
        session.execute("PRAGMA page_size = " + PAGE_BYTES);
      }
      session.execute("PRAGMA journal_mode = WAL");
      // A crash of the machine may cost the last seconds, which are then read once more.
      session.execute("PRAGMA synchronous = NORMAL");
      session.execute("PRAGMA cache_size = -" + CACHE_KIB);
      session.execute("PRAGMA temp_store = MEMORY");
      // What is erased is overwritten.
      session.execute("PRAGMA secure_delete = ON");
      session.transactional();
      if (fresh) {
        for (String table : TABLES) {
          session.execute(table);
        }
        session.execute("PRAGMA user_version = " + VERSION);
      }
      session.commit();
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  static Session reader(Path file) throws SQLException {
    Session session = Session.readOnly(file);
    try {
      session.execute("PRAGMA query_only = ON");
      session.execute("PRAGMA temp_store = MEMORY");
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  static boolean current(Session session) throws SQLException {
    return session.number("PRAGMA user_version") == VERSION;
  }
}
