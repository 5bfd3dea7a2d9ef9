package dev.fermata.house;

import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.HouseFact.AgentAdded;
import dev.fermata.fact.HouseFact.AgentRemoved;
import dev.fermata.fact.HouseFact.BudgetAdded;
import dev.fermata.fact.HouseFact.BudgetRemoved;
import dev.fermata.fact.HouseFact.Explained;
import dev.fermata.fact.HouseFact.HookAdded;
import dev.fermata.fact.HouseFact.HookRemoved;
import dev.fermata.fact.HouseFact.PayloadErased;
import dev.fermata.fact.HouseFact.PersonAdded;
import dev.fermata.fact.HouseFact.RetentionAllowed;
import dev.fermata.fact.HouseFact.SwitchReleased;
import dev.fermata.fact.HouseFact.SwitchThrown;
import dev.fermata.fact.HouseFact.TargetTried;
import dev.fermata.fact.HouseFact.TeamAdded;
import dev.fermata.fact.HouseFact.ToolServerAdded;
import dev.fermata.fact.HouseFact.ToolServerRemoved;
import dev.fermata.fact.HouseFact.WorkflowPublished;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.HouseSignal.AddAgent;
import dev.fermata.fact.HouseSignal.AddBudget;
import dev.fermata.fact.HouseSignal.AddTeam;
import dev.fermata.fact.HouseSignal.AddToolServer;
import dev.fermata.fact.HouseSignal.AllowRetention;
import dev.fermata.fact.HouseSignal.Because;
import dev.fermata.fact.HouseSignal.ErasePayload;
import dev.fermata.fact.HouseSignal.PublishWorkflow;
import dev.fermata.fact.HouseSignal.PutPerson;
import dev.fermata.fact.HouseSignal.RecordTrial;
import dev.fermata.fact.HouseSignal.ReleaseSwitch;
import dev.fermata.fact.HouseSignal.RemoveAgent;
import dev.fermata.fact.HouseSignal.RemoveBudget;
import dev.fermata.fact.HouseSignal.RemoveToolServer;
import dev.fermata.fact.HouseSignal.ThrowSwitch;
import dev.fermata.house.HouseState.Enacted;
import dev.fermata.house.HouseState.Published;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.policy.budget.Budget;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Person;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RuleOfTwo;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Complaint;
import dev.fermata.value.Nearest;
import dev.fermata.value.PersonId;
import dev.fermata.value.Problem;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what becomes of commands to the house, and what the house is after each fact. */
public final class HouseDecider {
  private HouseDecider() {}

  public static Decided decide(HouseState house, HouseSignal signal, Instant now) {
    String by = signal.by().name();
    return switch (signal) {
      case PublishWorkflow publish -> publish(house, publish, now);
      case AddAgent(var agent, _) ->
          house.roster().agent(agent.name()).filter(agent::equals).isPresent()
              ? Decided.nothing()
              : Decided.facts(List.of(new AgentAdded(agent, by, now)));
      case RemoveAgent(var name, _) ->
          house.roster().agent(name).isPresent()
              ? Decided.facts(List.of(new AgentRemoved(name, by, now)))
              : unknown("agent", name, house.roster().agents().keySet());
      case AddToolServer(var server, _) ->
          house.roster().server(server.name()).filter(server::equals).isPresent()
              ? Decided.nothing()
              : Decided.facts(List.of(new ToolServerAdded(server, by, now)));
      case RemoveToolServer(var name, _) ->
          house.roster().server(name).isPresent()
              ? Decided.facts(List.of(new ToolServerRemoved(name, by, now)))
              : unknown("tool server", name, house.roster().servers().keySet());
      case AddTeam(var team, _) ->
          team.equals(house.roster().teams().get(team.name()))
              ? Decided.nothing()
              : Decided.facts(List.of(new TeamAdded(team, by, now)));
      case PutPerson put -> person(house, put, now);
      case ThrowSwitch(var reach, var why, _) ->
          house.switches().containsKey(reach)
              ? Decided.nothing()
              : Decided.facts(List.of(new SwitchThrown(reach, why, by, now)));
      case RecordTrial(var call, var rule, var reply, _) ->
          Decided.facts(List.of(new TargetTried(call, rule, reply, by, now)));
      case HouseSignal.OfPolicy policy -> PolicyDecider.decide(house, policy, now);
      case AddBudget add -> budget(house, add, now);
      case RemoveBudget remove -> budget(house, remove, now);
      case ReleaseSwitch(var reach, var why, _) ->
          house.switches().containsKey(reach)
              ? Decided.facts(List.of(new SwitchReleased(reach, why, by, now)))
              : unknown(
                  "switch thrown",
                  reach.toString(),
                  house.switches().keySet().stream().map(Reach::toString).toList());
      case HouseSignal.OfHooks about -> Hooks.decide(house, about, now);
      case ErasePayload(var runs, var why, _) ->
          Decided.facts(List.of(new PayloadErased(runs, why, by, now)));
      case AllowRetention(var days, var why, _) ->
          Decided.facts(List.of(new RetentionAllowed(days, why, by, now)));
      case Because(var told, var why) -> explained(decide(house, told, now), why, by, now);
    };
  }

