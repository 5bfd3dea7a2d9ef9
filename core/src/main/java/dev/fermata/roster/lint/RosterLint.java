package dev.fermata.roster.lint;

import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RuleOfTwo;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Complaint;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Schemas;
import dev.fermata.value.SourcePosition;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Annotated;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Part;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.Workflow.Unchecked.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that need the roster: whether all whom a workflow names are on it. */
public final class RosterLint {
  private RosterLint() {}

  /** Names that nobody on the roster has, and effect classes that a workflow would lower. */
  public static List<Complaint> workflow(Workflow workflow, Roster roster) {
    List<Complaint> complaints = new ArrayList<>();
    for (Name name : workflow.unchecked().names()) {
      complaint(name, roster).ifPresent(complaints::add);
    }
    for (Step step : workflow.steps().values()) {
      lowered(step, roster).ifPresent(complaints::add);
      complaints.addAll(untold(step, roster));
    }
    String labels = "/document/metadata/labels";
    Annotated.wrong(workflow.definition().view().at(labels))
        .ifPresent(said -> complaints.add(Complaint.error(labels, workflow.at(), said)));
    complaints.addAll(RuleOfTwo.complaints(workflow, roster));
    complaints.sort(
        Comparator.<Complaint>comparingInt(c -> c.at().line())
            .thenComparingInt(c -> c.at().column()));
    return List.copyOf(complaints);
  }

  private static Optional<Complaint> complaint(Name name, Roster roster) {
    return switch (name) {
      case Name.Owner(var owner, var pointer, var at) ->
          missing("team or person", owner, pointer, at, owners(roster));
      case Name.OfTeam(var team, var pointer, var at) ->
          missing("team", team, pointer, at, teams(roster));
      case Name.OfAgent(var agent, var pointer, var at) ->
          missing("agent", agent, pointer, at, roster.agents().keySet());
      case Name.OfSkill(var skill, var pointer, var at) ->
          missing("agent, team or person with the skill", skill, pointer, at, roster.skills());
      case Name.OfServer(var server, var pointer, var at) ->
          missing("tool server", server, pointer, at, roster.servers().keySet());
      case Name.OfTool(var server, var tool, var pointer, var at) ->
          roster
              .server(server)
              .flatMap(
                  s -> missing("tool of '" + server + "'", tool, pointer, at, s.tools().keySet()));
    };
  }

  private static Optional<Complaint> missing(
      String what, String name, String pointer, SourcePosition at, Collection<String> known) {
    return known.contains(name)
        ? Optional.empty()
        : Optional.of(
            Complaint.error(
                pointer,
                at,
                "no "
                    + what
                    + " is registered as '"
                    + name
                    + "'; register it, or correct the name."
                    + Complaints.hint(name, known)));
  }

  private static List<String> teams(Roster roster) {
    return roster.teams().keySet().stream().map(TeamName::value).toList();
  }

  private static List<String> owners(Roster roster) {
    return Stream.concat(
            teams(roster).stream(), roster.people().keySet().stream().map(PersonId::value))
        .toList();
  }

  /** A workflow may raise the effect class of what it calls, never lower it. */
  private static Optional<Complaint> lowered(Step step, Roster roster) {
    Optional<EffectClass> wanted =
        step.head()
            .metadata()
            .text("effect")
            .map(word -> EffectClass.valueOf(word.toUpperCase(Locale.ROOT)));
    Optional<EffectClass> registered =
        switch (step) {
          case Step.Call.Tool tool ->
              roster
                  .server(tool.server())
                  .flatMap(s -> Optional.ofNullable(s.tools().get(tool.name())))
                  .map(ToolServer.Tool::effect);
          case Step.Call.Agent agent -> roster.agent(agent.agent()).map(Agent::effect);
          default -> Optional.empty();
        };
    if (wanted.isEmpty() || registered.isEmpty()) {
      return Optional.empty();
    }
    return wanted.get().compareTo(registered.get()) >= 0
        ? Optional.empty()
        : Optional.of(
            Complaint.error(
                step.id().pointer() + "/metadata/effect",
                step.head().at(),
                "step '"
                    + step.head().name()
                    + "' would lower the effect class from "
                    + registered.get().word()
                    + " to "
                    + wanted.get().word()
                    + "; a workflow may only raise it, so change the file of what it calls"));
  }

  /** Agents that are to mend a result and cannot be told what is wrong with it. */
  private static List<Complaint> untold(Step step, Roster roster) {
    if (!(step instanceof Step.Reviewed reviewed)) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(reviewed.work()).filter(_ -> reviewed.repairs() > 0),
            reviewed.instead().stream())
        .flatMap(call -> call instanceof Step.Call.Agent agent ? Stream.of(agent) : Stream.empty())
        .filter(call ->
            roster
                .agent(call.agent())
                .flatMap(Agent::input)
                .filter(schema ->
                    schema.view().path("additionalProperties").isBoolean()
                        && !schema.view().path("additionalProperties").booleanValue()
                        && !schema.view().path("properties").has("repair"))
                .isPresent())
        .map(call ->
            Complaint.error(
                step.id().pointer() + "/review/onFailure",
                step.head().at(),
                "agent '"
                    + call.agent()
                    + "' is to be told what is wrong with a result, but its input has no place for it;"
                    + " allow an object 'repair' there, or leave 'repair' out here"))
        .toList();
  }

  /** Tools that a model is to use and that nobody has registered: it would not be offered them. */
  public static List<Complaint> tools(Document document, Agent agent, Roster roster) {
    if (!(agent.endpoint() instanceof Endpoint.Model)) {
      return List.of();
    }
    List<String> known =
        roster.servers().values().stream()
            .flatMap(s -> s.tools().keySet().stream().map(t -> s.name() + "." + t))
            .toList();
    String pointer = "/boundary/tools";
    return agent.boundary().flatMap(Boundary::tools).orElse(Set.of()).stream()
        .sorted()
        .flatMap(tool -> missing("tool", tool, pointer, document.at(pointer), known).stream())
        .toList();
  }

  /** What is wrong with the JSON Schemas of an agent's or a tool server's file. */
  public static List<Complaint> schemas(Document document, Schemas schemas) {
    List<Complaint> complaints = new ArrayList<>();
    Json tree = document.tree();
    schemasOf(tree, "", document, schemas, complaints);
    Json tools = tree.member("tools").orElse(Json.EMPTY);
    for (var tool : tools.view().properties()) {
      schemasOf(
          Json.adopt(tool.getValue()),
          "/tools/" + Part.escaped(tool.getKey()),
          document,
          schemas,
          complaints);
    }
    return List.copyOf(complaints);
  }

  private static void schemasOf(
      Json tree, String pointer, Document document, Schemas schemas, List<Complaint> complaints) {
    for (String word : List.of("input", "output")) {
      String at = pointer + "/" + word;
      tree.member(word)
          .flatMap(schemas::complaint)
          .or(() -> tree.member(word).flatMap(s -> new Annotated(s.view()).complaint()))
          .ifPresent(said ->
              complaints.add(Complaint.error(at, document.at(at), "the schema is wrong: " + said)));
    }
  }
}
