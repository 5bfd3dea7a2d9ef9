package dev.fermata.adapter.sqlite.credentials;

import dev.fermata.adapter.sqlite.file.Session;
import java.sql.SQLException;

/** The tables in which credentials are kept, and how files of older formats come to have them. */
final class CredentialTables {
  static final int FORMAT = 3;

  /** "Frmc". */
  static final int APPLICATION = 0x46726d63;

  private static final int CHECKED_FORMAT = 2;

  private static final String[] TABLES = {
    "CREATE TABLE IF NOT EXISTS password(person TEXT PRIMARY KEY, hash TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS token(
      id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, holder TEXT NOT NULL, name TEXT NOT NULL,
      roles TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,
      last_used INTEGER NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS link(
      hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires INTEGER NOT NULL)
    """,
  };

  /** Format 2: every row carries a check over its columns. */
  private static final String[] CHECKS = {
    "ALTER TABLE password ADD COLUMN sum INTEGER",
    "ALTER TABLE token ADD COLUMN sum INTEGER",
    "ALTER TABLE link ADD COLUMN sum INTEGER",
  };

  /** Format 3: a token tells whose it is; the check of one that does not stays as it was. */
  private static final String OWNER = "ALTER TABLE token ADD COLUMN owner TEXT NOT NULL DEFAULT ''";

  private CredentialTables() {}

  /** Puts checks on the rows of a file that had none. */
  interface Checks {
    void put(Session session) throws SQLException;
  }

  /** All in one transaction. */
  static void migrate(Session session, long format, Checks checks) throws SQLException {
    if (format >= FORMAT) {
      return;
    }
    session.execute("BEGIN IMMEDIATE");
    if (format < CHECKED_FORMAT) {
      for (String table : TABLES) {
        session.execute(table);
      }
      for (String check : CHECKS) {
        session.execute(check);
      }
    }
    session.execute(OWNER);
    if (format < CHECKED_FORMAT) {
      checks.put(session);
    }
    session.execute("PRAGMA application_id = " + APPLICATION);
    session.execute("PRAGMA user_version = " + FORMAT);
    session.execute("COMMIT");
  }
}
