package dev.fermata.run;

import dev.fermata.effect.Lineage;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Entered;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.TaskFact;
import dev.fermata.roster.Principal;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.desk.Desk;
import dev.fermata.run.host.Errand;
import dev.fermata.run.host.Known;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Stage;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.TaskId;
import dev.fermata.value.label.Label;
import dev.fermata.value.turn.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of each signal. */
final class Signals {
  private Signals() {}

  /** Makes the decision; what it records goes through {@code d}, or is in the answer alone. */
  static Decided decide(Deciding d, RunSignal signal) {
    RunState state = d.state();
    Instant now = d.now();
    if (signal instanceof RunSignal.Start start) {
      return start(d, start);
    }
    if (signal instanceof RunSignal.Recall recall) {
      return recall(d, recall);
    }
    if (state.start().isEmpty()) {
      return refused("not-found", 404, "No such run", "no run is called '" + state.id() + "'");
    }
    return switch (signal) {
      case RunSignal.Start _, RunSignal.Recall _ -> Decided.nothing();
      case RunSignal.Replied(var key, var attempt, var reply) -> {
        Replies.replied(d, key, attempt, reply);
        yield done(d);
      }
      case RunSignal.Turn(var key, var attempt) -> {
        Replies.turn(d, key, attempt);
        yield done(d);
      }
      case RunSignal.AnswerLost(var key, var attempt) -> {
        Replies.answerLost(d, key, attempt);
        yield done(d);
      }
      case RunSignal.Errand asked -> errand(d, asked);
      case RunSignal.TimerDue(var timer) -> {
        state.timers().get(timer).filter(t -> !t.at().isAfter(now)).ifPresent(t -> fire(d, t));
        yield done(d);
      }
      case RunSignal.Recheck _ -> {
        Passage.recheck(d);
        yield done(d);
      }
      case RunSignal.GoOn _ -> done(d);
      case RunSignal.OfTask about -> Desk.decide(state, about, d.known().roster(), now);
      case RunSignal.Decide decide -> decideTask(d, decide);
      case RunSignal.Pause pause -> pause(d, pause);
      case RunSignal.Resume resume -> resume(d, resume);
      case RunSignal.Retry retry -> retry(d, retry);
      case RunSignal.Cancel cancel -> cancel(d, cancel);
      case RunSignal.ReportOutcome report -> report(d, report);
      case RunSignal.NoteRerun rerun -> noted(d, rerun);
    };
  }

  private static Decided done(Deciding d) {
    Advance.all(d);
    return new Decided.Accepted(List.<Fact>copyOf(d.facts()), d.spending().reservations());
  }

  /** What the gate denies is a fact; what was never offered does not get that far. */
  private static Decided errand(Deciding d, RunSignal.Errand asked) {
    return switch (Errand.of(d.state(), d.known().roster(), asked)) {
      case Errand.Refused(var problem) -> new Decided.Refused(problem);
      case Errand.Known _ -> Decided.nothing();
      case Errand.Wanted wanted -> {
        try {
          Calls.errand(d, wanted);
        } catch (Fault fault) {
          if (d.facts().isEmpty()) {
            yield new Decided.Refused(fault.problem());
          }
        }
        yield done(d);
      }
    };
  }

  private static Decided noted(Deciding d, RunSignal.NoteRerun rerun) {
    d.emit(
        new RunFact.RerunBegun(rerun.run(), rerun.from(), rerun.by().name(), rerun.why(), d.now()));
    return Decided.facts(d.facts());
  }

  private static Decided refused(String kind, int status, String title, String detail) {
    return new Decided.Refused(Problem.own(kind, status, title, detail));
  }

