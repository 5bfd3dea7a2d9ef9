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
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs that a run begins. Each is an effect of its parent and passes the gate; the engine begins it
 * and brings back its word. No thread waits for it, and nothing of it is ever in doubt.
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
    var lineage = new Lineage(key, effect.attempt(), awaited, effect.receipt().requesters(), above);
    var start =
        new RunSignal.Start(
            target.id(),
            target.definition(),
            effect.call().arguments(),
            Digest.of("seed\n" + of.seed() + "\n" + child).value(),
            "",
            "",
            of.by(),
            parent.priority(),
            of.requester(),
            Optional.of(lineage));
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