  /** The reason stands in the entry of what it explains; where nothing happened it is dropped. */
  private static Decided explained(Decided decided, String why, String by, Instant now) {
    if (!(decided instanceof Decided.Accepted accepted)
        || accepted.facts().isEmpty()
        || why.isBlank()) {
      return decided;
    }
    List<Fact> facts = new ArrayList<>(accepted.facts());
    facts.add(new Explained(why, by, now));
    return new Decided.Accepted(facts, accepted.reservations());
  }

  private static Decided budget(HouseState house, AddBudget add, Instant now) {
    Budget budget = add.budget();
    return house.budgets().named(budget.name()).filter(budget::equals).isPresent()
        ? Decided.nothing()
        : Decided.facts(
            List.of(new BudgetAdded(budget, add.source(), add.why(), add.by().name(), now)));
  }

  private static Decided budget(HouseState house, RemoveBudget remove, Instant now) {
    String name = remove.budget();
    return house.budgets().named(name).isPresent()
        ? Decided.facts(List.of(new BudgetRemoved(name, remove.why(), remove.by().name(), now)))
        : unknown("budget", name, house.budgets().all().stream().map(Budget::name).toList());
  }

  private static Decided publish(HouseState house, PublishWorkflow publish, Instant now) {
    var workflow = publish.workflow();
    Published there = house.workflows().get(workflow.id());
    if (there != null && !there.digest().equals(workflow.digest())) {
      return new Decided.Refused(
          Problem.own(
              "already-published",
              409,
              "This version is published already",
              workflow.id()
                  + " was published by "
                  + there.by()
                  + " with other content, and a published version never changes; raise"
                  + " document.version and publish again"));
    }
    if (there != null) {
      return Decided.nothing();
    }
    Optional<Problem> broken = ruleOfTwo(house, publish);
    return broken.isPresent()
        ? new Decided.Refused(broken.get())
        : Decided.facts(
            List.of(
                new WorkflowPublished(
                    workflow.id(), workflow.digest(), publish.source(), publish.by().name(), now)));
  }

  /** The rule of two, or its exception, for which another answers than who publishes it. */
  private static Optional<Problem> ruleOfTwo(HouseState house, PublishWorkflow publish) {
    Workflow workflow = publish.workflow();
    List<Complaint> complaints = RuleOfTwo.complaints(workflow, house.roster());
    if (!complaints.isEmpty()) {
      String all = String.join("; ", complaints.stream().map(Complaint::message).toList());
      return Optional.of(Problem.own("rule-of-two", 422, "Too much for one workflow", all));
    }
    return RuleOfTwo.overriddenBy(workflow)
        .filter(by -> house.roster().isBehind(by, publish.by()))
        .map(by ->
            Problem.own(
                "second-person",
                403,
                "A second person is needed",
                by
                    + " answers for the exception from the rule of two, so somebody else must"
                    + " publish it"));
  }

  private static Decided person(HouseState house, PutPerson put, Instant now) {
    for (TeamName team : put.person().teams()) {
      if (!house.roster().teams().containsKey(team)) {
        return unknown(
            "team",
            team.value(),
            house.roster().teams().values().stream().map(t -> t.name().value()).toList());
      }
    }
    Optional<Decided> misfit = sameAs(house.roster(), put.person());
    if (misfit.isPresent()) {
      return misfit.get();
    }
    boolean lastAdmin =
        house.roster().people().values().stream()
            .filter(p -> !p.id().equals(put.person().id()))
            .noneMatch(p -> p.roles().contains(Role.ADMIN) && !p.disabled());
    boolean wasAdmin =
        house
            .roster()
            .person(put.person().id())
            .filter(p -> p.roles().contains(Role.ADMIN))
            .isPresent();
    boolean staysAdmin = put.person().roles().contains(Role.ADMIN) && !put.person().disabled();
    if (lastAdmin && wasAdmin && !staysAdmin) {
      return new Decided.Refused(
          Problem.own(
              "last-admin",
              409,
              "Somebody must stay admin",
              put.person().id() + " is the only admin; make somebody else admin first"));
    }
    return house.roster().person(put.person().id()).filter(put.person()::equals).isPresent()
        ? Decided.nothing()
        : Decided.facts(List.of(new PersonAdded(put.person(), put.by().name(), now)));
  }

