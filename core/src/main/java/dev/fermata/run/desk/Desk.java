package dev.fermata.run.desk;

import dev.fermata.fact.Decided;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.TaskFact;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Roster;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Look;
import dev.fermata.task.Task;
import dev.fermata.task.Whose;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides what becomes of claiming, giving away, commenting, snoozing and taking back. None of it
 * moves the run on.
 */
public final class Desk {
  /** The longest time for which somebody is not shown a task. */
  public static final Duration SNOOZE_LIMIT = Duration.ofDays(90);

  /** The longest comment. */
  public static final int COMMENT_CHARS = 4_000;

  /** How many comments one task has at most. */
  public static final int COMMENTS_LIMIT = 200;

  private static final int HANDED_LIMIT = 50;

  private Desk() {}

  public static Decided decide(
      RunState state, RunSignal.OfTask signal, Roster roster, Instant now) {
    Optional<Task> found = state.task(signal.task());
    if (found.isEmpty()) {
      return refused(
          Problem.own(
              "not-found", 404, "No such task", "no task is called '" + signal.task() + "'"));
    }
    Task task = found.get();
    String by = signal.by().name();
    return switch (signal) {
      case RunSignal.Claim _ ->
          unless(
              Touch.refusal(task, signal.by(), roster, now),
              () ->
                  task.state() instanceof Task.State.Open
                      ? fact(new TaskFact.TaskClaimed(task.id(), by, now))
                      : Decided.nothing());
      case RunSignal.Release _ ->
          unless(
              Touch.refusal(task, signal.by(), roster, now),
              () ->
                  task.state() instanceof Task.State.Claimed
                      ? fact(new TaskFact.TaskReleased(task.id(), by, now))
                      : Decided.nothing());
      case RunSignal.Delegate delegate -> delegate(task, delegate, roster, now);
      case RunSignal.Comment comment -> comment(task, comment, now);
      case RunSignal.Snooze snooze ->
          unless(
              unheard(task, snooze.by(), roster, now).or(() -> misfit(task, snooze.until(), now)),
              () -> fact(new TaskFact.TaskSnoozed(task.id(), snooze.until(), by, now)));
      case RunSignal.Wake _ ->
          task.handling().snoozed().containsKey(by)
              ? fact(new TaskFact.TaskWoken(task.id(), by, now))
              : Decided.nothing();
      case RunSignal.Look look ->
          unless(unheard(task, look.by(), roster, now), () -> look(task, look, now));
      case RunSignal.Undo undo -> undo(state, task, undo, now);
    };
  }

  private static Decided refused(Problem problem) {
    return new Decided.Refused(problem);
  }

  private static Decided fact(RunFact fact) {
    return Decided.facts(List.of(fact));
  }

  private static Decided unless(Optional<Problem> refusal, Supplier<Decided> otherwise) {
    return refusal.map(Desk::refused).orElseGet(otherwise);
  }

  /** Who leads a team, or is admin, may give away what is claimed or waits for others. */
  private static Decided delegate(
      Task task, RunSignal.Delegate signal, Roster roster, Instant now) {
    return unless(
        refusal(task, signal, roster, now),
        () ->
            fact(
                new TaskFact.TaskDelegated(
                    task.id(), task.team(), signal.to(), signal.why(), signal.by().name(), now)));
  }

  /** Why a task would not be given away so; empty if it would. */
  public static Optional<Problem> refusal(
      Task task, RunSignal.Delegate signal, Roster roster, Instant now) {
    Optional<Problem> refusal =
        Whose.leads(task, signal.by(), roster)
            ? Touch.over(task)
            : Touch.refusal(task, signal.by(), roster, now);
    return refusal.or(() -> misfit(task, signal.to(), roster));
  }

  /** Why it cannot be given to them; empty if it can. */
  private static Optional<Problem> misfit(Task task, String to, Roster roster) {
    if (roster.active(to).isEmpty() && roster.team(to).isEmpty()) {
      List<String> known =
          Stream.concat(
                  roster.teams().keySet().stream().map(t -> t.value()),
                  roster.people().keySet().stream().map(p -> p.value()))
              .toList();
      return Optional.of(
          Problem.own(
              "not-found",
              404,
              "Nobody of that name",
              "no team or active person is called '" + to + "'." + Nearest.hint(to, known)));
    }
    if (task.team().equals(to)) {
      return Touch.conflict(
          "there-already", "It waits for them already", task.id() + " waits for " + to);
    }
    if (!Whose.mayHave(task, to, roster)) {
      String asked = task.approval().map(Task.Approval::team).orElseGet(task::team);
      return Optional.of(
          Problem.own(
              "outside-team",
              403,
              "It stays with whom the rules ask",
              task.approval().map(Task.Approval::rule).orElse("a rule")
                  + " asks "
                  + asked
                  + "; give it to them or to a person of that team, not to "
                  + to));
    }
    if (requested(task, to, roster)) {
      return Optional.of(
          Problem.own(
              "self-approval",
              403,
              "Somebody else must approve",
              to + " requested or edited this call, and it needs four eyes"));
    }
    return task.handling().handed().size() >= HANDED_LIMIT
        ? Touch.conflict(
            "handed-too-often",
            "It has gone round often enough",
            task.id() + " was given away " + HANDED_LIMIT + " times; decide it")
        : Optional.empty();
  }

