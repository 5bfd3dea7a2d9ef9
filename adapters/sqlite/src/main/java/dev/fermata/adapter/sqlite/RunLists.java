package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.adapter.sqlite.find.RunQuery;
import dev.fermata.adapter.sqlite.find.StatusNumber;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.Counts;
import dev.fermata.fact.Views.Order;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Lists of runs. Every value is bound; the text of a statement depends on none. */
final class RunLists {
  static final String COLUMNS =
      """
      r.id, r.workflow, r.version, r.definition, r.status, r.active, r.open_tasks, r.in_doubt,
      r.problem, r.subject, r.batch, r.by, r.started, r.ended, r.begun_sum, r.sum,
      r.parent, r.root
      """;

  /** No run id holds this or anything above it. */
  private static final String ABOVE_ALL_NAMES = "\u007f";

  /** Stands in the check for an end that has not come. */
  private static final long NOT_ENDED = Long.MIN_VALUE;

  private RunLists() {}

  static Optional<RunRow> run(Session session, RunId id) throws SQLException {
    Optional<RunRow> found =
        session.first(
            RunLists::row,
            "SELECT " + COLUMNS + " FROM stream s JOIN run r ON r.stream = s.id WHERE s.name = ?",
            "run/" + id.value());
    if (found.filter(row -> !row.id().equals(id)).isPresent()) {
      throw Sums.damaged("the row of run " + id + " is that of run " + found.get().id());
    }
    return found;
  }

  /** CROSS, so that the few rows of the merged list are looked up, and not the other way round. */
  static List<RunRow> runs(Session session, RunFilter filter, Order order) throws SQLException {
    int limit = Math.clamp(filter.limit(), 0, Views.PAGE_LIMIT);
    List<Object> cursor = List.of();
    if (filter.before().isPresent()) {
      String before = filter.before().get().value();
      cursor =
          session
              .first(
                  row -> List.<Object>of(row.getLong(1), before),
                  "SELECT r.started FROM run r JOIN stream s ON s.id = r.stream WHERE s.name = ?",
                  "run/" + before)
              .orElse(List.of());
      if (cursor.isEmpty()) {
        return List.of();
      }
    }
    var query = RunQuery.page(filter, order, cursor, limit);
    return session.list(
        RunLists::row,
        "SELECT "
            + COLUMNS
            + " FROM ("
            + query.sql()
            + ") k CROSS JOIN run r ON r.stream = k.stream"
            + query.order("k.", RunQuery.NOW),
        query.values());
  }

  static List<RunId> ids(Session session, RunFilter filter, int limit) throws SQLException {
    var query = RunQuery.page(filter, List.of(), limit);
    return session.list(
        row -> new RunId(text(row, 1)), "SELECT id FROM (" + query.sql() + ")", query.values());
  }

  /**
   * Runs that came to rest before that, and still have what they were given and gave; after that
   * one in the order of the file.
   */
  static List<RunId> expired(Session session, Instant before, String after, int limit)
      throws SQLException {
    return session.list(
        row -> row(row).id(),
        "SELECT "
            + COLUMNS
            + " FROM run r JOIN entry e ON e.stream = r.stream AND e.number = 1"
            + " WHERE r.stream > coalesce((SELECT id FROM stream WHERE name = ?), 0)"
            + " AND r.ended < ? AND r.open_tasks = 0 AND r.in_doubt = 0 AND e.body IS NOT NULL"
            + " ORDER BY r.stream LIMIT ?",
        "run/" + after,
        before.toEpochMilli(),
        limit);
  }

  static List<RunId> beginning(Session session, String prefix, int limit) throws SQLException {
    return session.list(
        row -> row(row).id(),
        "SELECT "
            + COLUMNS
            + " FROM stream s JOIN run r ON r.stream = s.id"
            + " WHERE s.name >= ? AND s.name < ? ORDER BY s.name LIMIT ?",
        "run/" + prefix,
        "run/" + prefix + ABOVE_ALL_NAMES,
        Math.clamp(limit, 0, Views.PAGE_LIMIT));
  }

  static List<RunId> active(Session session, String afterId, int limit) throws SQLException {
    return session.list(
        row -> row(row).id(),
        "SELECT " + COLUMNS + " FROM run r WHERE active = 1 AND id > ? ORDER BY id LIMIT ?",
        afterId,
        Math.max(0, limit));
  }

