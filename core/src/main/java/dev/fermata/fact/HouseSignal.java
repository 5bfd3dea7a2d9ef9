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
import dev.fermata.roster.Principal;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Workflow;
import java.util.List;
import java.util.Optional;

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

  /** What is said about the rules of the house. */
  sealed interface OfPolicy extends HouseSignal {}

  /**
   * Puts a policy in force if it asks no less than what is; else it is a proposal, for somebody
   * else to approve.
   *
   * @param forecast what a backtest says that it changes; without one it is refused if it may ask
   *     less
   */
  record PublishPolicy(
      Policy policy, String source, String why, Optional<Forecast> forecast, Principal by)
      implements OfPolicy {
    public PublishPolicy(Policy policy, String source, String why, Principal by) {
      this(policy, source, why, Optional.empty(), by);
    }
  }

  /** Takes a policy out of force; the same holds as for one that is published. */
  record WithdrawPolicy(String policy, String why, Optional<Forecast> forecast, Principal by)
      implements OfPolicy {
    public WithdrawPolicy(String policy, String why, Principal by) {
      this(policy, why, Optional.empty(), by);
    }
  }

  /**
   * Agrees to a proposal, which is then in force.
   *
   * @param proposed the digest of what was read: the policy that is proposed, or proposed to be
   *     withdrawn
   * @param forecast what a backtest says now
   */
  record ApprovePolicy(
      String policy, Digest proposed, String why, Optional<Forecast> forecast, Principal by)
      implements OfPolicy {}

  /** Drops a proposal. */
  record RejectPolicy(String policy, String why, Principal by) implements OfPolicy {}

  /** Has a draft judge along with the policies in force, without a say. */
  record ShadowPolicy(Policy policy, String source, String why, Principal by) implements OfPolicy {}

  record EndShadow(String policy, String why, Principal by) implements OfPolicy {}

  record AddBudget(Budget budget, String source, String why, Principal by) implements HouseSignal {}

  record RemoveBudget(String budget, String why, Principal by) implements HouseSignal {}

  /** About the hooks of the house. */
  sealed interface OfHooks extends HouseSignal {}

  record AddHook(Hook hook, String why, Principal by) implements OfHooks {}

  /** Gives a hook another secret, derived from that id. */
  record RotateHook(String hook, String id, String why, Principal by) implements OfHooks {}

  record RemoveHook(String hook, String why, Principal by) implements OfHooks {}

  /** Records a call outside any run, which the gate allowed. */
  record RecordTrial(Call call, String rule, Reply reply, Principal by) implements HouseSignal {}

  /** Erases what runs that have ended were given and gave. */
  record ErasePayload(List<RunId> runs, String why, Principal by) implements HouseSignal {
    /** How many runs one signal may name: they are erased in one transaction. */
    public static final int RUNS_LIMIT = 100;

    public ErasePayload {
      runs = List.copyOf(runs);
      if (runs.isEmpty() || runs.size() > RUNS_LIMIT) {
        throw new IllegalArgumentException(
            runs.size() + " runs to erase at once; name 1 to " + RUNS_LIMIT);
      }
    }
  }

  /** Lets runs be kept for fewer days than is usual. */
  record AllowRetention(int days, String why, Principal by) implements HouseSignal {}

  /** A command, and why it is given. */
  record Because(HouseSignal signal, String why) implements HouseSignal {
    @Override
    public Principal by() {
      return signal.by();
    }
  }
}