  private static Decided start(Deciding d, RunSignal.Start start) {
    RunState state = d.state();
    Known known = d.known();
    Instant now = d.now();
    if (state.start().isPresent()) {
      return another(state, start)
          ? refused("not-known", 503, "The id is taken", "chance gave the id of another run")
          : Decided.nothing();
    }
    if (start.lineage().filter(l -> l.depth() > Lineage.DEPTH_LIMIT).isPresent()) {
      return new Decided.Refused(Children.tooDeep());
    }
    var body = known.workflow().body();
    Json given = Results.given(known.workflow(), start.input());
    var scope = new Scope(d, body.id(), Json.EMPTY, given, Json.NULL, Label.NONE);
    try {
      Json input = scope.shaped(known.workflow().input(), given, true, "the input");
      var shaped = new Scope(d, body.id(), Json.EMPTY, input, Json.NULL, Label.NONE);
      String subject =
          known.workflow().subject().map(s -> plain(shaped.evaluate(s, input))).orElse("");
      Optional<Duration> timeout = known.workflow().timeout().map(t -> shaped.duration(t, input));
      // All that a plan does, its literals too, is its planner's word.
      Label planned =
          start.lineage().flatMap(Lineage::plan).isPresent() ? given.labels().all() : Label.NONE;
      d.emit(started(start, given, subject, now));
      d.emit(new Entered(Place.ROOT, body.id(), Optional.of(input), Json.NULL, planned));
      timeout.ifPresent(t ->
          d.emit(
              new TimerSet(
                  Timer.name(Place.ROOT, Purpose.TIMEOUT),
                  Place.ROOT,
                  Purpose.TIMEOUT,
                  now.plus(t))));
      start.rerun().ifPresent(d::emit);
    } catch (Fault fault) {
      return new Decided.Refused(fault.problem().refusing());
    }
    Advance.all(d);
    return new Decided.Accepted(List.<Fact>copyOf(d.facts()), d.spending().reservations());
  }

  private static Started started(RunSignal.Start start, Json input, String subject, Instant now) {
    return new Started(
        start.workflow(),
        start.definition(),
        input,
        start.seed(),
        start.startKey(),
        start.batch(),
        subject,
        start.by(),
        now,
        Optional.of(start.priority()).filter(p -> p != Priority.NORMAL),
        start.requester(),
        start.lineage(),
        start.trace());
  }

  /** Whether the run of that id is another child than the one to begin. */
  private static boolean another(RunState state, RunSignal.Start start) {
    return !state.lineage().map(Lineage::parent).equals(start.lineage().map(Lineage::parent));
  }

  /** A child that has not begun begins and ends at once, so that it never begins later. */
  private static Decided recall(Deciding d, RunSignal.Recall recall) {
    RunState state = d.state();
    Instant now = d.now();
    var outcome = new Outcome.Cancelled(new Principal.System().name(), recall.reason());
    if (state.start().isEmpty()) {
      d.emit(started(recall.start(), recall.start().input(), "", now));
      d.emit(new RunFact.Ended(outcome, now));
      return Decided.facts(d.facts());
    }
    if (another(state, recall.start()) || state.ending().isPresent()) {
      return Decided.nothing();
    }
    Errors.end(d, outcome);
    return done(d);
  }

  private static String plain(Json value) {
    return value.isNull()
        ? ""
        : value.view().isTextual() ? value.view().textValue() : value.toString();
  }

  private static void fire(Deciding d, Timer timer) {
    if (timer.purpose() != Purpose.REATTEMPT) {
      d.emit(new RunFact.TimerFired(timer.name()));
    }
    Place place = timer.place();
    switch (timer.purpose()) {
      case WAIT -> d.emit(new RunFact.Finished(place, d.frame(place).input()));
      case TIMEOUT -> Errors.timedOut(d, place);
      case RETRY -> {
        if (d.frame(place).stage() instanceof Stage.Backoff(var attempt, var since)) {
          d.emit(new RunFact.TryBegun(place, attempt + 1, since));
        }
      }
      case DUE -> Tasks.due(d, place);
      case REATTEMPT -> Replies.reattempt(d, timer);
      case REMINDER -> Tasks.reminded(d, timer);
      case HANDOVER ->
          Tasks.timed(d, timer, Purpose.HANDOVER).ifPresent(t -> Decisions.handOver(d, t));
    }
  }

