package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Format;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.task.Task;
import dev.fermata.value.TaskId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Lists of tasks. Every value is bound; the text of a statement depends on none. */
final class TaskLists {
  /** How many teams a filter may name: each is a branch of the statement, twice. */
  static final int TEAM_LIMIT = 200;

  /** The due time of a task without one: after all others. */
  private static final long NEVER = Long.MAX_VALUE;

  static final String COLUMNS = "t.id, t.run, t.team, t.waiting, t.due, t.opened, t.body, t.sum";

  private TaskLists() {}

  static Task row(ResultSet row) throws SQLException {
    return Format.task(body(row, text(row, 1)));
  }

  /** The id of a row whose columns fit their check. */
  static String checked(ResultSet row) throws SQLException {
    String id = text(row, 1);
    body(row, id);
    return id;
  }

  /** Compares the columns with their check before anything is made of them. */
  private static byte[] body(ResultSet row, String id) throws SQLException {
    byte[] body = Objects.requireNonNullElseGet(row.getBytes(7), () -> new byte[0]);
    Sums.compare(
        row.getLong(8),
        Sums.of(
            id, text(row, 2), text(row, 3), row.getLong(4), row.getLong(5), row.getLong(6), body),
        "the row of task " + id);
    return body;
  }

  /** The check over the row that is written for the task. */
  static long sum(Task task, byte[] body) {
    return Sums.of(
        task.id().value(),
        task.run().value(),
        task.team(),
        task.waits() ? 1 : 0,
        due(task),
        task.opened().toEpochMilli(),
        body);
  }

  static long due(Task task) {
    return task.due().map(Instant::toEpochMilli).orElse(NEVER);
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  static Optional<Task> task(Session session, TaskId id) throws SQLException {
    return session.first(
        TaskLists::row, "SELECT " + COLUMNS + " FROM task t WHERE t.id = ?", id.value());
  }

  static List<Task> tasks(Session session, TaskFilter filter) throws SQLException {
    if (filter.teams().size() > TEAM_LIMIT) {
      throw new IllegalArgumentException(
          "%d teams in one list of tasks; name at most %d"
              .formatted(filter.teams().size(), TEAM_LIMIT));
    }
    var sql = new StringBuilder();
    var values = new ArrayList<Object>();
    int limit = Math.clamp(filter.limit(), 0, Views.PAGE_LIMIT);
    for (String team : filter.teams().isEmpty() ? Set.of("") : filter.teams()) {
      for (int waiting = filter.waitingOnly() ? 1 : 0; waiting <= 1; waiting++) {
        sql.append(sql.isEmpty() ? "" : " UNION ALL ").append("SELECT * FROM (");
        branch(sql, values, filter, team, waiting);
        sql.append(" ORDER BY due, opened, id LIMIT ?)");
        values.add(limit);
      }
    }
    values.add(limit);
    return session.list(
        TaskLists::row,
        "SELECT "
            + COLUMNS
            + " FROM (SELECT * FROM ("
            + sql
            + ") ORDER BY due, opened, id LIMIT ?) k CROSS JOIN task t ON t.id = k.id"
            + " ORDER BY k.due, k.opened, k.id",
        values.toArray());
  }

  /** One stretch of an index that is already in order. */
  private static void branch(
      StringBuilder sql, List<Object> values, TaskFilter filter, String team, int waiting) {
    String index = team.isEmpty() ? "task_due" : "task_team";
    sql.append("SELECT id, due, opened FROM task INDEXED BY ")
        .append(filter.run().isEmpty() ? index : "task_run")
        .append(" WHERE waiting = ?");
    values.add(waiting);
    if (!filter.run().isEmpty()) {
      sql.append(" AND run = ?");
      values.add(filter.run());
    }
    if (!team.isEmpty()) {
      sql.append(" AND team = ?");
      values.add(team);
    }
    if (filter.dueBefore().isPresent()) {
      sql.append(" AND due < ?");
      values.add(filter.dueBefore().get().toEpochMilli());
    }
  }
}
