package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.DueTimer;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.run.RunDecider;
import dev.fermata.run.state.Projection;
import dev.fermata.run.state.RunFormat;
import dev.fermata.run.state.RunState;
import dev.fermata.task.Task;
import dev.fermata.value.TaskId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a run's rows with what its facts say when they are read from the first to the last. Used
 * by one thread.
 */
final class Replayed {
  private static final int PAGE = 500;

  private final Session session;
  private final Entries entries;
  private long tasks;
  private long timers;

  Replayed(Session session, Entries entries) {
    this.session = session;
    this.entries = entries;
  }

  long tasks() {
    return tasks;
  }

  long timers() {
    return timers;
  }

  /**
   * Compares everything that is kept about one run.
   *
   * @throws dev.fermata.fact.Journal.JournalFailure if something differs
   */
  void compare(StreamId stream) throws SQLException {
    Optional<Snapshots.Row> snapshot = Snapshots.of(session, stream).filter(Snapshots.Row::sound);
    RunState state = RunState.empty(stream.run());
    List<Stored> page = entries.read(session, stream, 1, PAGE);
    while (!page.isEmpty()) {
      for (Stored entry : page) {
        if (entry.body().length == 0) {
          return; // Erased: what its facts said is not known any more.
        }
        state = RunDecider.evolve(state, entry.facts());
        if (snapshot.isPresent() && snapshot.get().number() == entry.number()) {
          compare(snapshot.get(), state);
        }
      }
      long next = page.getLast().number() + 1;
      page = page.size() < PAGE ? List.of() : entries.read(session, stream, next, PAGE);
    }
    row(state);
    tasks(state);
    timers(stream, state);
  }

  /** One of another version is thrown away by all who read it. */
  private static void compare(Snapshots.Row snapshot, RunState state) {
    Optional<RunState> read = RunFormat.read(snapshot.state());
    if (read.isPresent() && !Arrays.equals(RunFormat.write(read.get()), RunFormat.write(state))) {
      throw Sums.damaged(
          "the snapshot of run %s after entry %d is not what its facts say"
              .formatted(state.id(), snapshot.number()));
    }
  }

  private void row(RunState state) throws SQLException {
    Optional<RunRow> stored = RunLists.run(session, state.id());
    if (!stored.equals(Projection.row(state))) {
      throw Sums.damaged("the row of run " + state.id() + " is not what its facts say");
    }
  }

  private void tasks(RunState state) throws SQLException {
    Map<TaskId, Task> told = new HashMap<>();
    state.waiting().values().forEach(task -> told.put(task.id(), task));
    state.closed().values().forEach(task -> told.put(task.id(), task));
    List<Task> stored =
        session.list(
            TaskLists::row,
            "SELECT " + TaskLists.COLUMNS + " FROM task t WHERE t.run = ?",
            state.id().value());
    tasks += stored.size();
    for (Task task : stored) {
      if (!task.equals(told.remove(task.id()))) {
        throw Sums.damaged("the row of task " + task.id() + " is not what the facts say");
      }
    }
    if (!told.isEmpty()) {
      throw Sums.damaged("the row of task " + told.keySet().iterator().next() + " is missing");
    }
  }

  private void timers(StreamId stream, RunState state) throws SQLException {
    Map<String, Instant> told = new HashMap<>();
    state.timers().values().forEach(timer -> told.put(timer.name(), timer.at()));
    List<DueTimer> stored =
        session.list(
            TimerLists::row,
            "SELECT "
                + TimerLists.COLUMNS
                + " FROM timer t JOIN stream s ON s.id = t.stream WHERE s.name = ?",
            stream.value());
    timers += stored.size();
    for (DueTimer timer : stored) {
      Instant at = told.remove(timer.timer());
      if (at == null || at.toEpochMilli() != timer.at().toEpochMilli()) {
        throw Sums.damaged(
            "timer '%s' of stream %s is not what the facts say".formatted(timer.timer(), stream));
      }
    }
    if (!told.isEmpty()) {
      throw Sums.damaged(
          "timer '%s' of stream %s is missing".formatted(told.keySet().iterator().next(), stream));
    }
  }
}
