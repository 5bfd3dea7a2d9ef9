package dev.fermata.fact;

import dev.fermata.effect.Call;
import dev.fermata.effect.Reply;
import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.policy.budget.Budget;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Hook;
import dev.fermata.roster.Person;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What can happen to the house: to its workflows, roster and people. Each says who did it. */
public sealed interface HouseFact extends Fact {
  String by();

  Instant at();

  record WorkflowPublished(WorkflowId workflow, Digest digest, String source, String by, Instant at)
      implements HouseFact {}

  /** A new agent, or a new version of one. */
  record AgentAdded(Agent agent, String by, Instant at) implements HouseFact {}

  record AgentRemoved(String agent, String by, Instant at) implements HouseFact {}

  record ToolServerAdded(ToolServer server, String by, Instant at) implements HouseFact {}

  record ToolServerRemoved(String server, String by, Instant at) implements HouseFact {}

  record TeamAdded(Team team, String by, Instant at) implements HouseFact {}

  /** A new person, or changed roles, teams or name. */
  record PersonAdded(Person person, String by, Instant at) implements HouseFact {}

  /** What the switch reaches waits from here on. */
  record SwitchThrown(Reach reach, String why, String by, Instant at) implements HouseFact {}

  record SwitchReleased(Reach reach, String why, String by, Instant at) implements HouseFact {}

  /** What can happen to the rules of the house. */
  sealed interface OfPolicy extends HouseFact {}

  /**
   * A policy is in force, in place of the one of that name; with its text as its owner wrote it.
   */
  record PolicyPublished(Policy policy, String source, String why, String by, Instant at)
      implements OfPolicy {}

  record PolicyWithdrawn(String policy, String why, String by, Instant at) implements OfPolicy {}

  /**
   * A policy that may ask less than what is in force, or that one no longer holds, waits for a
   * second person.
   *
   * @param policy its name
   * @param next absent if the policy is to be withdrawn
   * @param forecast what a backtest said that it changes
   * @param natural the natural person who proposed it
   */
  record PolicyProposed(
      String policy,
      Optional<Policy> next,
      String source,
      String why,
      Forecast forecast,
      String by,
      String natural,
      Instant at)
      implements OfPolicy {}

  /**
   * Somebody else agreed to what is proposed under that name; it is in force.
   *
   * @param proposed the proposal, by the digest of its policy, or of the one that it withdraws
   * @param forecast what a backtest said just before
   */
  record PolicyApproved(
      String policy,
      Digest proposed,
      String why,
      Optional<Forecast> forecast,
      String by,
      Instant at)
      implements OfPolicy {}

  /** What is proposed under that name will not be. */
  record PolicyRejected(String policy, String why, String by, Instant at) implements OfPolicy {}

  /** A draft judges along, without a say. */
  record PolicyShadowed(Policy policy, String source, String why, String by, Instant at)
      implements OfPolicy {}

  record ShadowEnded(String policy, String why, String by, Instant at) implements OfPolicy {}

  /** A budget is in force, in place of the one of that name. */
  record BudgetAdded(Budget budget, String source, String why, String by, Instant at)
      implements HouseFact {}

  record BudgetRemoved(String budget, String why, String by, Instant at) implements HouseFact {}

  /** A hook is open, in place of the one of that name: what was signed for that one is void. */
  record HookAdded(Hook hook, String why, String by, Instant at) implements HouseFact {}

  record HookRemoved(String hook, String why, String by, Instant at) implements HouseFact {}

  /** Somebody called a registered target outside any run, to see whether it works. */
  record TargetTried(Call call, String rule, Reply reply, String by, Instant at)
      implements HouseFact {}

  /**
   * What those runs were given and gave was erased: bodies and salts of their entries, and what was
   * shown of them.
   */
  record PayloadErased(List<RunId> runs, String why, String by, Instant at) implements HouseFact {
    public PayloadErased {
      runs = List.copyOf(runs);
    }
  }

  /** What runs were given and gave may be kept for fewer days than is usual, down to so many. */
  record RetentionAllowed(int days, String why, String by, Instant at) implements HouseFact {}

  /** Why the facts before it in their entry came to be. */
  record Explained(String why, String by, Instant at) implements HouseFact {}
}
