package dev.fermata.run;

import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Entered;
import dev.fermata.fact.RunFact.Finished;
import dev.fermata.fact.RunFact.Left;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.bound.Repeats;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.Stage;
import dev.fermata.run.state.Timer;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Block;
import dev.fermata.workflow.Step;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Goes on with whatever can go on: one small step after the other, until all frames wait. */
final class Advance {
  private Advance() {}

  /**
   * Goes on until nothing is ready or the decision is full; then sees whether the run is at its
   * end.
   */
  static void all(Deciding d) {
    while (d.state().canGoOn() && !d.full()) {
      Optional<Place> ready = d.state().ready().firstKey();
      if (ready.isEmpty()) {
        Talks.goOn(d);
        continue;
      }
      Frame frame = d.frame(ready.get());
      try {
        one(d, frame);
      } catch (Fault fault) {
        boolean repairable = Errors.mendable(d, frame, fault.problem());
        d.emit(
            new RunFact.Raised(
                frame.place(),
                fault.problem().under(frame.under()).at(frame.step().pointer()),
                repairable));
      }
    }
    Replies.spare(d);
    Errors.endIfSettled(d);
  }

  private static void one(Deciding d, Frame frame) {
    if (frame.stage() instanceof Stage.Failing(var problem, var repairable)) {
      Errors.handle(d, frame, problem, repairable);
      return;
    }
    Step step = d.workflow().steps().get(frame.step());
    if (step == null) {
      block(d, frame, d.workflow().block(frame.step()));
    } else if (frame.stage() instanceof Stage.Finished(var output)) {
      leave(d, frame, step, output);
    } else {
      step(d, frame, step);
    }
  }

