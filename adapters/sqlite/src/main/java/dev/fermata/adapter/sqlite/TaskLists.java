package dev.fermata.adapter.sqlite;

import dev.fermata.fact.Format;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.task.Task;
import dev.fermata.value.TaskId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists of tasks. Every value is bound; the text of a statement depends on none. */
final class TaskLists {
  /** How many teams a filter may name: each is a branch of the statement, twice. */
  static final int TEAM_LIMIT = 200;

  private TaskLists() {}

  static Optional<Task> task(Session session, TaskId id) throws SQLException {
    return session.first(
        row -> Format.task(row.getBytes(1)), "SELECT body FROM task WHERE id = ?", id.value());
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
        row -> Format.task(row.getBytes(1)),
        "SELECT t.body FROM (SELECT * FROM ("
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
