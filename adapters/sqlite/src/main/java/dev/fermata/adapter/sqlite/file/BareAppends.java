package dev.fermata.adapter.sqlite.file;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What SQLite gives on this machine when it does nothing but append steps to a bare table with our
 * durability: the mark that a benchmark of the whole engine is compared with. A row is a step of a
 * run, found by both; as many runs go on side by side as a commit has rows.
 */
public final class BareAppends {
  private static final long NANOS = 1_000_000_000;
  private static final int STEPS = 10;

  private BareAppends() {}

  /**
   * Appends rows to a new file for that time, each commit synced before the next, after half as
   * long to warm up.
   *
   * @return rows a second
   */
  public static double perSecond(Path file, int rowBytes, int rowsPerCommit, Duration time) {
    byte[] body = new byte[rowBytes];
    RandomGenerator.getDefault().nextBytes(body);
    try (Session session = Session.open(file)) {
      session.execute("PRAGMA journal_mode = WAL");
      session.execute("PRAGMA synchronous = FULL");
      session.execute(
          "CREATE TABLE entry(run INTEGER, step INTEGER, kind INTEGER, at INTEGER, body BLOB,"
              + " PRIMARY KEY(run, step)) WITHOUT ROWID");
      session.transactional();
      session.commit();
      PreparedStatement insert = session.prepare("INSERT INTO entry VALUES(?, ?, 1, ?, ?)");
      // The first commits make the log grow, which costs more than writing over it later.
      var rows = new Rows(session, insert, body, rowsPerCommit);
      rows.append(time.dividedBy(2));
      return rows.append(time);
    } catch (SQLException e) {
      throw Failures.of("append bare rows", e);
    }
  }

  /** What is appended, and how far it has come. */
  private static final class Rows {
    private final Session session;
    private final PreparedStatement insert;
    private final byte[] body;
    private final int perCommit;
    private long next;

    Rows(Session session, PreparedStatement insert, byte[] body, int perCommit) {
      this.session = session;
      this.insert = insert;
      this.body = body;
      this.perCommit = perCommit;
    }

    double append(Duration time) throws SQLException {
      long before = next;
      long start = System.nanoTime();
      long end = start + time.toNanos();
      long now = start;
      while (now < end) {
        for (int i = 0; i < perCommit; i++) append(now);
        session.commit();
        now = System.nanoTime();
      }
      return (next - before) * (double) NANOS / (now - start);
    }

    private void append(long at) throws SQLException {
      long round = next / perCommit;
      insert.setLong(1, round / STEPS * perCommit + next % perCommit);
      insert.setLong(2, round % STEPS);
      insert.setLong(3, at);
      insert.setBytes(4, body);
      insert.executeUpdate();
      next++;
    }
  }
}
