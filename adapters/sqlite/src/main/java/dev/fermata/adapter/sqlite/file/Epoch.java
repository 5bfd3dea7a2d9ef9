package dev.fermata.adapter.sqlite.file;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import java.sql.SQLException;

/**
 * Which of all the processes that ever opened the file may write to it: the last. The folder's lock
 * keeps a second one out; but a lock file can be deleted or replaced, and then whoever held it must
 * not go on beside the new owner. Checked in each commit's own transaction, so that nobody can take
 * over in between.
 */
public final class Epoch {
  /** Part of the tables of every journal. */
  public static final String TABLE =
      "CREATE TABLE IF NOT EXISTS epoch(one INTEGER PRIMARY KEY CHECK (one = 1),"
          + " number INTEGER NOT NULL)";

  private final long number;

  private Epoch(long number) {
    this.number = number;
  }

  /** Begins a new one: from then on no earlier owner can commit. */
  public static Epoch begin(Session session) throws SQLException {
    session.update(
        "INSERT INTO epoch(one, number) VALUES (1, 1) ON CONFLICT DO UPDATE SET number = number + 1");
    long number = read(session);
    session.commit();
    return new Epoch(number);
  }

  /**
   * Sees that this process still owns the file; part of every commit's transaction.
   *
   * @throws JournalFailure if another process has opened the file since
   */
  public void check(Session session) throws SQLException {
    // It changes nothing, but takes the lock for writing, and waits for it: a transaction that
    // begins with reading fails at once if a reader that just opens has that lock for a moment.
    int others = session.update("UPDATE epoch SET number = number WHERE number <> ?", number);
    if (others != 0) {
      throw new JournalFailure(
          Kind.FATAL,
          "another process has taken over this data folder (epoch %d, ours was %d), so nothing more is"
                  .formatted(read(session), number)
              + " written here; stop this one, and look for who removed fermata.lock");
    }
  }

  /** The same epoch on a further connection of its owner. */
  public Epoch goesOn(Session session) throws SQLException {
    check(session);
    return this;
  }

  private static long read(Session session) throws SQLException {
    return session.number("SELECT number FROM epoch");
  }
}
