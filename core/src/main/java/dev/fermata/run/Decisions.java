package dev.fermata.run;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.EffectReattempted;
import dev.fermata.fact.RunFact.EffectSettled;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.TaskFact;
import dev.fermata.roster.Principal;
import dev.fermata.run.desk.Touch;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Stage;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.task.Whose;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas.Misfit;
import dev.fermata.value.TaskId;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a person's word on a task causes: one decision, one winner. */
final class Decisions {
  private Decisions() {}

  /** Why this principal may not decide the task as it is now; empty if they may. */
  static Optional<Problem> refusal(Deciding d, TaskId id, Principal by) {
    return d.state()
        .task(id)
        .map(task -> Touch.refusal(task, by, d.known().roster(), d.now()))
        .orElseGet(() ->
            Optional.of(
                Problem.own("not-found", 404, "No such task", "no task is called '" + id + "'")));
  }

  private static Optional<Problem> conflict(String kind, String title, String detail) {
    return Optional.of(Problem.own(kind, 409, title, detail));
  }

  /** Whether this very decision was accepted before, so that its repeat gets the same answer. */
  static boolean repeated(RunState state, RunSignal.Decide signal) {
    Optional<Task> found = state.task(signal.task());
    if (found
        .filter(t -> voted(t, signal) || t.handling().undone().contains(signal.id()))
        .isPresent()) {
      return true;
    }
    return found
        .map(Task::state)
        .filter(now ->
            now instanceof Task.State.Decided(var decision) && same(decision, signal)
                || now instanceof Task.State.HandingOver(var said, _, _) && same(said, signal))
        .isPresent();
  }

  private static boolean same(Decision decision, RunSignal.Decide signal) {
    return decision.by().equals(signal.by().name())
        && decision.answer().equals(signal.answer())
        && !signal.id().isEmpty()
        && decision.id().equals(signal.id());
  }

  private static boolean voted(Task task, RunSignal.Decide signal) {
    return !signal.id().isEmpty()
        && task.waits()
        && task.approval().stream()
            .flatMap(a -> a.votes().stream())
            .anyMatch(v -> v.id().equals(signal.id()) && v.by().equals(signal.by().name()));
  }

