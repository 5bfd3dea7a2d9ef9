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

  /**
   * Somebody gave it to somebody else: a team or a person. Its deadline stays.
   *
   * @param from whom it waited for
   */
  record TaskDelegated(TaskId task, String from, String to, String why, String by, Instant at)
      implements TaskFact {}

  /** Somebody said something about it. */
  record TaskCommented(TaskId task, String text, String by, Instant at) implements TaskFact {}

  /** Somebody does not want to be shown it until then; to others it is shown as before. */
  record TaskSnoozed(TaskId task, Instant until, String by, Instant at) implements TaskFact {}

  /** Somebody wants to be shown it again. */
  record TaskWoken(TaskId task, String by, Instant at) implements TaskFact {}

  /** Whom it waits for was reminded that it is due soon. */
  record TaskReminded(TaskId task, String team, Instant at) implements TaskFact {}

  /**
   * It is answered, but nothing comes of it before it is handed over: until then whoever answered
   * can take it back.
   *
   * @param handsOver when it is decided
   */
  record TaskAnswered(TaskId task, Decision decision, Instant handsOver) implements TaskFact {}

  /**
   * What was answered does not count, and it waits again.
   *
   * @param why why it could not be handed over; empty where who answered took it back
   */
  record TaskReopened(TaskId task, String why, String by, Instant at) implements TaskFact {}

  record TaskDecided(TaskId task, Decision decision) implements TaskFact {}

  record TaskTimedOut(TaskId task, Instant at) implements TaskFact {}

  /** Somebody looked at what the task shows, or gave an answer before they saw what others say. */
  record TaskLookedAt(TaskId task, Look look) implements TaskFact {}

  record TaskWithdrawn(TaskId task, String reason, Instant at) implements TaskFact {}
}
