package dev.fermata.house;

import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.HouseFact.AgentAdded;
import dev.fermata.fact.HouseFact.AgentRemoved;
import dev.fermata.fact.HouseFact.Explained;
import dev.fermata.fact.HouseFact.PayloadErased;
import dev.fermata.fact.HouseFact.PersonAdded;
import dev.fermata.fact.HouseFact.RetentionAllowed;
import dev.fermata.fact.HouseFact.TeamAdded;
import dev.fermata.fact.HouseFact.ToolServerAdded;
import dev.fermata.fact.HouseFact.ToolServerRemoved;
import dev.fermata.fact.HouseFact.WorkflowPublished;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.HouseSignal.AddAgent;
import dev.fermata.fact.HouseSignal.AddTeam;
import dev.fermata.fact.HouseSignal.AddToolServer;
import dev.fermata.fact.HouseSignal.AllowRetention;
import dev.fermata.fact.HouseSignal.Because;
import dev.fermata.fact.HouseSignal.ErasePayload;
import dev.fermata.fact.HouseSignal.PublishWorkflow;
import dev.fermata.fact.HouseSignal.PutPerson;
import dev.fermata.fact.HouseSignal.RemoveAgent;
import dev.fermata.fact.HouseSignal.RemoveToolServer;
import dev.fermata.house.HouseState.Published;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import dev.fermata.value.TeamName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    return there != null
        ? Decided.nothing()
        : Decided.facts(
            List.of(
                new WorkflowPublished(
                    workflow.id(), workflow.digest(), publish.source(), publish.by().name(), now)));
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

  private static Decided unknown(String what, String name, Collection<String> known) {
    return new Decided.Refused(
        Problem.own(
            "not-found",
            404,
            "No such " + what,
            "no " + what + " is called '" + name + "'." + Nearest.hint(name, known)));
  }

  public static HouseState evolve(HouseState house, HouseFact fact) {
    Roster roster = house.roster();
    return switch (fact) {
      case WorkflowPublished(var id, var digest, var source, var by, var at) ->
          new HouseState(
              with(house.workflows(), id, new Published(id, digest, source, by, at)), roster);
      case AgentAdded(var agent, _, _) ->
          withAgents(house, with(roster.agents(), agent.name(), agent));
      case AgentRemoved(var name, _, _) -> withAgents(house, without(roster.agents(), name));
      case ToolServerAdded(var server, _, _) ->
          withServers(house, with(roster.servers(), server.name(), server));
      case ToolServerRemoved(var name, _, _) -> withServers(house, without(roster.servers(), name));
      case TeamAdded(Team team, _, _) ->
          with(
              house,
              new Roster(
                  roster.agents(),
                  roster.servers(),
                  roster.people(),
                  with(roster.teams(), team.name(), team)));
      case PersonAdded(var person, _, _) ->
          with(
              house,
              new Roster(
                  roster.agents(),
                  roster.servers(),
                  with(roster.people(), person.id(), person),
                  roster.teams()));
      case PayloadErased _, RetentionAllowed _, Explained _ -> house;
    };
  }

  private static HouseState withAgents(HouseState house, Map<String, Agent> agents) {
    Roster old = house.roster();
    return with(house, new Roster(agents, old.servers(), old.people(), old.teams()));
  }

  private static HouseState withServers(HouseState house, Map<String, ToolServer> servers) {
    Roster old = house.roster();
    return with(house, new Roster(old.agents(), servers, old.people(), old.teams()));
  }

  private static HouseState with(HouseState house, Roster roster) {
    return new HouseState(house.workflows(), roster);
  }

  private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    Map<K, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  private static <K, V> Map<K, V> without(Map<K, V> map, K key) {
    Map<K, V> copy = new HashMap<>(map);
    copy.remove(key);
    return copy;
  }
}
