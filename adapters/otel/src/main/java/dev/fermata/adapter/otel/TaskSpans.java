package dev.fermata.adapter.otel;

import dev.fermata.adapter.otel.EffectSpan.Told;
import dev.fermata.adapter.otel.Span.Kind;
import dev.fermata.adapter.otel.Span.Moment;
import dev.fermata.adapter.otel.Span.Words;
import dev.fermata.fact.TaskFact;
import dev.fermata.value.TaskId;
import dev.fermata.value.trace.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How long a run waits for people: a span a task, whoever it is put before. For one thread. */
final class TaskSpans {
  private final Map<TaskId, Asked> asked = new TreeMap<>();

  /** A task that waits, and the stretch of its run in which it was opened. */
  private record Asked(TaskFact.TaskOpened task, String parent, List<Moment> moments) {}

  boolean waiting() {
    return !asked.isEmpty();
  }

  /**
   * @param current the stretch that the run is in
   * @return the task's span, if it is over
   */
  Optional<Span> take(TaskFact fact, Told told, String current, Instant at) {
    switch (fact) {
      case TaskFact.TaskOpened opened ->
          asked.put(opened.task(), new Asked(opened, current, new ArrayList<>()));
      case TaskFact.TaskDecided(var task, var decision) -> {
        return over(told, task, "decided", decision.answer(), decision.at());
      }
      case TaskFact.TaskTimedOut(var task, var when) -> {
        return over(told, task, "timed_out", "", when);
      }
      case TaskFact.TaskWithdrawn(var task, _, var when) -> {
        return over(told, task, "withdrawn", "", when);
      }
      case TaskFact.TaskEscalated _ -> moment(fact, "escalated", at);
      case TaskFact.TaskDelegated _ -> moment(fact, "delegated", at);
      case TaskFact.TaskReminded _ -> moment(fact, "reminded", at);
      case TaskFact.TaskAnswered _ -> moment(fact, "answered", at);
      case TaskFact.TaskReopened _ -> moment(fact, "reopened", at);
      case TaskFact.TaskVoted _ -> moment(fact, "voted", at);
      case TaskFact.TaskClaimed _ -> moment(fact, "claimed", at);
      case TaskFact.TaskReleased _ -> moment(fact, "released", at);
      case TaskFact.TaskCommented _, TaskFact.TaskSnoozed _ -> {}
      case TaskFact.TaskWoken _, TaskFact.TaskLookedAt _ -> {}
    }
    return Optional.empty();
  }

  /** The run has ended, and asks nobody any more. */
  List<Span> end(Told told, Instant at) {
    return List.copyOf(asked.keySet()).stream()
        .flatMap(task -> over(told, task, "withdrawn", "", at).stream())
        .toList();
  }

  private void moment(TaskFact fact, String name, Instant at) {
    Optional.ofNullable(asked.get(fact.task()))
        .map(Asked::moments)
        .filter(moments -> moments.size() < Span.MOMENTS)
        .ifPresent(moments -> moments.add(new Moment(name, at)));
  }

  /** Which account answered is not told: traces leave the house. */
  private Optional<Span> over(Told told, TaskId id, String result, String answer, Instant at) {
    Asked waited = asked.remove(id);
    if (waited == null) {
      return Optional.empty();
    }
    TaskFact.TaskOpened task = waited.task();
    Words words =
        new Words()
            .put(Conventions.OPERATION, Conventions.WAIT_FOR_PERSON)
            .put(Conventions.RUN, told.run())
            .put(Conventions.CONVERSATION, told.run())
            .put(Conventions.TASK, id.value())
            .put(Conventions.TASK_KIND, task.kind().name().toLowerCase(Locale.ROOT))
            .put(Conventions.STEP, task.place().path())
            .put(Conventions.TEAM, task.team())
            .put(Conventions.RESULT, result)
            .put(Conventions.ANSWER, answer);
    return Optional.of(
        new Span(
            told.trace(),
            TraceContext.span("task\n" + id),
            waited.parent(),
            Conventions.WAIT_FOR_PERSON + " " + task.team(),
            Kind.INTERNAL,
            task.at(),
            at,
            words.all(),
            waited.moments(),
            List.of(),
            result.equals("timed_out") ? Optional.of("timeout") : Optional.empty()));
  }
}
