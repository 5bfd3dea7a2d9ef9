package dev.fermata.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Entered;
import dev.fermata.fact.RunFact.Finished;
import dev.fermata.fact.RunFact.Left;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.Stage;
import dev.fermata.run.state.Timer;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Block;
import dev.fermata.workflow.Step;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Goes on with whatever can go on: one small step after the other, until all frames wait. */
final class Advance {
  /** How many rounds one loop may have. */
  static final int LOOP_LIMIT = 100_000;

  private Advance() {}

  /**
   * Goes on until nothing is ready or the decision is full; then sees whether the run is at its
   * end.
   */
  static void all(Deciding d) {
    while (d.state().canGoOn() && !d.full()) {
      Frame frame = d.frame(d.state().ready().firstKey().orElseThrow());
      try {
        one(d, frame);
      } catch (Fault fault) {
        boolean repairable = d.workflow().steps().get(frame.step()) instanceof Step.Call;
        d.emit(
            new RunFact.Raised(
                frame.place(), fault.problem().at(frame.step().pointer()), repairable));
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
            new Left(frame.place(), Optional.empty(), Optional.empty(), Optional.empty(), false));
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
      case Step.For loop -> loop(d, frame, loop);
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
    var scope = new Scope(d, step.id(), around.vars(), raw, Json.NULL);
    try {
      if (head.when().isPresent() && !scope.holds(head.when().get(), raw)) {
        d.emit(
            new Left(place, Optional.empty(), Optional.empty(), following(d, around, step), false));
        return;
      }
      Json input = scope.shaped(head.input(), raw, true, "the input of '" + head.name() + "'");
      Optional<Json> shaped = head.input().flatMap(Step.Shape::shape).map(_ -> d.weighed(input));
      if (immediate(step)) {
        pass(d, around, place, step, new Scope(d, step.id(), around.vars(), input, Json.NULL));
        return;
      }
      d.emit(new Entered(place, step.id(), shaped, Json.NULL));
      limit(d, place, step, scope);
    } catch (Fault fault) {
      if (d.state().frame(place).isEmpty()) {
        d.emit(new Entered(place, step.id(), Optional.empty(), Json.NULL));
      }
      raise(d, place, step, fault);
    }
  }

  private static void raise(Deciding d, Place place, Step step, Fault fault) {
    Problem problem = fault.problem().at(step.id().pointer());
    d.emit(new RunFact.Raised(place, problem, step instanceof Step.Call));
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
    d.emit(new Entered(frame.place(), frame.step(), Optional.of(input), Json.NULL));
    Step step = d.workflow().step(frame.step());
    Frame around = d.frame(frame.place().parent());
    try {
      limit(
          d,
          frame.place(),
          step,
          new Scope(d, step.id(), around.vars(), around.value(), Json.NULL));
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
    Step.Flow then =
        step instanceof Step.Switch choice ? chosen(choice, scope) : step.head().then();
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
            next(d, around, step, then),
            then instanceof Step.Flow.End));
  }

  private static Step.Flow chosen(Step.Switch choice, Scope scope) {
    for (Step.Switch.Case option : choice.cases()) {
      if (option.when().isEmpty() || scope.holds(option.when().get(), scope.input())) {
        return option.then();
      }
    }
    return choice.head().then();
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
    Step.Flow then = step instanceof Step.Switch choice ? chosen(choice, scope) : head.then();
    d.clear(frame.place(), Purpose.TIMEOUT);
    Frame around = d.frame(frame.place().parent());
    left(
        d,
        new Left(
            frame.place(),
            shaped ? Optional.of(d.weighed(output)) : Optional.empty(),
            context,
            next(d, around, step, then),
            then instanceof Step.Flow.End));
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
            step.head().then() instanceof Step.Flow.End));
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

  private static void loop(Deciding d, Frame frame, Step.For loop) {
    Scope scope = Scope.of(d, frame);
    if (!(frame.stage() instanceof Stage.Looping(var items, var index, var value, _))) {
      Json found = scope.evaluate(loop.in(), frame.input());
      if (!found.view().isArray()) {
        throw new Fault(
            Problem.expression(
                "'" + loop.in().jq() + "' gave no list to loop over, but " + shortened(found)));
      }
      if (found.view().size() > LOOP_LIMIT) {
        throw new Fault(
            Problem.runtime(
                "a loop over " + found.view().size() + " items; the limit is " + LOOP_LIMIT));
      }
      d.emit(new RunFact.LoopBegun(frame.place(), d.weighed(found)));
      return;
    }
    var vars = Json.object();
    if (index < items.view().size()) {
      vars.set(loop.each(), items.view().get(index));
      vars.put(loop.at(), index);
    }
    boolean more =
        index < items.view().size()
            && (loop.until().isEmpty()
                || new Scope(d, frame.step(), joined(frame.vars(), vars), value, Json.NULL)
                    .holds(loop.until().get(), value));
    if (more) {
      d.step();
      d.emit(
          new Entered(
              frame.place().inside(Integer.toString(index)),
              loop.body().id(),
              Optional.empty(),
              d.weighed(Json.adopt(vars))));
    } else {
      d.emit(new Finished(frame.place(), value));
    }
  }

  private static Json joined(Json vars, com.fasterxml.jackson.databind.node.ObjectNode more) {
    Json all = vars;
    for (var entry : more.properties()) {
      all = all.with(entry.getKey(), Json.adopt(entry.getValue()));
    }
    return all;
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
      var all = JsonNodeFactory.instance.arrayNode();
      branches.forEach(b -> all.add(results.get(b).orElse(Json.NULL).view()));
      d.emit(new Finished(frame.place(), d.weighed(Json.adopt(all))));
    }
  }

  private static void attempt(Deciding d, Frame frame, Step.Try step) {
    switch (frame.stage()) {
      case Stage.Ready _ -> d.emit(new RunFact.TryBegun(frame.place(), 1, d.now()));
      case Stage.Trying _ -> {
        Place body = frame.place().inside("try");
        d.emit(new Entered(body, step.body().id(), Optional.empty(), Json.NULL));
        Duration limit =
            step.handler().retry().map(Step.Retry::attemptTimeLimit).orElse(Duration.ZERO);
        if (limit.isPositive()) {
          String timer = Timer.name(body, Purpose.TIMEOUT);
          d.emit(new TimerSet(timer, body, Purpose.TIMEOUT, d.now().plus(limit)));
        }
      }
      case Stage.Catching(var problem, _) -> {
        Block body = step.handler().body().orElseThrow();
        var vars = Json.object();
        vars.set(step.handler().as(), problem.json().view());
        d.emit(
            new Entered(
                frame.place().inside("catch"), body.id(), Optional.empty(), Json.adopt(vars)));
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