  private static boolean requested(Task task, String to, Roster roster) {
    return roster
        .active(to)
        .map(p -> new Principal.Human(p.id(), p.roles(), p.teams(), roster.natural(p.id())))
        .filter(person ->
            task.approval()
                .filter(Task.Approval::fourEyes)
                .filter(a -> a.requesters().stream().anyMatch(r -> roster.isBehind(r, person)))
                .isPresent())
        .isPresent();
  }

  private static Decided comment(Task task, RunSignal.Comment signal, Instant now) {
    if (!(signal.by() instanceof Principal.Human)) {
      return refused(
          Problem.own("not-allowed", 403, "Not allowed", signal.by().name() + " is no person"));
    }
    if (signal.text().isBlank() || signal.text().length() > COMMENT_CHARS) {
      return refused(
          Problem.own(
              "form", 422, "No comment", "a comment has 1 to " + COMMENT_CHARS + " characters"));
    }
    if (task.handling().saidLast(signal.by().name(), signal.text())) {
      return Decided.nothing();
    }
    return task.handling().comments() >= COMMENTS_LIMIT
        ? Touch.conflict(
                "too-many",
                "Enough was said",
                task.id() + " has " + COMMENTS_LIMIT + " comments; decide it")
            .map(Desk::refused)
            .orElseThrow()
        : fact(new TaskFact.TaskCommented(task.id(), signal.text(), signal.by().name(), now));
  }

  /** Only what waits for them is shown to them at all. */
  private static Optional<Problem> unheard(Task task, Principal by, Roster roster, Instant now) {
    return Whose.mayDecide(task, by, roster, now)
        ? Touch.over(task)
        : Touch.refusal(task, by, roster, now);
  }

  private static Optional<Problem> misfit(Task task, Instant until, Instant now) {
    Instant last = task.due().orElse(now.plus(SNOOZE_LIMIT));
    boolean fits =
        until.isAfter(now) && !until.isAfter(last) && !until.isAfter(now.plus(SNOOZE_LIMIT));
    return fits
        ? Optional.empty()
        : Optional.of(
            Problem.own(
                "form",
                422,
                "Not until then",
                "a task is put off to a time after now, at most "
                    + SNOOZE_LIMIT.toDays()
                    + " days ahead and not after it is due"
                    + task.due().map(due -> " (" + due + ")").orElse("")));
  }

  private static Decided look(Task task, RunSignal.Look look, Instant now) {
    String natural = look.by().natural();
    var said = new Look(look.by().name(), natural, look.opened(), look.provisional(), now);
    boolean known = task.look(natural).filter(said::within).isPresent();
    return known || look.opened().size() > Look.LIMIT
        ? Decided.nothing()
        : fact(new TaskFact.TaskLookedAt(task.id(), said));
  }

  private static Decided undo(RunState state, Task task, RunSignal.Undo signal, Instant now) {
    if (!(task.state() instanceof Task.State.HandingOver(var decision, _, _))) {
      return refused(
          Problem.own(
              "too-late",
              409,
              "Nothing to take back",
              Touch.over(task)
                  .map(Problem::detail)
                  .orElse(task.id() + " waits; nobody has answered it")));
    }
    if (!decision.by().equals(signal.by().name())) {
      return refused(
          Problem.own(
              "not-yours",
              403,
              "Not yours to take back",
              decision.by() + " answered " + task.id() + "; only they take it back"));
    }
    String timer = Timer.name(task.place(), task.id().value(), Purpose.HANDOVER);
    var reopened = new TaskFact.TaskReopened(task.id(), "", signal.by().name(), now);
    return Decided.facts(
        state.timers().has(timer)
            ? List.of(reopened, new RunFact.TimerCleared(timer))
            : List.of(reopened));
  }
}