  /** Why this account cannot be another one of that person; empty if it can. */
  private static Optional<Decided> sameAs(Roster roster, Person person) {
    if (person.sameAs().isEmpty()) {
      return Optional.empty();
    }
    var other = new PersonId(person.sameAs());
    if (roster.person(other).isEmpty()) {
      return Optional.of(
          unknown(
              "person",
              person.sameAs(),
              roster.people().keySet().stream().map(PersonId::value).toList()));
    }
    return roster.natural(other).equals(person.id().value())
        ? Optional.of(
            new Decided.Refused(
                Problem.own(
                    "same-person",
                    409,
                    "Already the same person",
                    other + " is another account of " + person.id() + "; one way is enough")))
        : Optional.empty();
  }

  static Decided unknown(String what, String name, Collection<String> known) {
    return new Decided.Refused(
        Problem.own(
            "not-found",
            404,
            "No such " + what,
            "no " + what + " is called '" + name + "'." + Nearest.hint(name, known)));
  }

  public static HouseState evolve(HouseState house, HouseFact fact) {
    return changed(house.next(), fact);
  }

  private static HouseState changed(HouseState house, HouseFact fact) {
    Roster roster = house.roster();
    return switch (fact) {
      case WorkflowPublished(var id, var digest, var source, var by, var at) ->
          house.with(with(house.workflows(), id, new Published(id, digest, source, by, at)));
      case AgentAdded(var agent, _, _) ->
          withAgents(house, with(roster.agents(), agent.name(), agent));
      case AgentRemoved(var name, _, _) -> withAgents(house, without(roster.agents(), name));
      case ToolServerAdded(var server, _, _) ->
          withServers(house, with(roster.servers(), server.name(), server));
      case ToolServerRemoved(var name, _, _) -> withServers(house, without(roster.servers(), name));
      case TeamAdded(Team team, _, _) ->
          house.with(
              new Roster(
                  roster.agents(),
                  roster.servers(),
                  roster.people(),
                  with(roster.teams(), team.name(), team)));
      case PersonAdded(var person, _, _) ->
          house.with(
              new Roster(
                  roster.agents(),
                  roster.servers(),
                  with(roster.people(), person.id(), person),
                  roster.teams()));
      case TargetTried _ -> house;
      case HouseFact.OfPolicy policy -> PolicyDecider.evolve(house, policy);
      case BudgetAdded(var budget, var source, var why, var by, var at) ->
          house.with(
              house.budgets().with(budget),
              with(house.enacted(), budget.rule(), new Enacted(source, why, by, at)));
      case BudgetRemoved(var name, _, _, _) ->
          house.with(house.budgets().without(name), without(house.enacted(), Budget.rule(name)));
      case SwitchThrown(var reach, var why, var by, var at) ->
          house.withSwitches(with(house.switches(), reach, new Switch(reach, why, by, at)));
      case SwitchReleased(var reach, _, _, _) ->
          house.withSwitches(without(house.switches(), reach));
      case HookAdded added -> house.withHooks(with(house.hooks(), added.hook().name(), added));
      case HookRemoved(var name, _, _, _) -> house.withHooks(without(house.hooks(), name));
      case PayloadErased _, RetentionAllowed _, Explained _ -> house;
    };
  }

  private static HouseState withAgents(HouseState house, Map<String, Agent> agents) {
    Roster old = house.roster();
    return house.with(new Roster(agents, old.servers(), old.people(), old.teams()));
  }

  private static HouseState withServers(HouseState house, Map<String, ToolServer> servers) {
    Roster old = house.roster();
    return house.with(new Roster(old.agents(), servers, old.people(), old.teams()));
  }

  static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    Map<K, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  static <K, V> Map<K, V> without(Map<K, V> map, K key) {
    Map<K, V> copy = new HashMap<>(map);
    copy.remove(key);
    return copy;
  }
}
