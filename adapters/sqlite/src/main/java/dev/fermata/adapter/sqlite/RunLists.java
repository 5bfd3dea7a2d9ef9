package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.Counts;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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

  /** The stored number of a status: never to be changed. */
  static int number(RunStatus status) {
    return switch (status) {
      case RUNNING -> 1;
      case WAITING -> 2;
      case PAUSED -> 3;
      case ENDING -> 4;
      case COMPLETED -> 5;
      case FAULTED -> 6;
      case CANCELLED -> 7;
      case HELD -> 8;
    };
  }

  private static RunStatus status(int number) {
    for (RunStatus status : RunStatus.values()) {
      if (number(status) == number) {
        return status;
      }
    }
    throw Sums.damaged("a run has status number " + number + ", which is none");
  }

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

  static List<RunRow> runs(Session session, RunFilter filter) throws SQLException {
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
    var branches = branches(filter, cursor, limit);
    return session.list(RunLists::row, branches.sql(), branches.values());
  }

  /**
   * One branch for each stretch of an index that is already in order; SQLite merges them, so that a
   * page costs about as many rows as it shows.
   */
  private static Union branches(RunFilter filter, List<Object> cursor, int limit) {
    var union = new Union(limit);
    Set<RunStatus> statuses = filter.statuses();
    if (filter.parent().isPresent() || filter.root().isPresent()) {
      boolean byParent = filter.parent().isPresent();
      var branch = new Branch(byParent ? "run_parent" : "run_root", cursor);
      branch.that(byParent ? "parent <> ''" : "root <> ''");
      branch.exactly("parent", filter.parent().map(RunId::value).orElse(""));
      branch.exactly("root", filter.root().map(RunId::value).orElse(""));
      branch.exactly("batch", filter.batch()).exactly("subject", filter.subject());
      branch.statuses(statuses).workflow(filter.workflow());
      union.add(filter.inDoubt() ? branch.that("in_doubt > 0") : branch);
    } else if (filter.inDoubt()) {
      // Few at any time, so that putting them in order costs little.
      var branch = new Branch("run_in_doubt", cursor).that("in_doubt > 0");
      branch.exactly("batch", filter.batch()).exactly("subject", filter.subject());
      union.add(branch.statuses(statuses).workflow(filter.workflow()));
    } else if (!filter.batch().isEmpty()) {
      for (RunStatus status : statuses.isEmpty() ? EnumSet.allOf(RunStatus.class) : statuses) {
        var branch = new Branch("run_batch", cursor);
        branch.and("batch <> '' AND batch = ?", filter.batch());
        branch.and("status = ?", number(status));
        union.add(branch.exactly("subject", filter.subject()).workflow(filter.workflow()));
      }
    } else if (!filter.subject().isEmpty()) {
      var branch = new Branch("run_subject", cursor);
      branch.and("subject <> '' AND subject = ?", filter.subject());
      union.add(branch.statuses(statuses).workflow(filter.workflow()));
    } else if (!statuses.isEmpty()
        && (filter.workflow().isEmpty() || !statuses.contains(RunStatus.COMPLETED))) {
      // By workflow too: runs that are not completed are few, those of a workflow need not be.
      for (RunStatus status : statuses) {
        var branch = new Branch("run_status", cursor);
        union.add(branch.and("status = ?", number(status)).workflow(filter.workflow()));
      }
    } else if (!filter.workflow().isEmpty()) {
      union.add(new Branch("run_workflow", cursor).workflow(filter.workflow()).statuses(statuses));
    } else {
      union.add(new Branch("run_started", cursor));
    }
    return union;
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
    Session.Row<Long> count = row -> byStatus.put(status(row.getInt(1)), row.getLong(2));
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
        number(row.status()),
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
        status(row.getInt(5)),
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

  /** A part of the list that one index gives in order. */
  private static final class Branch {
    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();

    Branch(String index, List<Object> cursor) {
      sql = new StringBuilder("SELECT stream, started, id FROM run INDEXED BY ").append(index);
      sql.append(" WHERE ").append(cursor.isEmpty() ? "1" : "(started, id) < (?, ?)");
      values.addAll(cursor);
    }

    Branch and(String term, Object value) {
      values.add(value);
      return that(term);
    }

    /** A term without a value: the one that a partial index asks for. */
    Branch that(String term) {
      sql.append(" AND ").append(term);
      return this;
    }

    Branch exactly(String column, String value) {
      return value.isEmpty() ? this : and(column + " = ?", value);
    }

    /** A name means all its versions; with {@code @version}, that one. */
    Branch workflow(String workflow) {
      int at = workflow.lastIndexOf('@');
      return at < 0
          ? exactly("workflow", workflow)
          : and("workflow = ?", workflow.substring(0, at))
              .and("version = ?", workflow.substring(at + 1));
    }

    Branch statuses(Collection<RunStatus> statuses) {
      if (!statuses.isEmpty()) {
        sql.append(" AND status IN (").repeat("?,", statuses.size() - 1).append("?)");
        statuses.forEach(status -> values.add(number(status)));
      }
      return this;
    }
  }

  /** Branches merged into one list. */
  private static final class Union {
    private final int limit;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    Union(int limit) {
      this.limit = limit;
    }

    void add(Branch branch) {
      sql.append(sql.isEmpty() ? "" : " UNION ALL ");
      sql.append("SELECT * FROM (").append(branch.sql);
      sql.append(" ORDER BY started DESC, id DESC LIMIT ?)");
      values.addAll(branch.values);
      values.add(limit);
    }

    /**
     * CROSS, so that the few rows of the merged list are looked up, and not the other way round.
     */
    String sql() {
      return "SELECT "
          + COLUMNS
          + " FROM (SELECT * FROM ("
          + sql
          + ") ORDER BY started DESC, id DESC LIMIT ?) k CROSS JOIN run r ON r.stream = k.stream"
          + " ORDER BY k.started DESC, k.id DESC";
    }

    Object[] values() {
      values.add(limit);
      return values.toArray();
    }
  }
}
