package dev.fermata.fact;

import dev.fermata.effect.Call;
import dev.fermata.effect.Reply;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Person;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Digest;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;

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

  /** A policy is in force, in place of the one of that name; with its text as its owner wrote it. */
  record PolicyPublished(Policy policy, String source, String why, String by, Instant at)
      implements HouseFact {}

  record PolicyWithdrawn(String policy, String why, String by, Instant at) implements HouseFact {}

  /** Somebody called a registered target outside any run, to see whether it works. */
  record TargetTried(Call call, String rule, Reply reply, String by, Instant at)
      implements HouseFact {}
}
