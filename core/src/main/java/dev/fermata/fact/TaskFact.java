package dev.fermata.fact;

import dev.fermata.task.Brief;
import dev.fermata.task.Decision;
import dev.fermata.task.Look;
import dev.fermata.task.Task;
import dev.fermata.value.Place;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What can happen to a task, which asks people. */
public sealed interface TaskFact extends RunFact.OfTask {
  /** The task that it happened to. */
  TaskId task();

  /** A person is asked. */
  record TaskOpened(
      TaskId task,
      Task.Kind kind,
      Place place,
      String ordinal,
      String team,
      Brief brief,
      Instant at,
      Optional<Instant> due,
      List<String> escalate,
      Optional<Task.Approval> approval)
      implements TaskFact {}

  /** One of several people who must agree has said yes; the task waits for the others. */
  record TaskVoted(TaskId task, Decision decision) implements TaskFact {}

  record TaskClaimed(TaskId task, String by, Instant at) implements TaskFact {}

  record TaskReleased(TaskId task, String by, Instant at) implements TaskFact {}

  record TaskEscalated(TaskId task, String team, Optional<Instant> due, Instant at)
      implements TaskFact {}

  record TaskDecided(TaskId task, Decision decision) implements TaskFact {}

  record TaskTimedOut(TaskId task, Instant at) implements TaskFact {}

  /** Somebody looked at what the task shows, or gave an answer before they saw what others say. */
  record TaskLookedAt(TaskId task, Look look) implements TaskFact {}

  record TaskWithdrawn(TaskId task, String reason, Instant at) implements TaskFact {}
}
