package dev.fermata.testkit;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.effect.Gate;
import dev.fermata.effect.Shadow;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Rules;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Budgets;
import dev.fermata.roster.Person;
import dev.fermata.roster.Roster;
import dev.fermata.roster.Team;
import dev.fermata.run.bound.Directory;
import dev.fermata.run.bound.Shared;
import dev.fermata.run.host.Known;
import dev.fermata.value.Digest;
import dev.fermata.value.Expressions;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Schemas;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run is played from: a workflow, the roster, and the hardships it is put through. Reads as
 *
 * <pre>{@code
 * given("do: [ { book: { call: tool, with: { server: bank, name: book } } } ]")
 *     .with("{ server: bank, owner: owners, kind: java, tools: { book: {} } }")
 *     .start("{ id: 7 }")
 *     .lose("bank.book")
 *     .decide("happened", "{ ref: 12 }")
 *     .completes("{ ref: 12 }");
 * }</pre>
 *
 * <p>By default every run bears all hardships of {@link Trial}, and nobody is asked before what is
 * irreversible.
 */
public record Script(
    Workflow workflow,
    Roster roster,
    Policies policies,
    Map<Reach, Switch> switches,
    Rules rules,
    Set<Trial> trials,
    Budgets budgets,
    List<Policy> drafts,
    List<Workflow> others) {
  private static final Policies PERMITTED = Policies.of(List.of(Permits.EVERYTHING));

  private static final Expressions JQ = new Jq();
  private static final Schemas SCHEMAS = new JsonSchemas();

  public Script {
    trials = Set.copyOf(trials);
    drafts = List.copyOf(drafts);
    others = List.copyOf(others);
  }

  /** Where nobody is asked before what is irreversible. */
  public Script(Workflow workflow, Roster roster, Set<Trial> trials) {
    this(
        workflow,
        roster,
        PERMITTED,
        Map.of(),
        Rules.NONE,
        trials,
        Budgets.NONE,
        List.of(),
        List.of());
  }

  /** A workflow as YAML; without a {@code document} it gets one. */
  public static Script given(String workflow) {
    return new Script(
        Reading.workflow(workflow),
        Roster.EMPTY,
        PERMITTED,
        Map.of(),
        Rules.NONE,
        Trial.ALL,
        Budgets.NONE,
        List.of(),
        List.of());
  }

  /** The files of agents, tool servers and teams, as YAML. */
  public Script with(String... files) {
    return new Script(
        workflow,
        Reading.roster(List.of(files)),
        policies,
        switches,
        rules,
        trials,
        budgets,
        drafts,
        others);
  }

  /** With these people, in place of those there were. */
  public Script withPeople(Person... all) {
    Map<PersonId, Person> people = new TreeMap<>();
    List.of(all).forEach(p -> people.put(p.id(), p));
    var known = new Roster(roster.agents(), roster.servers(), people, roster.teams());
    return new Script(workflow, known, policies, switches, rules, trials, budgets, drafts, others);
  }

  /** With these teams, in place of those there were. */
  public Script withTeams(Team... all) {
    Map<TeamName, Team> teams = new TreeMap<>();
    List.of(all).forEach(t -> teams.put(t.name(), t));
    var known = new Roster(roster.agents(), roster.servers(), roster.people(), teams);
    return new Script(workflow, known, policies, switches, rules, trials, budgets, drafts, others);
  }

  /** Under these policies and the built-in default alone. */
  public Script under(Policy... all) {
    return new Script(
        workflow,
        roster,
        Policies.of(List.of(all)),
        switches,
        rules,
        trials,
        budgets,
        drafts,
        others);
  }

  /** With these switches thrown. */
  public Script switched(Switch... thrown) {
    Map<Reach, Switch> all = new TreeMap<>();
    List.of(thrown).forEach(s -> all.put(s.reach(), s));
    return new Script(workflow, roster, policies, all, rules, trials, budgets, drafts, others);
  }

  /** Within these budgets, as YAML. */
  public Script within(String... files) {
    List<Budget> all = List.of(files).stream().map(Reading::budget).toList();
    return new Script(
        workflow, roster, policies, switches, rules, trials, Budgets.of(all), drafts, others);
  }

  /** With what evaluates the rules of policies. */
  public Script by(Rules evaluator) {
    return new Script(
        workflow, roster, policies, switches, evaluator, trials, budgets, drafts, others);
  }

  /** With these drafts judging along. */
  public Script shadowed(Policy... all) {
    return new Script(
        workflow, roster, policies, switches, rules, trials, budgets, List.of(all), others);
  }

  /** With these other workflows published, as YAML. */
  public Script beside(String... workflows) {
    List<Workflow> all = List.of(workflows).stream().map(Reading::workflow).toList();
    return new Script(workflow, roster, policies, switches, rules, trials, budgets, drafts, all);
  }

  /** Bears these hardships only. */
  public Script trying(Set<Trial> chosen) {
    return new Script(workflow, roster, policies, switches, rules, chosen, budgets, drafts, others);
  }

  /** Starts a run with an input as YAML. */
  public Play start(String input) {
    return new Play(this).start(Reading.value(input));
  }

  /** As {@link #start(String)}, where receivers have no room from the beginning. */
  public Play start(String input, boolean receiversBusy) {
    return new Play(this).receiversBusy(receiversBusy).start(Reading.value(input));
  }

  public Play start() {
    return start("{}");
  }

  /** Starts a run that goes on from a step of another; the input is what that one was given. */
  public Play goOn(Json input, RunFact.RerunOf rerun) {
    return new Play(this).start(input, rerun);
  }

  Known known(Expressions expressions, int version, Shared shared) {
    var gate = new Gate(version, switches, roster, policies, rules);
    List<Shadow> shadows = drafts.stream().map(d -> Shadow.of(d, gate)).toList();
    return new Known(
        workflow, gate, expressions, SCHEMAS, "test", shared.with(budgets), shadows, directory());
  }

  private Directory directory() {
    return new Directory() {
      @Override
      public Optional<Pinned> find(String namespace, String name, String version) {
        return others.stream()
            .filter(w -> w.id().namespace().equals(namespace) && w.id().name().equals(name))
            .filter(w -> version.equals("latest") || w.id().version().equals(version))
            .reduce((first, second) -> second)
            .map(w -> new Pinned(w.id(), w.digest()));
      }

      @Override
      public Optional<Workflow> definition(Digest digest) {
        return others.stream().filter(w -> w.digest().equals(digest)).findFirst();
      }
    };
  }

  static Expressions jq() {
    return JQ;
  }
}
