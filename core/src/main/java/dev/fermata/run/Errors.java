package dev.fermata.run;

import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Caught;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.bound.Repeats;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Stage;
import dev.fermata.run.state.Timer;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Errors on their way out: caught, tried again, put before a person, or the end of the run. */
final class Errors {
  /** How often a body is tried again where its author gave no limit. */
  static final int RETRY_LIMIT = 100;

  /** The longest delay between two attempts. */
  static final Duration DELAY_LIMIT = Duration.ofDays(1);

  private Errors() {}

  /** Finds who handles the error of a frame: the nearest try around it, a person, or nobody. */
  static void handle(Deciding d, Frame frame, Problem problem, boolean repairable) {
    Problem telling = problem;
    for (Place at = frame.place(); !at.isRoot(); at = at.parent()) {
      Frame around = d.frame(at.parent());
      if (around.stage() instanceof Stage.Trying(var attempt, var since, _)
          && d.workflow().steps().get(around.step()) instanceof Step.Try step) {
        if (caught(d, around, step, attempt, since, telling)) {
          return;
        }
        Scope scope = scope(d, around, step.handler(), telling);
        telling = telling.under(decidedBy(step.handler(), scope, around.input()));
      }
    }
    if (repairable && mendable(d, frame, telling)) {
      Tasks.openRepair(d, frame, "", telling);
    } else {
      end(d, new Outcome.Faulted(telling));
    }
  }

  /** Whether a person can mend it: by another input, or a result of their own. */
  static boolean mendable(Deciding d, Frame frame, Problem problem) {
    Step step = d.workflow().steps().get(frame.step());
    return step instanceof Step.Call || step instanceof Step.Reviewed || Repeats.is(problem);
  }

  private static boolean caught(
      Deciding d, Frame around, Step.Try step, int attempt, Instant since, Problem problem) {
    try {
      return catches(d, around, step, attempt, since, problem);
    } catch (Fault fault) {
      // The catch itself is broken, which is the error of its try and not for it to catch.
      Problem broken = fault.problem().under(around.under()).at(around.step().pointer());
      d.unwind(around.place(), "the catch around it failed");
      d.emit(new RunFact.Raised(around.place(), broken, false));
      return true;
    }
  }

  private static boolean catches(
      Deciding d, Frame around, Step.Try step, int attempt, Instant since, Problem raised) {
    Step.Catch handler = step.handler();
    Scope scope = scope(d, around, handler, raised);
    if (!matches(handler, raised, scope, around.input())) {
      return false;
    }
    Optional<Instant> again =
        handler.retry().flatMap(r -> retry(d, around, r, scope, attempt, since));
    Problem problem = raised.under(decidedBy(handler, scope, around.input()));
    if (again.isPresent()) {
      d.unwindInside(around.place(), "the steps around it are tried again");
      d.emit(new Caught(around.place(), problem, again));
      String timer = Timer.name(around.place(), Purpose.RETRY);
      d.emit(new TimerSet(timer, around.place(), Purpose.RETRY, again.get()));
      return true;
    }
    if (handler.body().isEmpty() && handler.retry().isPresent()) {
      return false;
    }
    d.unwindInside(around.place(), "an error was caught around it");
    d.emit(new Caught(around.place(), problem, Optional.empty()));
    if (handler.body().isEmpty()) {
      d.emit(new RunFact.Finished(around.place(), around.input()));
    }
    return true;
  }

  private static Scope scope(Deciding d, Frame around, Step.Catch handler, Problem problem) {
    return new Scope(
        d,
        around.step(),
        around.vars().with(handler.as(), problem.json()),
        around.input(),
        Json.NULL,
        around.under());
  }

  /** What it tells that an error is caught, or tried again: that its conditions held or did not. */
  private static Label decidedBy(Step.Catch handler, Scope scope, Json data) {
    return Stream.of(
            handler.when(),
            handler.exceptWhen(),
            handler.retry().flatMap(Step.Retry::when),
            handler.retry().flatMap(Step.Retry::exceptWhen))
        .flatMap(Optional::stream)
        .map(e -> told(scope, e, data))
        .reduce(Label.NONE, Label::join);
  }

  private static Label told(Scope scope, Expr condition, Json data) {
    try {
      return scope.test(condition, data).label();
    } catch (Fault fault) {
      return fault.problem().label();
    }
  }

