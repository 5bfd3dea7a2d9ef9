package dev.fermata.fact;

import dev.fermata.effect.Call;
import dev.fermata.effect.Reply;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.workflow.Workflow;

/** What can reach the house. */
public sealed interface HouseSignal extends Signal {
  Principal by();

  record PublishWorkflow(Workflow workflow, String source, Principal by) implements HouseSignal {}

  record AddAgent(Agent agent, Principal by) implements HouseSignal {}

  record RemoveAgent(String agent, Principal by) implements HouseSignal {}

  record AddToolServer(ToolServer server, Principal by) implements HouseSignal {}

  record RemoveToolServer(String server, Principal by) implements HouseSignal {}

  record AddTeam(Team team, Principal by) implements HouseSignal {}

  /** Adds a person, or changes name, roles, teams, or whether they may sign in. */
  record PutPerson(Person person, Principal by) implements HouseSignal {}

  /** Throws a kill switch; where it is thrown already, nothing changes. */
  record ThrowSwitch(Reach reach, String why, Principal by) implements HouseSignal {}

  record ReleaseSwitch(Reach reach, String why, Principal by) implements HouseSignal {}

  record PublishPolicy(Policy policy, String source, String why, Principal by)
      implements HouseSignal {}

  record WithdrawPolicy(String policy, String why, Principal by) implements HouseSignal {}

  /** Records a call outside any run, which the gate allowed. */
  record RecordTrial(Call call, String rule, Reply reply, Principal by) implements HouseSignal {}
}