  private static void block(Deciding d, Frame frame, Block block) {
    switch (frame.stage()) {
      case Stage.Finished(var value) when frame.place().isRoot() -> complete(d, frame, value);
      case Stage.Finished _ -> {
        d.clear(frame.place(), Purpose.TIMEOUT);
        d.emit(
            new Left(
                frame.place(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Label.NONE));
      }
      default -> enterNext(d, frame, block);
    }
  }

  private static void complete(Deciding d, Frame root, Json value) {
    Scope scope = Scope.of(d, root).withOutput(value);
    try {
      Json output = scope.shaped(d.workflow().output(), value, false, "the workflow's output");
      Errors.end(d, new Outcome.Completed(d.weighed(output)));
    } catch (Fault fault) {
      Errors.end(d, new Outcome.Faulted(fault.problem()));
    }
  }

  private static void step(Deciding d, Frame frame, Step step) {
    switch (step) {
      case Step.Do(_, var body) -> enterNext(d, frame, body);
      case Step.For loop -> Rounds.goOn(d, frame, loop);
      case Step.Reviewed reviewed -> Rounds.goOn(d, frame, reviewed);
      case Step.Fork fork -> fork(d, frame, fork);
      case Step.Try attempt -> attempt(d, frame, attempt);
      case Step.Wait(_, var after) -> {
        Duration time = Scope.of(d, frame).duration(after, frame.input());
        d.emit(
            new TimerSet(
                Timer.name(frame.place(), Purpose.WAIT),
                frame.place(),
                Purpose.WAIT,
                d.now().plus(time)));
      }
      case Step.Call call -> Calls.begin(d, frame, call);
      case Step.SetData(_, var value) ->
          d.emit(
              new Finished(
                  frame.place(), d.weighed(Scope.of(d, frame).fill(value, frame.input()))));
      case Step.Switch _ -> d.emit(new Finished(frame.place(), frame.input()));
      case Step.Raise(_, var error) ->
          throw new Fault(Errors.raised(Scope.of(d, frame).fill(error, frame.input())));
    }
  }

  /** Enters the step of a block whose turn it is; a block without steps is done. */
  private static void enterNext(Deciding d, Frame frame, Block block) {
    if (block.steps().isEmpty()) {
      d.emit(new Finished(frame.place(), frame.value()));
      return;
    }
    Step next =
        frame.stage() instanceof Stage.At(var name, _)
            ? block.named(name).orElseThrow()
            : block.steps().getFirst();
    enter(d, frame, frame.nextVisit(next.head().name()), next);
  }

  private static void enter(Deciding d, Frame around, Place place, Step step) {
    d.step();
    Json raw = around.value();
    Step.Head head = step.head();
    var scope = new Scope(d, step.id(), around.vars(), raw, Json.NULL, around.under());
    try {
      Scope.Test test = head.when().map(e -> scope.test(e, raw)).orElse(Scope.Test.YES);
      Label under = news(around, test.label());
      if (!test.holds()) {
        Optional<String> next = following(d, around, step);
        d.emit(new Left(place, Optional.empty(), Optional.empty(), next, false, under));
        return;
      }
      Json input = scope.shaped(head.input(), raw, true, "the input of '" + head.name() + "'");
      Optional<Json> shaped = head.input().flatMap(Step.Shape::shape).map(_ -> d.weighed(input));
      if (immediate(step)) {
        Json here = input.under(under);
        Label all = around.under().join(under);
        pass(d, around, place, step, new Scope(d, step.id(), around.vars(), here, Json.NULL, all));
        return;
      }
      d.emit(new Entered(place, step.id(), shaped, Json.NULL, under));
      limit(d, place, step, scope);
    } catch (Fault fault) {
      if (d.state().frame(place).isEmpty()) {
        d.emit(new Entered(place, step.id(), Optional.empty(), Json.NULL, Label.NONE));
      }
      raise(d, place, step, fault);
    }
  }

  /** What a condition tells that the block around does not know of itself. */
  static Label news(Frame around, Label label) {
    return label.within(around.under()) ? Label.NONE : label;
  }

  private static void raise(Deciding d, Place place, Step step, Fault fault) {
    Problem problem = fault.problem().under(d.frame(place).under()).at(step.id().pointer());
    boolean repairable = Errors.mendable(d, d.frame(place), problem);
    d.emit(new RunFact.Raised(place, problem, repairable));
  }

  private static void limit(Deciding d, Place place, Step step, Scope scope) {
    Optional<Duration> timeout = step.head().timeout().map(t -> scope.duration(t, scope.input()));
    timeout.ifPresent(t ->
        d.emit(
            new TimerSet(
                Timer.name(place, Purpose.TIMEOUT), place, Purpose.TIMEOUT, d.now().plus(t))));
  }

  /** A step that a person had to mend begins once more, with the time that it had. */
  static void again(Deciding d, Frame frame, Json input) {
    d.emit(new Entered(frame.place(), frame.step(), Optional.of(input), Json.NULL, Label.NONE));
    Step step = d.workflow().step(frame.step());
    Frame around = d.frame(frame.place().parent());
    try {
      limit(
          d,
          frame.place(),
          step,
          new Scope(d, step.id(), around.vars(), around.value(), Json.NULL, around.under()));
    } catch (Fault fault) {
      raise(d, frame.place(), step, fault);
    }
  }

  /** Steps that are over as soon as they begin need no frame. */
  private static boolean immediate(Step step) {
    return step instanceof Step.SetData || step instanceof Step.Switch;
  }

  private static void pass(Deciding d, Frame around, Place place, Step step, Scope scope) {
    Json input = scope.input();
    Json raw = step instanceof Step.SetData(_, var value) ? scope.fill(value, input) : input;
    Chosen then = chosen(step, scope);
    Scope after = scope.withOutput(raw);
    Json output =
        after.shaped(
            step.head().output(), raw, false, "the output of '" + step.head().name() + "'");
    Optional<Json> context = exported(step, after.withOutput(output), output);
    boolean changed = !output.equals(around.value());
    left(
        d,
        new Left(
            place,
            changed ? Optional.of(d.weighed(output)) : Optional.empty(),
            context,
            next(d, around, step, then.flow(), output, context),
            then.flow() instanceof Step.Flow.End,
            news(around, then.label().join(scope.under()))));
  }

  /** Where to go on, and what that tells of. */
  private record Chosen(Step.Flow flow, Label label) {}

  private static Chosen chosen(Step step, Scope scope) {
    if (!(step instanceof Step.Switch choice)) {
      return new Chosen(step.head().then(), Label.NONE);
    }
    Label label = Label.NONE;
    for (Step.Switch.Case option : choice.cases()) {
      Scope.Test test = option.when().map(e -> scope.test(e, scope.input())).orElse(Scope.Test.YES);
      // That the cases before did not hold tells of them as well.
      label = label.join(test.label());
      if (test.holds()) {
        return new Chosen(option.then(), label);
      }
    }
    return new Chosen(choice.head().then(), label);
  }

  private static Optional<Json> exported(Step step, Scope scope, Json output) {
    return step.head()
        .export()
        .map(e -> scope.shaped(Optional.of(e), output, false, "the exported context"));
  }

  /** Leaves a step with its raw output: shapes it, exports, and says where to go. */
  private static void leave(Deciding d, Frame frame, Step step, Json raw) {
    Scope scope = Scope.of(d, frame).withOutput(raw);
    Step.Head head = step.head();
    Json output = scope.shaped(head.output(), raw, false, "the output of '" + head.name() + "'");
    Optional<Json> context = exported(step, scope.withOutput(output), output);
    boolean shaped = head.output().flatMap(Step.Shape::shape).isPresent();
    Chosen then = chosen(step, scope);
    d.clear(frame.place(), Purpose.TIMEOUT);
    Frame around = d.frame(frame.place().parent());
    left(
        d,
        new Left(
            frame.place(),
            shaped ? Optional.of(d.weighed(output)) : Optional.empty(),
            context,
            next(d, around, step, then.flow(), output, context),
            then.flow() instanceof Step.Flow.End,
            news(around, then.label())));
  }

  /** Leaves a step as if it had not been there: its input is its output. */
  static void skip(Deciding d, Frame frame, Step step) {
    Frame around = d.frame(frame.place().parent());
    d.clear(frame.place(), Purpose.TIMEOUT);
    left(
        d,
        new Left(
            frame.place(),
            Optional.of(frame.input()),
            Optional.empty(),
            next(d, around, step, step.head().then()),
            step.head().then() instanceof Step.Flow.End,
            Label.NONE));
  }

  private static void left(Deciding d, Left left) {
    if (left.endsRun()) {
      d.unwind(Place.ROOT, "the run is at its end");
    }
    d.emit(left);
  }

  private static Optional<String> next(Deciding d, Frame around, Step step, Step.Flow then) {
    return switch (then) {
      case Step.Flow.Continue _ -> following(d, around, step);
      case Step.Flow.To(var name) -> Optional.of(name);
      case Step.Flow.Exit _, Step.Flow.End _ -> Optional.empty();
    };
  }

  /** As {@link #next}, unless the run goes in circles. */
  private static Optional<String> next(
      Deciding d, Frame around, Step step, Step.Flow then, Json data, Optional<Json> context) {
    if (then instanceof Step.Flow.To(var name) && isBackward(d, around, step, name)) {
      Json told = context.orElse(d.state().context());
      var state = Digest.of(around.place() + "\n" + name + "\n" + data + "\n" + told);
      Repeats.state(d.state(), d.workflow().limits().loops(), name, state)
          .ifPresent(problem -> {
            throw new Fault(problem);
          });
      d.emit(new RunFact.Revisited(around.place(), state));
    }
    return next(d, around, step, then);
  }

  private static boolean isBackward(Deciding d, Frame around, Step step, String name) {
    List<String> names =
        blockOf(d, around).stream()
            .flatMap(b -> b.steps().stream())
            .map(s -> s.head().name())
            .toList();
    return names.indexOf(name) <= names.indexOf(step.head().name());
  }

  private static Optional<String> following(Deciding d, Frame around, Step step) {
    return blockOf(d, around).flatMap(b -> b.after(step.head().name()));
  }

  private static Optional<Block> blockOf(Deciding d, Frame around) {
    Step owner = d.workflow().steps().get(around.step());
    if (owner == null) {
      return Optional.of(d.workflow().block(around.step()));
    }
    return owner instanceof Step.Do(_, var body) ? Optional.of(body) : Optional.empty();
  }

  private static void fork(Deciding d, Frame frame, Step.Fork fork) {
    if (!(frame.stage()
        instanceof Stage.Forking(var branches, var compete, var entered, var results))) {
      d.emit(
          new RunFact.ForkBegun(
              frame.place(), List.copyOf(fork.branches().keySet()), fork.compete()));
      return;
    }
    if (compete && !results.isEmpty()) {
      Json winner = results.values().getFirst();
      d.unwind(frame.place(), "another branch was first");
      d.emit(new Finished(frame.place(), winner));
    } else if (entered < branches.size()) {
      String branch = branches.get(entered);
      Block block = Objects.requireNonNull(fork.branches().get(branch), branch);
      enter(d, frame, frame.place().inside(branch), block.steps().getFirst());
    } else {
      List<Json> all = branches.stream().map(b -> results.get(b).orElse(Json.NULL)).toList();
      d.emit(new Finished(frame.place(), d.weighed(Json.ofItems(all))));
    }
  }

  private static void attempt(Deciding d, Frame frame, Step.Try step) {
    switch (frame.stage()) {
      case Stage.Ready _ -> d.emit(new RunFact.TryBegun(frame.place(), 1, d.now()));
      case Stage.Trying _ -> {
        Place body = frame.place().inside("try");
        d.emit(new Entered(body, step.body().id(), Optional.empty(), Json.NULL, Label.NONE));
        Duration limit =
            step.handler().retry().map(Step.Retry::attemptTimeLimit).orElse(Duration.ZERO);
        if (limit.isPositive()) {
          String timer = Timer.name(body, Purpose.TIMEOUT);
          d.emit(new TimerSet(timer, body, Purpose.TIMEOUT, d.now().plus(limit)));
        }
      }
      case Stage.Catching(var problem, _) -> {
        Block body = step.handler().body().orElseThrow();
        Json vars = Json.EMPTY.with(step.handler().as(), problem.json());
        d.emit(
            new Entered(
                frame.place().inside("catch"), body.id(), Optional.empty(), vars, Label.NONE));
      }
      default ->
          throw new IllegalStateException(frame.place() + " cannot go on from " + frame.stage());
    }
  }

  static String shortened(Json json) {
    String text = json.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
