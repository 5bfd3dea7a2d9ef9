package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.adapter.sqlite.share.Shares;
import dev.fermata.fact.Format;
import dev.fermata.task.Task;
import java.sql.SQLException;
import java.util.List;

/**
 * The steps from one format to the next. A new file takes them all, so that there is one form of
 * each table whatever it comes from. All steps of an opening and the new number are one
 * transaction.
 */
final class Migration {
  /** How many rows are read at a time. */
  private static final int PAGE = 500;

  /** Format 2: rows of lists carry a check; facts of restored runs may come. */
  private static final List<String> CHECKS =
      List.of(
          "ALTER TABLE start_key ADD COLUMN sum INTEGER",
          "ALTER TABLE snapshot ADD COLUMN sum INTEGER",
          "ALTER TABLE timer ADD COLUMN sum INTEGER",
          "ALTER TABLE run ADD COLUMN begun_sum INTEGER",
          "ALTER TABLE run ADD COLUMN sum INTEGER",
          "ALTER TABLE task ADD COLUMN sum INTEGER");

  /** Format 4: runs that other runs began. Indexes hold those alone, so that others pay nothing. */
  private static final List<String> FAMILIES =
      List.of(
          "ALTER TABLE run ADD COLUMN parent TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE run ADD COLUMN root TEXT NOT NULL DEFAULT ''",
          "CREATE INDEX run_parent ON run(parent, started, id) WHERE parent <> ''",
          "CREATE INDEX run_root ON run(root, started, id) WHERE root <> ''");

  private Migration() {}

  /** Takes the steps from that format on; in a transaction of the caller. */
  static void from(long format, Session session) throws SQLException {
    if (format < 2) {
      for (String statement : CHECKS) {
        session.execute(statement);
      }
    }
    if (format < 4) {
      for (String statement : FAMILIES) {
        session.execute(statement);
      }
    }
    if (format < 2) {
      runs(session);
      tasks(session);
      timers(session);
      keys(session);
      snapshots(session);
    }
    if (format < 3) {
      for (String statement : Shares.TABLES) {
        session.execute(statement);
      }
      new Shares(session).adopt();
    }
    session.execute("PRAGMA user_version = " + Schema.FORMAT);
  }

  private static void runs(Session session) throws SQLException {
    record Run(long stream, long begun, long sum) {}
    long after = 0;
    List<Run> page;
    do {
      page =
          session.list(
              row -> {
                var run = RunLists.unchecked(row);
                return new Run(row.getLong(19), RunLists.begunSum(run), RunLists.sum(run));
              },
              "SELECT "
                  + RunLists.COLUMNS
                  + ", r.stream FROM run r WHERE r.stream > ? ORDER BY r.stream LIMIT ?",
              after,
              PAGE);
      for (Run run : page) {
        session.update(
            "UPDATE run SET begun_sum = ?, sum = ? WHERE stream = ?",
            run.begun(),
            run.sum(),
            run.stream());
        after = run.stream();
      }
    } while (!page.isEmpty());
  }

  private static void tasks(Session session) throws SQLException {
    record Row(String id, long sum) {}
    String after = "";
    List<Row> page;
    do {
      page =
          session.list(
              row -> {
                Task task = Format.task(row.getBytes(7));
                return new Row(task.id().value(), TaskLists.sum(task, row.getBytes(7)));
              },
              "SELECT " + TaskLists.COLUMNS + " FROM task t WHERE t.id > ? ORDER BY t.id LIMIT ?",
              after,
              PAGE);
      for (Row row : page) {
        session.update("UPDATE task SET sum = ? WHERE id = ?", row.sum(), row.id());
        after = row.id();
      }
    } while (!page.isEmpty());
  }

  private static void timers(Session session) throws SQLException {
    record Row(long stream, String timer, long sum) {}
    long stream = 0;
    String timer = "";
    List<Row> page;
    do {
      page =
          session.list(
              row ->
                  new Row(
                      row.getLong(5),
                      row.getString(2),
                      Sums.of(row.getString(1), row.getString(2), row.getLong(3))),
              "SELECT "
                  + TimerLists.COLUMNS
                  + " FROM timer t JOIN stream s ON s.id = t.stream"
                  + " WHERE (t.stream, t.timer) > (?, ?) ORDER BY t.stream, t.timer LIMIT ?",
              stream,
              timer,
              PAGE);
      for (Row row : page) {
        session.update(
            "UPDATE timer SET sum = ? WHERE stream = ? AND timer = ?",
            row.sum(),
            row.stream(),
            row.timer());
        stream = row.stream();
        timer = row.timer();
      }
    } while (!page.isEmpty());
  }

  private static void keys(Session session) throws SQLException {
    record Row(String key, long sum) {}
    String after = "";
    List<Row> page;
    do {
      page =
          session.list(
              row -> new Row(row.getString(1), Sums.of(row.getString(1), row.getString(2))),
              """
              SELECT k.key, s.name FROM start_key k JOIN stream s ON s.id = k.stream
              WHERE k.key > ? ORDER BY k.key LIMIT ?
              """,
              after,
              PAGE);
      for (Row row : page) {
        session.update("UPDATE start_key SET sum = ? WHERE key = ?", row.sum(), row.key());
        after = row.key();
      }
    } while (!page.isEmpty());
  }

  private static void snapshots(Session session) throws SQLException {
    record Row(long stream, long sum) {}
    long after = 0;
    List<Row> page;
    do {
      page =
          session.list(
              row ->
                  new Row(
                      row.getLong(1), Sums.of(row.getString(2), row.getLong(3), row.getBytes(4))),
              """
              SELECT p.stream, s.name, p.number, p.digest
              FROM snapshot p JOIN stream s ON s.id = p.stream
              WHERE p.stream > ? ORDER BY p.stream LIMIT ?
              """,
              after,
              PAGE);
      for (Row row : page) {
        session.update("UPDATE snapshot SET sum = ? WHERE stream = ?", row.sum(), row.stream());
        after = row.stream();
      }
    } while (!page.isEmpty());
  }
}