  private static Task task(Deciding d, TaskId id) {
    return d.state().task(id).orElseThrow();
  }

  private static Decided decideTask(Deciding d, RunSignal.Decide decide) {
    if (Decisions.repeated(d.state(), decide)) {
      return Decided.nothing();
    }
    Optional<Problem> refusal =
        Decisions.refusal(d, decide.task(), decide.by())
            .or(() -> Decisions.misfit(d, task(d, decide.task()), decide));
    if (refusal.isPresent()) {
      return new Decided.Refused(refusal.get());
    }
    Decisions.decide(d, task(d, decide.task()), decide);
    return done(d);
  }

  private static Optional<Decided> unless(Deciding d, boolean allowed, String verb) {
    return allowed
        ? Optional.empty()
        : Optional.of(
            refused(
                "not-now",
                409,
                "Not possible now",
                "run "
                    + d.state().id()
                    + " is "
                    + d.state().status().word()
                    + "; it cannot be "
                    + verb));
  }

  private static Decided pause(Deciding d, RunSignal.Pause pause) {
    if (d.state().paused()) {
      return Decided.nothing();
    }
    return unless(d, d.state().ending().isEmpty(), "paused")
        .orElseGet(() -> {
          d.emit(new RunFact.Paused(pause.by().name(), pause.reason(), d.now()));
          return Decided.facts(d.facts());
        });
  }

  private static Decided resume(Deciding d, RunSignal.Resume resume) {
    if (d.state().ending().isEmpty() && !d.state().paused()) {
      return Decided.nothing();
    }
    return unless(d, d.state().ending().isEmpty(), "resumed")
        .orElseGet(() -> {
          d.emit(new RunFact.Resumed(resume.by().name(), d.now()));
          Replies.resumed(d);
          Passage.recheck(d);
          return done(d);
        });
  }

  private static Decided retry(Deciding d, RunSignal.Retry retry) {
    List<Task> repairs =
        d.state().waiting().values().stream().filter(t -> t.kind() == Task.Kind.REPAIR).toList();
    return unless(d, !repairs.isEmpty(), "retried: nothing of it waits for a repair")
        .orElseGet(() -> {
          for (Task task : repairs) {
            d.emit(
                new TaskFact.TaskWithdrawn(task.id(), "retried by " + retry.by().name(), d.now()));
            Decisions.again(d, d.frame(task.place()), Json.NULL);
          }
          return done(d);
        });
  }

  private static Decided cancel(Deciding d, RunSignal.Cancel cancel) {
    if (d.state().ending().isPresent() && d.state().ending().get() instanceof Outcome.Cancelled) {
      return Decided.nothing();
    }
    return unless(d, d.state().ending().isEmpty(), "cancelled")
        .orElseGet(() -> {
          Errors.end(d, new Outcome.Cancelled(cancel.by().name(), cancel.reason()));
          return done(d);
        });
  }

  /** What came of a run is known only after it; the same report again changes nothing. */
  private static Decided report(Deciding d, RunSignal.ReportOutcome report) {
    if (d.state().ended().isEmpty()) {
      return refused(
          "not-ended",
          409,
          "The run has not ended",
          "run "
              + d.state().id()
              + " is "
              + d.state().status().word()
              + "; report what came of it once it has ended");
    }
    boolean known =
        d.state()
            .reported()
            .filter(r -> r.outcome().equals(report.outcome()) && r.good().equals(report.good()))
            .isPresent();
    if (!known) {
      d.emit(
          new RunFact.OutcomeReported(
              report.outcome(), report.good(), report.by().name(), d.now()));
    }
    return Decided.facts(d.facts());
  }
}
