package dev.fermata.fact;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Hold;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Shadow;
import dev.fermata.policy.Asking;
import dev.fermata.policy.budget.Share;
import dev.fermata.roster.Candidate;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Label;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can happen in a run. Results are carried whole, so that a state is rebuilt without
 * evaluating.
 */
public sealed interface RunFact extends Fact {
  /**
   * The run began.
   *
   * @param input as it came, before {@code input.from}
   * @param seed what all chance of the run is drawn from
   * @param startKey what makes a repeated start the same start; empty for none
   * @param batch the batch that it is a row of; empty for none
   * @param priority absent where it is normal
   * @param requester the natural person behind who started it; empty for none known
   * @param lineage absent where no other run began it
   * @param trace the {@code traceparent} that came with the start of it, or of the run at the top
   */
  record Started(
      WorkflowId workflow,
      Digest definition,
      Json input,
      String seed,
      String startKey,
      String batch,
      String subject,
      String by,
      Instant at,
      Optional<Priority> priority,
      String requester,
      Optional<Lineage> lineage,
      Optional<String> trace)
      implements RunFact {
    public Started {
      requester = requester == null ? "" : requester;
    }
  }

  /**
   * The run goes on from a step of another, with the data as it stood there, doing nothing twice.
   *
   * @param from where in the other run: a step of the outermost block
   * @param panels how panels before it were resolved, by the name of their step
   * @param under the label of what was decided before it
   * @param edited whether a person gave other data
   */
  record RerunOf(
      RunId of,
      Place from,
      Json data,
      Json context,
      Map<String, Json> panels,
      Label under,
      boolean edited,
      String by,
      String why)
      implements RunFact {
    public RerunOf {
      panels = panels == null ? Map.of() : Map.copyOf(panels);
    }
  }

  /** Another run does again what this one did from a step on. */
  record RerunBegun(RunId run, Place from, String by, String why, Instant at) implements RunFact {}

  /**
   * A step or block was entered.
   *
   * @param input the shaped input; absent where it is the current data of the block around it
   * @param vars variables that begin here, such as a loop's item; {@code null} if none
   * @param under the label of what it was entered because of; it holds for the block around, too
   */
  record Entered(Place place, StepId step, Optional<Json> input, Json vars, Label under)
      implements RunFact {}

  /** A loop knows its items. */
  record LoopBegun(Place place, Json items) implements RunFact {}

  /**
   * A fork's branches may begin; with {@code compete} the first that ends is the only one that
   * counts.
   */
  record ForkBegun(Place place, List<String> branches, boolean compete) implements RunFact {}

  /** A try began an attempt, from 1. */
  record TryBegun(Place place, int attempt, Instant at) implements RunFact {}

  /** A step has its raw output, before {@code output.as}: calls and tasks that gave it later. */
  record Finished(Place place, Json output) implements RunFact {}

  /**
   * A step or block was left.
   *
   * @param output the shaped output; absent where it is the raw output, or for a step that never
   *     finished one, its input
   * @param context the new context, where the step exports one
   * @param next the step of the same block to go to; absent at the block's end
   * @param endsRun whether the run ends here
   * @param under the label of the conditions that were decided; it holds to the end of the block
   */
  record Left(
      Place place,
      Optional<Json> output,
      Optional<Json> context,
      Optional<String> next,
      boolean endsRun,
      Label under)
      implements RunFact {}

  /**
   * An error arose at a place; {@code repairable} where a person may mend it if nothing catches it.
   */
  record Raised(Place place, Problem problem, boolean repairable) implements RunFact {}

  /** A try caught an error; it either runs its handler now, or its body again at a time. */
  record Caught(Place place, Problem problem, Optional<Instant> retryAt) implements RunFact {}

  /** What can happen to an effect. */
  sealed interface OfEffect extends RunFact {
    EffectKey key();
  }

  /**
   * A call is permitted and will be made: written before it, never after.
   *
   * @param queued whether it does not leave before {@link EffectSent} says so
   */
  record EffectIntended(
      EffectKey key, Call call, Receipt receipt, int attempt, Instant at, boolean queued)
      implements OfEffect {}

