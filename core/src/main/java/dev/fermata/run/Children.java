package dev.fermata.run;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.bound.Directory;
import dev.fermata.run.host.Work;
import dev.fermata.run.plan.Errand;
import dev.fermata.run.plan.Proposal;
import dev.fermata.run.plan.Wish;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Stage;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Runs that a run begins, plans among them. Each is an effect of its parent and passes the gate;
 * the engine begins it and brings back its word. No thread waits for it, and nothing of it is ever
 * in doubt.
 */
final class Children {
  /** What is done where the step ends with the child. */
  static final String RUN = "run";

  /** What is done where the step ends as soon as the child has begun. */
  static final String START = "start";

  /** A child may take as long as its parent's step; that step's own timeout ends both. */
  private static final Duration UNLIMITED = Duration.ZERO;

  private Children() {}

  static void begin(Deciding d, Frame frame, Scope scope, Step.Call.Child step) {
    Directory.Pinned pinned =
        d.known()
            .directory()
            .find(step.namespace(), step.name(), step.version())
            .orElseThrow(() -> unknown(step));
    Json input = step.input().map(t -> scope.fill(t, frame.input())).orElse(frame.input());
    request(
        d,
        frame,
        new Wanted(
            new Target.Workflow(pinned.id(), pinned.definition()),
            "",
            step.awaited(),
            Calls.raised(EffectClass.REVERSIBLE, step.head())),
        input);
  }

  /**
   * A child that a step wants.
   *
   * @param ordinal which of the step's effects it is; empty for its only one
   * @param effect it can be cancelled, so it is reversible where the author does not raise it
   */
  record Wanted(Target.Workflow target, String ordinal, boolean awaited, EffectClass effect) {}

  /** Takes a child to the gate. */
  static void request(Deciding d, Frame frame, Wanted wanted, Json input) {
    int depth = d.state().lineage().map(Lineage::depth).orElse(0);
    if (depth >= Lineage.DEPTH_LIMIT) {
      throw new Fault(tooDeep());
    }
    String work = wanted.awaited() ? RUN : START;
    Call call = Calls.call(d, wanted.target(), work, input, wanted.effect(), true, UNLIMITED);
    Calls.intend(d, frame, wanted.ordinal(), call);
  }

  static Problem tooDeep() {
    return Problem.own(
        "too-deep",
        409,
        "Too many runs above it",
        "a run has at most " + Lineage.DEPTH_LIMIT + " runs above it; does a workflow run itself?");
  }

  /** Whoever has the next move about a plan makes it: planner, gate, plan, who pulls together. */
  static void plan(Deciding d, Frame frame, Scope scope, Step.Call.Plan step) {
    if (!(frame.stage() instanceof Stage.Planning at)) {
      d.emit(new RunFact.PlanBegun(frame.place()));
      return;
    }
    Wish wish = wish(scope, step, frame.input());
    switch (at.part()) {
      case ASK -> {
        if (at.refusals() > step.repairs()) {
          String why = "no plan could be run: " + String.join("; ", at.faults());
          throw new Fault(
              Problem.own("no-plan", 422, "No plan", why).under(at.data().labels().all()));
        }
        Json errand = Errand.ask(wish, d.known().roster(), at.faults(), at.data());
        Call call = Calls.agent(d, scope, step.agent(), "plan", errand, step.head());
        Calls.intend(d, frame, "plan." + (at.round() + 1), call);
      }
      case PROPOSED -> proposed(d, frame, step, at, wish);
      case RAN -> {
        if (step.together().isEmpty()) {
          d.emit(new RunFact.Finished(frame.place(), at.data()));
          return;
        }
        Json pieces = Errand.together(wish, at.data());
        String name = step.together().get();
        Calls.intend(
            d, frame, "together", Calls.agent(d, scope, name, "together", pieces, step.head()));
      }
      case ASKED, RUNNING, TOGETHER -> throw new IllegalStateException("a plan has no move now");
    }
  }

  private static void proposed(
      Deciding d, Frame frame, Step.Call.Plan step, Stage.Planning at, Wish wish) {
    String name = d.workflow().id().name() + "-" + step.head().name();
    var place =
        new Proposal.Place(Proposal.name(name), "1.0." + at.failures(), d.workflow().owner());
    List<String> faults =
        switch (Proposal.of(d.known(), place, wish, at.data())) {
          case Proposal.Faulty(var all) -> all;
          case Proposal.Sound(var definition, var workflow, var effect, var forecast) -> {
            var told = new LinkedHashMap<String, Json>();
            told.put("goal", Json.of(wish.goal()));
            told.put("plan", definition.under(at.data().labels().all()));
            told.put("forecast", forecast);
            // All that a plan does, it does because its planner said so.
            told.put("input", wish.input().under(at.data().labels().all()));
            var target = new Target.Workflow(workflow.id(), workflow.digest());
            var wanted = new Wanted(target, "run." + (at.failures() + 1), true, effect);
            try {
              request(d, frame, wanted, Json.ofMembers(told));
              yield List.of();
            } catch (Fault fault) {
              yield List.of(fault.problem().title() + ": " + fault.problem().detail());
            }
          }
        };
    if (!faults.isEmpty()) {
      d.emit(new RunFact.PlanRefused(frame.place(), at.data(), faults));
    }
  }

  private static Wish wish(Scope scope, Step.Call.Plan step, Json data) {
    try {
      return Wish.of(
          scope.text(step.goal(), data),
          step.input().map(t -> scope.fill(t, data)).orElse(data),
          step.use().map(t -> scope.fill(t, data)).orElse(Json.NULL),
          step.limits().map(t -> scope.fill(t, data)).orElse(Json.NULL));
    } catch (IllegalArgumentException e) {
      throw new Fault(Problem.validation(String.valueOf(e.getMessage())));
    }
  }

