package dev.fermata.adapter.sqlite;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Format;
import dev.fermata.fact.RunRow;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.TaskId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what the entries of one commit change besides themselves: once each, the last wins. */
final class Projections {
  /** The due time of a task without one: after all others. */
  static final long NEVER = Long.MAX_VALUE;

  private final Session session;

  Projections(Session session) {
    this.session = session;
  }

  void write(List<Plan.Line> lines) throws SQLException {
    Map<Long, RunRow> rows = new LinkedHashMap<>();
    Map<TaskId, Task> tasks = new LinkedHashMap<>();
    Map<TimerKey, Draft.TimerChange> timers = new LinkedHashMap<>();
    Map<Long, Draft.Snapshot> snapshots = new LinkedHashMap<>();
    for (Plan.Line line : lines) {
      Draft draft = line.draft();
      draft.row().ifPresent(row -> rows.put(line.stream(), row));
      draft.tasks().forEach(task -> tasks.put(task.id(), task));
      draft.timers().forEach(t -> timers.put(new TimerKey(line.stream(), t.timer()), t));
      draft.snapshot().ifPresent(snapshot -> snapshots.put(line.stream(), snapshot));
    }
    for (Map.Entry<Long, RunRow> row : rows.entrySet()) {
      run(row.getKey(), row.getValue());
    }
    for (Task task : tasks.values()) {
      task(task);
    }
    for (Map.Entry<TimerKey, Draft.TimerChange> timer : timers.entrySet()) {
      timer(timer.getKey(), timer.getValue());
    }
    for (Map.Entry<Long, Draft.Snapshot> snapshot : snapshots.entrySet()) {
      snapshot(snapshot.getKey(), snapshot.getValue());
    }
  }

  /**
   * What a run was started with never changes, so a later row does not touch the indexes over it.
   */
  private void run(long stream, RunRow row) throws SQLException {
    PreparedStatement upsert =
        session.prepare(
            """
            INSERT INTO run(stream, id, workflow, version, definition, status, active, open_tasks,
              in_doubt, problem, subject, batch, by, started, ended)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(stream) DO UPDATE SET status = excluded.status, active = excluded.active,
              open_tasks = excluded.open_tasks, in_doubt = excluded.in_doubt,
              problem = excluded.problem, ended = excluded.ended
            """);
    upsert.setLong(1, stream);
    upsert.setString(2, row.id().value());
    upsert.setString(3, row.workflow().namespace() + "/" + row.workflow().name());
    upsert.setString(4, row.workflow().version());
    upsert.setString(5, row.definition().value());
    upsert.setInt(6, RunLists.number(row.status()));
    upsert.setInt(7, row.active() ? 1 : 0);
    upsert.setInt(8, row.openTasks());
    upsert.setInt(9, row.inDoubt());
    upsert.setString(10, row.problem());
    upsert.setString(11, row.subject());
    upsert.setString(12, row.batch());
    upsert.setString(13, row.by());
    upsert.setLong(14, row.started().toEpochMilli());
    if (row.ended().isPresent()) {
      upsert.setLong(15, row.ended().get().toEpochMilli());
    } else {
      upsert.setNull(15, Types.INTEGER);
    }
    upsert.executeUpdate();
  }

  private void task(Task task) throws SQLException {
    session.update(
        """
        INSERT INTO task(id, run, team, waiting, due, opened, body) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(id) DO UPDATE SET run = excluded.run, team = excluded.team,
          waiting = excluded.waiting, due = excluded.due, opened = excluded.opened,
          body = excluded.body
        """,
        task.id().value(),
        task.run().value(),
        task.team(),
        task.waits() ? 1 : 0,
        task.due().map(due -> due.toEpochMilli()).orElse(NEVER),
        task.opened().toEpochMilli(),
        Format.task(task));
  }

  private void timer(TimerKey key, Draft.TimerChange change) throws SQLException {
    switch (change) {
      case Draft.TimerChange.Set(var timer, var at) ->
          session.update(
              """
              INSERT INTO timer(stream, timer, at) VALUES (?, ?, ?)
              ON CONFLICT(stream, timer) DO UPDATE SET at = excluded.at
              """,
              key.stream(),
              timer,
              at.toEpochMilli());
      case Draft.TimerChange.Cleared(var timer) ->
          session.update("DELETE FROM timer WHERE stream = ? AND timer = ?", key.stream(), timer);
    }
  }

  private void snapshot(long stream, Draft.Snapshot snapshot) throws SQLException {
    session.update(
        """
        INSERT INTO snapshot(stream, number, digest, state) VALUES (?, ?, ?, ?)
        ON CONFLICT(stream) DO UPDATE SET number = excluded.number, digest = excluded.digest,
          state = excluded.state
        """,
        stream,
        snapshot.number(),
        Digest.sha256().digest(snapshot.state()),
        snapshot.state());
  }

  private record TimerKey(long stream, String timer) {}
}
