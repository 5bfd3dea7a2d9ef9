package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.adapter.sqlite.find.StatusNumber;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Format;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what the entries of one commit change besides themselves: once each, the last wins. */
final class Projections {
  private final Session session;

  Projections(Session session) {
    this.session = session;
  }

  void write(List<Plan.Line> lines) throws SQLException {
    Map<Long, RunRow> rows = new LinkedHashMap<>();
    Map<TaskId, Task> tasks = new LinkedHashMap<>();
    Map<TimerKey, Draft.TimerChange> timers = new LinkedHashMap<>();
    Map<Long, Plan.Line> snapshots = new LinkedHashMap<>();
    for (Plan.Line line : lines) {
      Draft draft = line.draft();
      draft.row().ifPresent(row -> rows.put(line.stream(), row));
      draft.tasks().forEach(task -> tasks.put(task.id(), task));
      draft
          .timers()
          .forEach(t -> timers.put(new TimerKey(line.stream(), draft.stream(), t.timer()), t));
      draft.snapshot().ifPresent(snapshot -> snapshots.put(line.stream(), line));
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
    for (Plan.Line line : snapshots.values()) {
      snapshot(line, line.draft().snapshot().orElseThrow());
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
              in_doubt, problem, subject, batch, by, started, ended, begun_sum, sum, parent, root)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(stream) DO UPDATE SET status = excluded.status, active = excluded.active,
              open_tasks = excluded.open_tasks, in_doubt = excluded.in_doubt,
              problem = excluded.problem, ended = excluded.ended, sum = excluded.sum
            """);
    upsert.setLong(1, stream);
    upsert.setString(2, row.id().value());
    upsert.setString(3, row.workflow().namespace() + "/" + row.workflow().name());
    upsert.setString(4, row.workflow().version());
    upsert.setString(5, row.definition().value());
    upsert.setInt(6, StatusNumber.of(row.status()));
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
    upsert.setLong(16, RunLists.begunSum(row));
    upsert.setLong(17, RunLists.sum(row));
    upsert.setString(18, row.parent().map(RunId::value).orElse(""));
    upsert.setString(19, row.root().map(RunId::value).orElse(""));
    upsert.executeUpdate();
  }

  private void task(Task task) throws SQLException {
    byte[] body = Format.task(task);
    session.update(
        """
        INSERT INTO task(id, run, team, waiting, due, opened, body, sum)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(id) DO UPDATE SET run = excluded.run, team = excluded.team,
          waiting = excluded.waiting, due = excluded.due, opened = excluded.opened,
          body = excluded.body, sum = excluded.sum
        """,
        task.id().value(),
        task.run().value(),
        task.team(),
        task.waits() ? 1 : 0,
        TaskLists.due(task),
        task.opened().toEpochMilli(),
        body,
        TaskLists.sum(task, body));
  }

  private void timer(TimerKey key, Draft.TimerChange change) throws SQLException {
    switch (change) {
      case Draft.TimerChange.Set(var timer, var at) ->
          session.update(
              """
              INSERT INTO timer(stream, timer, at, sum) VALUES (?, ?, ?, ?)
              ON CONFLICT(stream, timer) DO UPDATE SET at = excluded.at, sum = excluded.sum
              """,
              key.stream(),
              timer,
              at.toEpochMilli(),
              Sums.of(key.name().value(), timer, at.toEpochMilli()));
      case Draft.TimerChange.Cleared(var timer) ->
          session.update("DELETE FROM timer WHERE stream = ? AND timer = ?", key.stream(), timer);
    }
  }

  private void snapshot(Plan.Line line, Draft.Snapshot snapshot) throws SQLException {
    byte[] digest = Digest.sha256().digest(snapshot.state());
    session.update(
        """
        INSERT INTO snapshot(stream, number, digest, state, sum) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT(stream) DO UPDATE SET number = excluded.number, digest = excluded.digest,
          state = excluded.state, sum = excluded.sum
        """,
        line.stream(),
        snapshot.number(),
        digest,
        snapshot.state(),
        Sums.of(line.draft().stream().value(), snapshot.number(), digest));
  }

  private record TimerKey(long stream, StreamId name, String timer) {}
}
