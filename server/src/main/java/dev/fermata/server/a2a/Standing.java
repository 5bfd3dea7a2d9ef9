package dev.fermata.server.a2a;

import dev.fermata.effect.Hold;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunStatus;
import dev.fermata.run.state.RunState;
import dev.fermata.task.Task;
import dev.fermata.value.Problem;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a run stands, told honestly in the protocol's few states: what holds a run up while nobody
 * who speaks A2A is asked is said beside it.
 *
 * @param note why it stands so, where the state alone does not say; else empty
 * @param asks what people are asked, the oldest first; none unless input is required
 * @param at since when
 */
public record Standing(TaskState state, String note, List<Task> asks, Instant at) {
  public Standing {
    asks = List.copyOf(asks);
  }

  public static Standing of(RunState run) {
    RunStatus status = run.status();
    TaskState state = state(status);
    List<Task> asks = state == TaskState.INPUT_REQUIRED ? asks(run) : List.of();
    return new Standing(state, note(run, status), asks, at(run, asks));
  }

  /** The state of a run with that status. */
  public static TaskState state(RunStatus status) {
    return switch (status) {
      case RUNNING, HELD, PAUSED, ENDING -> TaskState.WORKING;
      case WAITING -> TaskState.INPUT_REQUIRED;
      case COMPLETED -> TaskState.COMPLETED;
      case FAULTED -> TaskState.FAILED;
      case CANCELLED -> TaskState.CANCELED;
    };
  }

  private static List<Task> asks(RunState run) {
    return run.waiting().values().stream()
        .sorted(Comparator.comparing(Task::opened).thenComparing(task -> task.id().value()))
        .toList();
  }

  private static String note(RunState run, RunStatus status) {
    String note =
        switch (status) {
          case RUNNING, WAITING, COMPLETED -> "";
          case HELD -> "Held back: " + run.hold().map(Hold::why).orElse("it waits at the gate");
          case PAUSED -> paused(run);
          case ENDING -> "Its end is certain; it waits for calls that are under way.";
          case FAULTED, CANCELLED -> run.ending().map(Standing::end).orElse("");
        };
    int doubts = run.inDoubt().size();
    String doubt =
        doubts == 0 ? "" : doubts + " effect(s) may or may not have happened; people settle that.";
    return note.isEmpty() || doubt.isEmpty() ? note + doubt : note + " " + doubt;
  }

  private static String paused(RunState run) {
    return run.pause()
        .map(pause ->
            "Paused by " + pause.by() + (pause.reason().isEmpty() ? "" : ": " + pause.reason()))
        .orElse("Paused");
  }

  private static String end(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed _ -> "";
      case Outcome.Faulted(Problem problem) ->
          problem.title() + (problem.detail().isEmpty() ? "" : ": " + problem.detail());
      case Outcome.Cancelled(var by, var reason) ->
          "Cancelled by " + by + (reason.isEmpty() ? "" : ": " + reason);
    };
  }

  private static Instant at(RunState run, List<Task> asks) {
    if (run.ended().isPresent()) {
      return run.ended().get();
    }
    Stream<Instant> opened = asks.stream().map(Task::opened);
    Stream<Instant> decided = run.closed().values().stream().flatMap(task -> closed(task).stream());
    Stream<Instant> paused = run.pause().map(RunFact.Paused::at).stream();
    Stream<Instant> began = run.start().map(RunFact.Started::at).stream();
    return Stream.of(opened, decided, paused, began)
        .flatMap(each -> each)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private static Optional<Instant> closed(Task task) {
    return switch (task.state()) {
      case Task.State.Decided(var decision) -> Optional.of(decision.at());
      case Task.State.TimedOut(var at) -> Optional.of(at);
      case Task.State.Withdrawn(_, var at) -> Optional.of(at);
      case Task.State.Open _, Task.State.Claimed _, Task.State.HandingOver _ -> Optional.empty();
    };
  }
}
