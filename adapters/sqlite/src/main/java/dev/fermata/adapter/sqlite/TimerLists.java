package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.DueTimer;
import dev.fermata.fact.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Lists of timers. */
final class TimerLists {
  static final String COLUMNS = "s.name, t.timer, t.at, t.sum, t.stream";

  private TimerLists() {}

  static List<DueTimer> due(Session session, Instant until, int limit) throws SQLException {
    return session.list(
        TimerLists::row,
        "SELECT "
            + COLUMNS
            + " FROM timer t LEFT JOIN stream s ON s.id = t.stream"
            + " WHERE t.at <= ? ORDER BY t.at, t.stream, t.timer LIMIT ?",
        until.toEpochMilli(),
        Math.max(0, limit));
  }

  static Optional<Instant> next(Session session) throws SQLException {
    return session
        .first(
            TimerLists::row,
            "SELECT "
                + COLUMNS
                + " FROM timer t LEFT JOIN stream s ON s.id = t.stream ORDER BY t.at LIMIT 1")
        .map(DueTimer::at);
  }

  /** Compares the columns with their check before anything is made of them. */
  static DueTimer row(ResultSet row) throws SQLException {
    String stream = Objects.requireNonNullElse(row.getString(1), "?");
    String timer = Objects.requireNonNullElse(row.getString(2), "?");
    long at = row.getLong(3);
    Sums.compare(
        row.getLong(4),
        Sums.of(stream, timer, at),
        "timer '" + timer + "' of stream " + stream + " (" + row.getLong(5) + ")");
    return new DueTimer(new StreamId(stream), timer, Instant.ofEpochMilli(at));
  }
}