  static Counts counts(Session session, String batch) throws SQLException {
    Map<RunStatus, Long> byStatus = new EnumMap<>(RunStatus.class);
    Session.Row<Long> count =
        row -> byStatus.put(StatusNumber.status(row.getInt(1)), row.getLong(2));
    long inDoubt;
    if (batch.isEmpty()) {
      session.list(nonNull(count), "SELECT status, count(*) FROM run GROUP BY status");
      inDoubt = session.number("SELECT count(*) FROM run WHERE in_doubt > 0");
    } else {
      session.list(
          nonNull(count),
          "SELECT status, count(*) FROM run WHERE batch <> '' AND batch = ? GROUP BY status",
          batch);
      inDoubt = session.number("SELECT count(*) FROM run WHERE in_doubt > 0 AND batch = ?", batch);
    }
    long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
    return new Counts(byStatus, inDoubt, total);
  }

  /** Those that have ended are not looked at, however many there are. */
  static Counts live(Session session) throws SQLException {
    Map<RunStatus, Long> byStatus = new EnumMap<>(RunStatus.class);
    for (RunStatus status : RunStatus.values()) {
      long count =
          status.ended()
              ? 0
              : session.number(
                  "SELECT count(*) FROM run WHERE status = ?", StatusNumber.of(status));
      if (count > 0) {
        byStatus.put(status, count);
      }
    }
    long inDoubt = session.number("SELECT count(*) FROM run WHERE in_doubt > 0");
    long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
    return new Counts(byStatus, inDoubt, total);
  }

  private static Session.Row<Boolean> nonNull(Session.Row<Long> row) {
    return rows -> {
      row.read(rows);
      return true;
    };
  }

  /** The check over what a run was started with, which stays as its first row says. */
  static long begunSum(RunRow row) {
    long begun =
        Sums.of(
            row.id().value(),
            row.workflow().namespace() + "/" + row.workflow().name(),
            row.workflow().version(),
            row.definition().value(),
            row.subject(),
            row.batch(),
            row.by(),
            row.started().toEpochMilli());
    return ofFamily(
        begun, row.parent().map(RunId::value).orElse(""), row.root().map(RunId::value).orElse(""));
  }

  /** Rows that were written before there were families keep their check. */
  private static long ofFamily(long begun, String parent, String root) {
    return parent.isEmpty() && root.isEmpty() ? begun : Sums.of(begun, parent, root);
  }

  /** The check over what changes, bound to the run. */
  static long sum(RunRow row) {
    return Sums.of(
        row.id().value(),
        StatusNumber.of(row.status()),
        row.active() ? 1 : 0,
        row.openTasks(),
        row.inDoubt(),
        row.problem(),
        row.ended().map(Instant::toEpochMilli).orElse(NOT_ENDED));
  }

  /** Compares the columns with their checks before anything is made of them. */
  static RunRow row(ResultSet row) throws SQLException {
    String id = text(row, 1);
    long ended = row.getLong(14);
    long end = row.wasNull() ? NOT_ENDED : ended;
    long begun =
        Sums.of(
            id,
            text(row, 2),
            text(row, 3),
            text(row, 4),
            text(row, 10),
            text(row, 11),
            text(row, 12),
            row.getLong(13));
    Sums.compare(
        row.getLong(15), ofFamily(begun, text(row, 17), text(row, 18)), "the row of run " + id);
    Sums.compare(
        row.getLong(16),
        Sums.of(
            id, row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), text(row, 9), end),
        "the row of run " + id);
    return unchecked(row);
  }

  static RunRow unchecked(ResultSet row) throws SQLException {
    long ended = row.getLong(14);
    boolean hasEnded = !row.wasNull();
    return new RunRow(
        new RunId(text(row, 1)),
        WorkflowId.parse(text(row, 2) + "@" + text(row, 3)),
        new Digest(text(row, 4)),
        StatusNumber.status(row.getInt(5)),
        row.getInt(6) == 1,
        row.getInt(7),
        row.getInt(8),
        text(row, 9),
        text(row, 10),
        text(row, 11),
        text(row, 12),
        Instant.ofEpochMilli(row.getLong(13)),
        hasEnded ? Optional.of(Instant.ofEpochMilli(ended)) : Optional.empty(),
        run(row, 17),
        run(row, 18));
  }

  private static Optional<RunId> run(ResultSet row, int column) throws SQLException {
    String id = text(row, column);
    return id.isEmpty() ? Optional.empty() : Optional.of(new RunId(id));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }
}
