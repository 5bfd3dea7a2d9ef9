package dev.fermata.testkit;

import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.BudgetReader;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Person;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.RosterReader.Entry;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Document.Parsed;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what tests write: workflows, roster files and values, all as YAML. */
final class Reading {
  private static final String HEAD =
      """
      document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0', \
      metadata: { owner: owners } }
      """;

  private Reading() {}

  /** A workflow; a text without its head gets one, owned by the team {@code owners}. */
  static Workflow workflow(String text) {
    String whole = text.startsWith("document:") ? text : HEAD + text;
    return switch (WorkflowReader.read(document(whole))) {
      case Read.Good<Workflow>(var workflow, _) -> workflow;
      case Read.Broken<Workflow>(var complaints) -> throw broken("workflow", complaints);
    };
  }

  /** A roster of files for agents, tool servers and teams. */
  static Roster roster(List<String> files) {
    Map<String, Agent> agents = new LinkedHashMap<>();
    Map<String, ToolServer> servers = new LinkedHashMap<>();
    Map<TeamName, Team> teams = new LinkedHashMap<>();
    Map<PersonId, Person> people = new LinkedHashMap<>();
    for (String file : files) {
      switch (entry(file)) {
        case Entry.OfAgent(var agent) -> agents.put(agent.name(), agent);
        case Entry.OfServer(var server) -> servers.put(server.name(), server);
        case Entry.OfTeams(var all) -> all.forEach(team -> teams.put(team.name(), team));
        case Entry.OfPeople(var all) -> all.forEach(person -> people.put(person.id(), person));
      }
    }
    return new Roster(agents, servers, people, teams);
  }

  private static Entry entry(String file) {
    return switch (RosterReader.read(document(file), "/")) {
      case Read.Good<Entry>(var entry, _) -> entry;
      case Read.Broken<Entry>(var complaints) -> throw broken("roster file", complaints);
    };
  }

  /** A value, so that tests need no quotes: {@code {amount: 5, to: [ana]}}. */
  static Json value(String text) {
    return text.isBlank() ? Json.NULL : document(text).tree();
  }

  static Budget budget(String text) {
    return switch (BudgetReader.read(document(text))) {
      case Read.Good<Budget>(var budget, _) -> budget;
      case Read.Broken<Budget>(var complaints) -> throw broken("budget", complaints);
    };
  }

  private static Document document(String text) {
    return switch (new YamlParser().parse(text)) {
      case Parsed.Good(var document) -> document;
      case Parsed.Broken(var complaints) -> throw broken("text", complaints);
    };
  }

  private static IllegalArgumentException broken(String what, List<Complaint> complaints) {
    var all = new StringBuilder("the " + what + " of this test is broken:");
    complaints.forEach(c -> all.append("\n  ").append(c));
    return new IllegalArgumentException(all.toString());
  }
}
