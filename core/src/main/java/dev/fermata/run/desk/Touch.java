package dev.fermata.run.desk;

import dev.fermata.roster.Principal;
import dev.fermata.roster.Roster;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.task.Whose;
import dev.fermata.value.Problem;
import java.time.Instant;
import java.util.Optional;

/** Why somebody may not touch a task as it is now. */
public final class Touch {
  private Touch() {}

  /** Why this principal may not decide, claim or give away the task; empty if they may. */
  public static Optional<Problem> refusal(Task task, Principal by, Roster roster, Instant now) {
    return Whose.mayDecide(task, by, roster, now)
        ? standing(task, by)
        : Optional.of(
            Problem.own(
                "not-yours",
                403,
                "Not yours to decide",
                "task "
                    + task.id()
                    + " waits for "
                    + task.team()
                    + "; "
                    + by.name()
                    + " is not of that team"));
  }

  /** What stands against it, whoever asks. */
  private static Optional<Problem> standing(Task task, Principal by) {
    return switch (task.state()) {
      case Task.State.Claimed(var who, _) when who.equals(by.name()) -> Optional.empty();
      case Task.State.Claimed(var who, var at) ->
          conflict(
              "claimed",
              "Claimed by somebody else",
              task.id() + " was claimed by " + who + " at " + at + "; ask them to release it");
      default -> over(task);
    };
  }

  /** Why nothing can be done about it any more; empty while it waits. */
  static Optional<Problem> over(Task task) {
    return switch (task.state()) {
      case Task.State.Open _, Task.State.Claimed _ -> Optional.empty();
      case Task.State.HandingOver(var decision, var at, _) ->
          conflict(
              "already-decided",
              "Already decided",
              decided(task, decision) + "; " + decision.by() + " can take that back until " + at);
      case Task.State.Decided(var decision) ->
          conflict("already-decided", "Already decided", decided(task, decision));
      case Task.State.TimedOut(var at) ->
          conflict("too-late", "Too late", task.id() + " ran out of time at " + at);
      case Task.State.Withdrawn(var reason, var at) ->
          conflict(
              "withdrawn",
              "No longer needed",
              task.id() + " was withdrawn at " + at + ": " + reason);
    };
  }

  private static String decided(Task task, Decision decision) {
    return task.id()
        + " was decided by "
        + decision.by()
        + " at "
        + decision.at()
        + ": "
        + decision.answer();
  }

  static Optional<Problem> conflict(String kind, String title, String detail) {
    return Optional.of(Problem.own(kind, 409, title, detail));
  }
}
