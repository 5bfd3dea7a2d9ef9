package dev.fermata.server.api.operation.gate;

import dev.fermata.house.HouseState;
import dev.fermata.policy.budget.Breach;
import dev.fermata.policy.budget.Budget;
import dev.fermata.roster.Roster;
import dev.fermata.value.Nearest;
import dev.fermata.value.TeamName;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The names in a budget: one that is misspelt would limit nothing. A tool may also be a host off
 * the roster, which has a dot in it.
 */
final class BudgetNames {
  private BudgetNames() {}

  /** What names nothing that there is; empty if all do. */
  static Optional<String> unknown(Budget budget, HouseState house) {
    Roster roster = house.roster();
    Set<String> agents = roster.agents().keySet();
    Set<String> owners = owners(roster);
    Optional<String> breach =
        switch (budget.breach()) {
          case Breach.Degrade(var agent) -> missing("agent", agent, agents);
          case Breach.Ask(var team) -> missing("team or person", team, owners);
          case Breach.Stop _, Breach.Hold _ -> Optional.empty();
        };
    return first(budget.reach().agents(), name -> missing("agent", name, agents))
        .or(() -> first(budget.reach().tools(), name -> tool(name, roster)))
        .or(() -> first(budget.reach().owners(), name -> missing("team or person", name, owners)))
        .or(() -> first(budget.reach().workflows(), name -> workflow(name, house)))
        .or(() -> breach);
  }

  private static Optional<String> first(
      Collection<String> names, java.util.function.Function<String, Optional<String>> check) {
    return names.stream().flatMap(name -> check.apply(name).stream()).findFirst();
  }

  private static Optional<String> missing(String what, String name, Collection<String> known) {
    return known.contains(name)
        ? Optional.empty()
        : Optional.of(
            "no " + what + " is registered as '" + name + "'." + Nearest.hint(name, known));
  }

  private static Optional<String> tool(String name, Roster roster) {
    Set<String> known = new TreeSet<>(roster.servers().keySet());
    roster
        .servers()
        .values()
        .forEach(s -> s.tools().keySet().forEach(t -> known.add(s.name() + "." + t)));
    int dot = name.indexOf('.');
    boolean host = dot > 0 && roster.server(name.substring(0, dot)).isEmpty();
    boolean elsewhere = host || name.contains(":") || name.equals("localhost");
    // What is nearly a registered name is more likely that than a host.
    return elsewhere && Nearest.hint(name, known).isEmpty()
        ? Optional.empty()
        : missing("tool server or tool", name, known);
  }

  private static Optional<String> workflow(String name, HouseState house) {
    Set<String> known = new TreeSet<>();
    house.workflows().keySet().forEach(id -> known.add(id.namespace() + "/" + id.name()));
    return name.endsWith("*") || known.contains(name)
        ? Optional.empty()
        : Optional.of("no workflow is published as '" + name + "'." + Nearest.hint(name, known));
  }

  private static Set<String> owners(Roster roster) {
    Set<String> owners = new TreeSet<>();
    Stream.concat(
            roster.teams().keySet().stream().map(TeamName::value),
            roster.people().keySet().stream().map(p -> p.value()))
        .forEach(owners::add);
    return owners;
  }
}