  private static boolean matches(Step.Catch handler, Problem problem, Scope scope, Json data) {
    Json error = problem.json();
    for (Map.Entry<String, Json> wanted : handler.with().entrySet()) {
      if (!wanted.getValue().view().equals(error.view().get(wanted.getKey()))) {
        return false;
      }
    }
    return handler.when().map(e -> scope.test(e, data).holds()).orElse(true)
        && handler.exceptWhen().map(e -> !scope.test(e, data).holds()).orElse(true);
  }

  private static Optional<Instant> retry(
      Deciding d, Frame around, Step.Retry retry, Scope scope, int attempt, Instant since) {
    int limit = retry.attemptLimit() > 0 ? retry.attemptLimit() : RETRY_LIMIT;
    boolean allowed =
        attempt <= limit
            && retry.when().map(e -> scope.test(e, around.input()).holds()).orElse(true)
            && retry.exceptWhen().map(e -> !scope.test(e, around.input()).holds()).orElse(true);
    if (!allowed) {
      return Optional.empty();
    }
    Instant at = d.now().plus(delay(retry, attempt, chance(d, around.place().path(), attempt)));
    boolean late =
        retry.durationLimit().isPositive() && at.isAfter(since.plus(retry.durationLimit()));
    return late ? Optional.empty() : Optional.of(at);
  }

  private static Duration delay(Step.Retry retry, int attempt, double chance) {
    Duration delay =
        switch (retry.backoff()) {
          case CONSTANT -> retry.delay();
          case LINEAR -> retry.delay().multipliedBy(attempt);
          case EXPONENTIAL -> doubled(retry.delay(), attempt - 1);
        };
    long span = Math.max(0, retry.jitterTo().minus(retry.jitterFrom()).toMillis());
    Duration jitter = retry.jitterFrom().plusMillis((long) (span * chance));
    Duration whole = delay.plus(jitter);
    return whole.compareTo(DELAY_LIMIT) > 0 ? DELAY_LIMIT : whole;
  }

  private static Duration doubled(Duration delay, int times) {
    Duration grown = delay;
    for (int i = 0; i < times && grown.compareTo(DELAY_LIMIT) < 0; i++) {
      grown = grown.multipliedBy(2);
    }
    return grown;
  }

  /** A number from 0 to 1 that is the same whenever the same attempt is decided again. */
  static double chance(Deciding d, String of, int attempt) {
    String seed = d.state().start().map(RunFact.Started::seed).orElse("");
    byte[] digest = Digest.of(seed + "/" + of + "/" + attempt).bytes();
    return (ByteBuffer.wrap(digest).getLong() >>> 11) / (double) (1L << 53);
  }

  /** The error that a {@code raise} step names, its expressions filled in. */
  static Problem raised(Json error) {
    String type =
        error.text("type").orElse("https://serverlessworkflow.io/spec/1.0.0/errors/runtime");
    int status = error.member("status").map(s -> s.view().asInt(500)).orElse(500);
    return new Problem(
        type,
        status,
        error.text("title").orElse("Raised by the workflow"),
        error.text("detail").orElse(""),
        error.text("instance").orElse(""),
        error.labels().all());
  }

  /** A timer's time for a step or for the run came before its end. */
  static void timedOut(Deciding d, Place place) {
    Frame frame = d.frame(place);
    Problem problem =
        Problem.timeout((place.isRoot() ? "the run" : "'" + place + "'") + " did not end in time")
            .under(frame.under())
            .at(frame.step().pointer());
    d.unwind(place, "its time was over");
    if (place.isRoot()) {
      end(d, new Outcome.Faulted(problem));
    } else {
      d.emit(new RunFact.Raised(place, problem, false));
    }
  }

  /** Ends the run, or has it end as soon as every intent has a result or is in doubt. */
  static void end(Deciding d, Outcome outcome) {
    d.unwind(Place.ROOT, "the run is at its end");
    Passage.withdrawAll(d, "the run is at its end");
    Talks.endAll(d);
    if (d.state().inFlight().isEmpty()) {
      d.emit(new RunFact.Ended(outcome, d.now()));
    } else {
      d.emit(new RunFact.Ending(outcome, d.now()));
      if (d.state().paused()) {
        Replies.resumed(d);
        Doubts.askAtEnd(d);
      }
    }
  }

  static void endIfSettled(Deciding d) {
    RunState state = d.state();
    if (state.ending().isPresent() && state.ended().isEmpty() && state.inFlight().isEmpty()) {
      d.emit(new RunFact.Ended(state.ending().get(), d.now()));
    }
  }
}
