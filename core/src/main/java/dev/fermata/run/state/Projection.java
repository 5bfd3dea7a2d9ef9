package dev.fermata.run.state;

import dev.fermata.effect.Lineage;
import dev.fermata.fact.Draft.TimerChange;
import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Task;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one decision changes in the lists that are written with it.
 *
 * @param row the run's row, if the decision changed it
 * @param tasks the tasks that changed, whole
 */
public record Projection(Optional<RunRow> row, List<Task> tasks, List<TimerChange> timers) {

  /** Compares the run before and after the facts of one decision. */
  public static Projection of(RunState before, RunState after, List<? extends Fact> facts) {
    Set<TaskId> touched = new LinkedHashSet<>();
    Map<String, TimerChange> timers = new LinkedHashMap<>();
    for (Fact fact : facts) {
      switch (fact) {
        case TaskFact f -> touched.add(f.task());
        case RunFact.TimerSet f -> timers.put(f.timer(), new TimerChange.Set(f.timer(), f.at()));
        case RunFact.TimerFired f -> timers.put(f.timer(), new TimerChange.Cleared(f.timer()));
        case RunFact.TimerCleared f -> timers.put(f.timer(), new TimerChange.Cleared(f.timer()));
        default -> {}
      }
    }
    List<Task> tasks = new ArrayList<>();
    touched.forEach(id -> after.task(id).ifPresent(tasks::add));
    return new Projection(
        isShownAlike(before, after) ? Optional.empty() : row(after),
        tasks,
        List.copyOf(timers.values()));
  }

  /** Whether the rows are equal; what a run was started with never changes. */
  private static boolean isShownAlike(RunState before, RunState after) {
    return before.start().isPresent() == after.start().isPresent()
        && before.status() == after.status()
        && before.active() == after.active()
        && before.waiting().size() == after.waiting().size()
        && before.inDoubt().size() == after.inDoubt().size()
        && before.ended().equals(after.ended())
        && before.problem().equals(after.problem());
  }

  /** The run's row; absent before its first fact. */
  public static Optional<RunRow> row(RunState state) {
    return state.start().map(started -> row(state, started));
  }

  private static RunRow row(RunState state, Started started) {
    Optional<Instant> ended = state.ended();
    return new RunRow(
        state.id(),
        started.workflow(),
        started.definition(),
        state.status(),
        state.active(),
        state.waiting().size(),
        state.inDoubt().size(),
        state.problem(),
        started.subject(),
        started.batch(),
        started.by(),
        started.at(),
        ended,
        started.lineage().map(l -> l.parent().run()),
        started.lineage().map(Lineage::root));
  }
}