  /**
   * A plan that people or rules refused, or that failed, goes back to its planner as long as it
   * may.
   */
  static boolean planFailed(Deciding d, Frame frame, Problem problem) {
    if (!(d.workflow().steps().get(frame.step()) instanceof Step.Call.Plan step)
        || !(frame.stage() instanceof Stage.Planning at)
        || at.part() != Stage.Planning.Part.RUNNING) {
      return false;
    }
    boolean refused = List.of("rejected", "denied", "not-approved").contains(problem.kind());
    if (refused) {
      String why = problem.title() + ": " + problem.detail();
      d.emit(new RunFact.PlanRefused(frame.place(), at.data(), List.of(why)));
    } else if (at.failures() < step.replans()) {
      d.emit(new RunFact.PlanFailed(frame.place(), problem));
    }
    return refused || at.failures() < step.replans();
  }

  private static Fault unknown(Step.Call.Child step) {
    return new Fault(
        Problem.configuration(
            "no workflow is published as "
                + step.namespace()
                + "/"
                + step.name()
                + "@"
                + step.version()
                + ". Publish it with fermata workflow publish"));
  }

  /** Tells children to stop whose step is gone; what never left is not needed, and that is all. */
  static void recall(Deciding d) {
    if (!d.unwound()) {
      return;
    }
    for (Effect effect : d.state().inFlight().values()) {
      boolean unwanted = !Replies.wanted(d, effect.key());
      if (effect.ofChild() && !effect.queued() && !effect.recalled() && unwanted) {
        d.emit(
            new RunFact.EffectRecalled(
                effect.key(), effect.attempt(), "its parent's step is gone", d.now()));
      }
    }
  }

  /** What the engine is to do about a child that is wanted, or no longer wanted. */
  static Work work(RunState parent, Effect effect) {
    Started of = parent.start().orElseThrow();
    EffectKey key = effect.key();
    var target = (Target.Workflow) effect.call().target();
    RunId child = Lineage.child(of.seed(), key, effect.attempt());
    List<Lineage.Ancestor> above =
        new ArrayList<>(of.lineage().map(Lineage::above).orElse(List.of()));
    above.add(
        new Lineage.Ancestor(
            parent.id(),
            of.workflow(),
            of.definition(),
            of.subject(),
            of.batch(),
            of.by(),
            panels(parent)));
    boolean awaited = effect.call().work().equals(RUN);
    boolean planned = !key.member().isEmpty();
    Json arguments = effect.call().arguments();
    var lineage =
        new Lineage(
            key,
            effect.attempt(),
            awaited,
            effect.receipt().requesters(),
            above,
            planned ? arguments.member("plan") : Optional.empty());
    var start =
        new RunSignal.Start(
                target.id(),
                target.definition(),
                planned ? arguments.member("input").orElse(Json.NULL) : arguments,
                Digest.of("seed\n" + of.seed() + "\n" + child).value(),
                "",
                "",
                of.by(),
                parent.priority(),
                of.requester(),
                Optional.of(lineage))
            .traced(of.trace());
    return effect.recalled()
        ? new Work.Recall(
            key, effect.attempt(), child, new RunSignal.Recall(start, "its parent's step is gone"))
        : new Work.Begin(key, effect.attempt(), child, start, effect.queued());
  }

  private static Json panels(RunState state) {
    var tree = Json.object();
    state.progress().panels().forEach((step, panel) -> tree.set(step, panel.view()));
    return Json.adopt(tree);
  }

  /** What a run owes to the one that began it, if it owes it by now. */
  static Optional<Work> owed(RunState child) {
    if (child.lineage().isEmpty()) {
      return Optional.empty();
    }
    Lineage lineage = child.lineage().get();
    if (!lineage.awaited()) {
      var said = Json.object().put("run", child.id().value());
      return Optional.of(tell(lineage, answered(Json.adopt(said))));
    }
    return child.ended().isEmpty()
        ? Optional.empty()
        : child.ending().map(outcome -> tell(lineage, reply(child, outcome)));
  }

  private static Work tell(Lineage lineage, Reply reply) {
    EffectKey key = lineage.parent();
    return new Work.Tell(key.run(), new RunSignal.Replied(key, lineage.attempt(), reply));
  }

  private static Reply reply(RunState child, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed(var output) -> answered(output);
      case Outcome.Faulted(var problem) -> new Reply.Rejected(problem, false);
      case Outcome.Cancelled(var by, var reason) ->
          new Reply.Rejected(
              Problem.own(
                  "child-cancelled",
                  409,
                  "The child run was cancelled",
                  "run " + child.id() + " was cancelled by " + by + ": " + reason),
              false);
    };
  }

  private static Reply answered(Json output) {
    return new Reply.Answered(output, Json.NULL, Usage.NONE);
  }

  /**
   * What a child says, with the labels that its own steps gave it: they were kept all along. That
   * it failed tells of what it was given.
   */
  static Reply labelled(Call call, Reply reply) {
    Label given = call.arguments().labels().all();
    return switch (reply) {
      case Reply.Answered _, Reply.Lost _ -> reply;
      case Reply.Rejected(var problem, var retryable, var after) ->
          new Reply.Rejected(problem.under(given), retryable, after);
      case Reply.NotCalled(var problem, var retryable, var after) ->
          new Reply.NotCalled(problem.under(given), retryable, after);
    };
  }
}
