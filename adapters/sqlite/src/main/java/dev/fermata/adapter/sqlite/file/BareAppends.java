package dev.fermata.adapter.sqlite.file;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What SQLite gives on this machine when it does nothing but append rows with our durability: the
 * mark that a benchmark of the whole engine is compared with.
 */
public final class BareAppends {
  private static final long NANOS = 1_000_000_000;

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
      session.execute("CREATE TABLE entry(position INTEGER PRIMARY KEY, body BLOB)");
      session.transactional();
      session.commit();
      PreparedStatement insert = session.prepare("INSERT INTO entry(body) VALUES(?)");
      // The first commits make the log grow, which costs more than writing over it later.
      append(session, insert, body, rowsPerCommit, time.dividedBy(2));
      return append(session, insert, body, rowsPerCommit, time);
    } catch (SQLException e) {
      throw Failures.of("append bare rows", e);
    }
  }

  private static double append(
      Session session, PreparedStatement insert, byte[] body, int rowsPerCommit, Duration time)
      throws SQLException {
    long rows = 0;
    long start = System.nanoTime();
    long end = start + time.toNanos();
    long now = start;
    while (now < end) {
      for (int i = 0; i < rowsPerCommit; i++) {
        insert.setBytes(1, body);
        insert.executeUpdate();
      }
      session.commit();
      rows += rowsPerCommit;
      now = System.nanoTime();
    }
    return rows * (double) NANOS / (now - start);
  }
}