  /** A further attempt, with the same key; its number never goes back. */
  record EffectReattempted(EffectKey key, int attempt, String because, boolean queued)
      implements OfEffect {}

  /**
   * The turn of a queued attempt has come at its receiver: from here on it may have happened. What
   * was only queued when a process ended is sent later, and is not in doubt.
   *
   * @param house the version of the house that it was judged under once more
   */
  record EffectSent(EffectKey key, int attempt, Instant at, int house) implements OfEffect {}

  /** What came of the effect is known. */
  record EffectSettled(EffectKey key, int attempt, Reply reply, Instant at) implements OfEffect {}

  /** What is under way is no longer wanted: whoever does it is told to stop. */
  record EffectRecalled(EffectKey key, int attempt, String reason, Instant at)
      implements OfEffect {}

  /** A done effect's recorded result stands in for a repeat of the same call. */
  record EffectReused(EffectKey key) implements OfEffect {}

  /**
   * A done effect no longer stands in for a repeat: a person wants another, which gets the next
   * key.
   */
  record EffectForgotten(EffectKey key) implements OfEffect {}

  /** Nobody knows whether the effect happened; a check or a task asks. */
  record EffectInDoubt(EffectKey key, int attempt, Problem problem) implements OfEffect {}

  /** The gate refused the call before its first attempt. */
  record EffectDenied(EffectKey key, Call call, String rule, String reason, Instant at)
      implements OfEffect {}

  /**
   * Rules ask people about the call before its first attempt; a task for each.
   *
   * @param attempt how many attempts there were before
   * @param granted what people have allowed before for exactly this call
   * @param requesters the natural persons behind the call
   * @param because why it is asked anew, where it was allowed before; else empty
   */
  record EffectAsked(
      EffectKey key,
      Call call,
      int attempt,
      String rule,
      List<Asking> asks,
      List<Grant> granted,
      List<String> requesters,
      String because,
      Instant at)
      implements OfEffect {
    public EffectAsked {
      asks = List.copyOf(asks);
      granted = granted == null ? List.of() : List.copyOf(granted);
      requesters = requesters == null ? List.of() : List.copyOf(requesters);
    }
  }

  /** The people whom one ask needs have allowed the call. */
  record EffectGranted(EffectKey key, Grant grant) implements OfEffect {}

  /** The call waits before the gate until what holds it is gone. */
  record EffectHeld(
      EffectKey key,
      Call call,
      int attempt,
      List<Grant> granted,
      List<String> requesters,
      Hold hold,
      Instant at)
      implements OfEffect {
    public EffectHeld {
      granted = granted == null ? List.of() : List.copyOf(granted);
      requesters = requesters == null ? List.of() : List.copyOf(requesters);
    }
  }

  /** A further attempt that was held may leave; it gets its turn again. */
  record EffectReleased(EffectKey key, Instant at) implements OfEffect {}

  /** What waited before the gate is no longer wanted; it never left. */
  record EffectWithdrawn(EffectKey key, String reason, Instant at) implements OfEffect {}

  /**
   * A rule or a person changed the call before it left: another call, with another digest.
   *
   * @param rule the rule, or empty where a person did
   * @param by the person, or empty
   * @param from the call as it was
   */
  record EffectChanged(EffectKey key, Call from, Call to, String rule, String by, Instant at)
      implements OfEffect {}

  /** Somebody was chosen for work that needs a skill; {@code chosen} is empty where nobody was. */
  record AgentChosen(
      Place place, String skill, String chosen, String why, List<Candidate> all, Instant at)
      implements RunFact {}

  /** What can happen to an agent's talk with its model. */
  sealed interface OfTalk extends RunFact {
    EffectKey key();
  }

  /**
   * An agent begins its work with its model.
   *
   * @param key of the agent's effect
   * @param head what the model is offered: {@code {tools: [{name, description, input, pin}],
   *     output}}, {@code pin} being the digest of the tool's server
   */
  record TalkBegun(EffectKey key, Json head, Instant at) implements OfTalk {}