  /** What is wrong with the decision itself. */
  static Optional<Problem> misfit(Deciding d, Task task, RunSignal.Decide signal) {
    if (signal.brief().isPresent() && !signal.brief().get().equals(task.brief().digest())) {
      return conflict(
          "stale",
          "The brief has changed",
          "what was read is not what the task shows now; read it again and decide anew");
    }
    if (!task.brief().answers().containsKey(signal.answer())) {
      return Optional.of(
          Problem.own(
              "unknown-answer",
              422,
              "No such answer",
              "'"
                  + signal.answer()
                  + "' is no answer to this task; the answers are "
                  + String.join(", ", task.brief().answers().keySet())
                  + "."
                  + Nearest.hint(signal.answer(), task.brief().answers().keySet())));
    }
    Optional<Problem> obsolete = obsolete(d, task, signal.answer());
    if (obsolete.isPresent()) {
      return obsolete;
    }
    if (task.kind() == Task.Kind.APPROVE) {
      return Approvals.refusal(d, task, signal);
    }
    Optional<Json> schema = schema(d, task, signal.answer());
    if (schema.isEmpty()) {
      return Optional.empty();
    }
    List<Misfit> misfits = d.known().schemas().check(schema.get(), signal.data());
    return misfits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.own(
                "form",
                422,
                "The form does not fit",
                "the data given does not fit: " + Scope.told(misfits)));
  }

  /** Why that answer means nothing any more, since things are no longer as the brief says. */
  private static Optional<Problem> obsolete(Deciding d, Task task, String answer) {
    if (task.kind() == Task.Kind.IN_DOUBT && answer.equals(Tasks.AGAIN)) {
      if (!Replies.wanted(d, Replies.key(d, task))) {
        return conflict(
            "not-needed",
            "No longer needed",
            "the step that made the call is gone, so it is not called again; say whether it"
                + " happened");
      }
      if (d.state().paused()) {
        return conflict("paused", "The run is paused", "resume it, and then have it called again");
      }
    }
    return task.kind() == Task.Kind.APPROVE ? Approvals.stale(d, task) : Optional.empty();
  }

  /** What the data must fit: a result that a person gives, the same as one that a call gives. */
  private static Optional<Json> schema(Deciding d, Task task, String answer) {
    if (task.kind() == Task.Kind.IN_DOUBT && answer.equals(Tasks.HAPPENED)) {
      return d.state()
          .inDoubt()
          .get(Replies.key(d, task))
          .flatMap(effect -> Calls.answers(d, effect.call()));
    }
    if (task.kind() == Task.Kind.REPAIR && answer.equals(Tasks.SUPPLY)) {
      return Calls.answers(d, d.workflow().step(d.frame(task.place()).step()));
    }
    return givenBack(d, task, answer) ? Optional.empty() : task.brief().form();
  }

  /** Whether a person gives work back that they were chosen for; then no form is filled in. */
  private static boolean givenBack(Deciding d, Task task, String answer) {
    return task.kind() == Task.Kind.HUMAN
        && answer.equals(Step.Call.Skilled.CANNOT)
        && d.workflow().step(d.frame(task.place()).step()) instanceof Step.Call.Skilled;
  }

  private static Decision decision(Deciding d, Task task, RunSignal.Decide signal) {
    return new Decision(
        signal.answer(),
        signal.by().name(),
        signal.why(),
        d.weighed(signal.data()),
        d.now(),
        signal.id(),
        signal.by().natural(),
        Whose.behalf(task, signal.by(), d.known().roster(), d.now()).orElse(""));
  }

  /** Counts now, or when the time is over in which it can be taken back. */
  static void decide(Deciding d, Task task, RunSignal.Decide signal) {
    Decision decision = decision(d, task, signal);
    if (signal.undo().isEmpty()) {
      decide(d, task, decision);
      return;
    }
    Instant at = d.now().plus(signal.undo().get());
    String timer = Timer.name(task.place(), task.id().value(), Purpose.HANDOVER);
    d.emit(new TaskFact.TaskAnswered(task.id(), decision, at));
    d.emit(new RunFact.TimerSet(timer, task.place(), Purpose.HANDOVER, at));
  }

  /** Nobody has taken back what was answered: it counts, unless it means nothing any more. */
  static void handOver(Deciding d, Task task) {
    if (task.state() instanceof Task.State.HandingOver(var decision, _, _)) {
      Optional<Problem> obsolete = obsolete(d, task, decision.answer());
      if (obsolete.isPresent()) {
        String by = new Principal.System().name();
        d.emit(new TaskFact.TaskReopened(task.id(), obsolete.get().detail(), by, d.now()));
      } else {
        decide(d, task, decision);
      }
    }
  }

  private static void decide(Deciding d, Task task, Decision decision) {
    if (task.kind() == Task.Kind.APPROVE) {
      Approvals.decide(d, task, decision);
      return;
    }
    d.emit(new TaskFact.TaskDecided(task.id(), decision));
    d.clear(task.place(), Purpose.DUE);
    switch (task.kind()) {
      case HUMAN, CONFLICT ->
          answered(
              d,
              d.frame(task.place()),
              decision.answer(),
              decision.by(),
              decision.why(),
              decision.data());
      case REPAIR -> repair(d, task, decision);
      case IN_DOUBT -> settle(d, task, decision);
      case APPROVE -> throw new IllegalStateException("an approval was decided before");
    }
  }

  /** A step that asked has its answer. */
  static void answered(Deciding d, Frame frame, String answer, String by, String why, Json data) {
    Step step = d.workflow().step(frame.step());
    Label asked = Results.asked(d, frame);
    if (step instanceof Step.Call.Panel panel
        && frame.stage() instanceof Stage.Asking(_, var opinions)) {
      var agreed = Json.object().put(panel.agreeOn().getFirst().field(), answer);
      if (!why.isEmpty()) {
        agreed.put("why", why);
      }
      if (!data.isNull()) {
        agreed.set("data", data.view());
      }
      Panels.resolved(d, frame, opinions, Json.adopt(agreed).under(asked), by);
      return;
    }
    if (step instanceof Step.Call.Skilled skilled) {
      Json given = Scope.declared(skilled.output(), data.under(asked));
      d.emit(
          answer.equals(Step.Call.Skilled.DONE)
              ? new RunFact.Finished(frame.place(), given)
              : new RunFact.Raised(frame.place(), givenBack(frame, by, why).under(asked), true));
      return;
    }
    var output = Json.object().put("answer", answer).put("by", by);
    if (!why.isEmpty()) {
      output.put("why", why);
    }
    if (!data.isNull()) {
      output.set("data", data.view());
    }
    Json said = Json.adopt(output);
    Json told = Results.endorsed(d, frame, said).orElseGet(() -> said.under(asked));
    d.emit(new RunFact.Finished(frame.place(), told));
  }

  private static Problem givenBack(Frame frame, String by, String why) {
    String detail = by + " cannot do it" + (why.isEmpty() ? "" : ": " + why);
    return Problem.own("given-back", 409, "Given back", detail).at(frame.step().pointer());
  }

  private static void repair(Deciding d, Task task, Decision decision) {
    Place place = task.place();
    Frame frame = d.frame(place);
    Optional<Json> schema = schema(d, task, decision.answer());
    switch (decision.answer()) {
      case Tasks.RETRY -> again(d, frame, Results.edited(task.brief(), decision.data()));
      case Tasks.SUPPLY ->
          d.emit(new RunFact.Finished(place, Results.said(task.brief(), schema, decision.data())));
      case Tasks.SKIP -> Advance.skip(d, frame, d.workflow().step(frame.step()));
      case Tasks.AGAIN -> {
        d.emit(new RunFact.EffectForgotten(Replies.key(d, task)));
        again(d, frame, Results.edited(task.brief(), decision.data()));
      }
      case Tasks.CANCEL ->
          Errors.end(
              d, new Outcome.Cancelled(decision.by(), "repair of '" + place + "' was given up"));
      default -> throw unknownAnswer(decision);
    }
  }

  static void again(Deciding d, Frame frame, Json edited) {
    Advance.again(d, frame, edited.isNull() ? frame.input() : edited);
  }

  private static void settle(Deciding d, Task task, Decision decision) {
    var key = Replies.key(d, task);
    Optional<Effect> doubtful = d.state().inDoubt().get(key);
    if (doubtful.isEmpty()) {
      return;
    }
    Effect effect = doubtful.get();
    switch (decision.answer()) {
      case Tasks.HAPPENED -> {
        Json said = Results.said(task.brief(), schema(d, task, decision.answer()), decision.data());
        Reply reply = new Reply.Answered(said, Json.NULL, Usage.NONE);
        d.emit(new EffectSettled(key, effect.attempt(), reply, d.now()));
      }
      case Tasks.AGAIN ->
          d.emit(
              new EffectReattempted(
                  key,
                  effect.attempt() + 1,
                  decision.by() + " said so",
                  !effect.call().repeatable()));
      case Tasks.DID_NOT_HAPPEN -> {
        Problem problem =
            Problem.communication(
                500, effect.call().target().display() + " did not happen, says " + decision.by());
        d.emit(
            new EffectSettled(key, effect.attempt(), new Reply.NotCalled(problem, true), d.now()));
        Replies.fail(d, effect, problem);
      }
      default -> throw unknownAnswer(decision);
    }
  }

  /** A misfit was refused before, so that an answer nobody knows is a bug here. */
  private static IllegalStateException unknownAnswer(Decision decision) {
    return new IllegalStateException("'" + decision.answer() + "' came past the check of answers");
  }
}