  /**
   * What the model is told of a call that gave it no result: that it was refused, or failed.
   *
   * @param key of the call that it asked for
   */
  record TalkTold(EffectKey key, Json content, boolean error, Instant at) implements OfTalk {}

  /** The model's last answer cannot be used, and it is told why. */
  record TalkCorrected(EffectKey key, String why, Instant at) implements OfTalk {}

  /** A step begins to make a plan. */
  record PlanBegun(Place place) implements RunFact {}

  /**
   * A plan may not be run, and the planner is told why.
   *
   * @param proposed the answer of the planner
   */
  record PlanRefused(Place place, Json proposed, List<String> faults) implements RunFact {
    public PlanRefused {
      faults = List.copyOf(faults);
    }
  }

  /** A plan was run and failed; another is made. */
  record PlanFailed(Place place, Problem problem) implements RunFact {}

  /** A panel's members were asked. */
  record PanelBegun(Place place, List<String> members) implements RunFact {}

  /** A panel's opinions agree or were brought to one, by whom, and who dissented. */
  record PanelResolved(Place place, String resolvedBy, boolean unanimous, Json output)
      implements RunFact {}

  record TimerSet(String timer, Place place, Purpose purpose, Instant at) implements RunFact {
    /** What a timer is for. */
    public enum Purpose {
      WAIT,
      TIMEOUT,
      RETRY,
      DUE,
      REATTEMPT,
      /** Before a task is due. */
      REMINDER,
      /** Nobody takes back any more what they answered. */
      HANDOVER
    }
  }

  /** A timer's time came; it is gone. */
  record TimerFired(String timer) implements RunFact {}

  /** A timer is no longer needed. */
  record TimerCleared(String timer) implements RunFact {}

  /** What can happen to a task. */
  sealed interface OfTask extends RunFact permits TaskFact {}

  /** What can happen to a result that is looked over. */
  sealed interface OfReview extends RunFact permits ReviewFact {}

  /** What a run has taken from budgets, and how often it did the same. */
  sealed interface OfTally extends RunFact {}

  /**
   * Before its call an effect took its estimate from budgets.
   *
   * @param of the effect's key
   */
  record BudgetReserved(String of, List<Share> shares, Instant at) implements OfTally {
    public BudgetReserved {
      shares = List.copyOf(shares);
    }
  }

  /**
   * What an effect cost in fact, or how long a person took; what was reserved for it is free.
   *
   * @param of the effect's key, or the task
   */
  record BudgetSettled(String of, List<Share.Spent> shares, Instant at) implements OfTally {
    public BudgetSettled {
      shares = List.copyOf(shares);
    }
  }

  /**
   * A step sent the run back to an earlier one.
   *
   * @param state digest of where to and with which data
   */
  record Revisited(Place place, Digest state) implements OfTally {}

  record Paused(String by, String reason, Instant at) implements RunFact {
    /** Who paused it where a decision failed for a reason that nobody foresaw. */
    public static final String ENGINE = "fermata";
  }

  record Resumed(String by, Instant at) implements RunFact {}

  /**
   * The journal was restored from a backup: what the run did after it is not known. From here on
   * each effect that must not be repeated is in doubt before it is called.
   */
  record Restored(Instant backup, Instant at) implements RunFact {}

  /** The run will end so, as soon as every intent has a result or is in doubt. */
  record Ending(Outcome outcome, Instant at) implements RunFact {}

  record Ended(Outcome outcome, Instant at) implements RunFact {}

  /**
   * What later turned out to be true about what the run did. It is reported after its end; a later
   * report corrects an earlier one, and both are kept.
   *
   * @param good whether it turned out well; absent where nobody says
   */
  record OutcomeReported(Json outcome, Optional<Boolean> good, String by, Instant at)
      implements RunFact {}

  /** What drafts of policies would have said about the call when it was judged. */
  record ShadowJudged(EffectKey key, List<Shadow.Said> said, Instant at) implements OfEffect {
    public ShadowJudged {
      said = List.copyOf(said);
    }
  }
}
