package dev.fermata.run.host;

import dev.fermata.effect.Target;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.value.Json;
import dev.fermata.workflow.Workflow;
import java.util.Optional;

/** What the roster says of whom a call goes to. */
public final class Targets {
  private Targets() {}

  /** Who answers for it: its owner, or the workflow's for what is not on the roster. */
  public static String owner(Roster roster, Workflow workflow, Target target) {
    return switch (target) {
      case Target.Agent(var name, _) ->
          roster.agent(name).map(Agent::owner).orElse(workflow.owner());
      case Target.Model(var agent, _, _) ->
          roster.agent(agent).map(Agent::owner).orElse(workflow.owner());
      case Target.Tool(var server, _, _) ->
          roster.server(server).map(ToolServer::owner).orElse(workflow.owner());
      case Target.Http _, Target.Workflow _ -> workflow.owner();
    };
  }

  /** The schema that its answers must fit. */
  public static Optional<Json> answers(Roster roster, Target target) {
    return switch (target) {
      case Target.Agent(var name, _) -> roster.agent(name).flatMap(Agent::output);
      case Target.Tool(var server, var tool, _) -> tool(roster, server, tool).flatMap(Tool::output);
      case Target.Model _, Target.Http _, Target.Workflow _ -> Optional.empty();
    };
  }

  /** The schema that what it is given must fit. */
  public static Optional<Json> input(Roster roster, Target target) {
    return switch (target) {
      case Target.Agent(var name, _) -> roster.agent(name).flatMap(Agent::input);
      case Target.Tool(var server, var tool, _) -> tool(roster, server, tool).flatMap(Tool::input);
      case Target.Model _, Target.Http _, Target.Workflow _ -> Optional.empty();
    };
  }

  public static Boundary boundary(Roster roster, Target target) {
    Optional<Boundary> said =
        switch (target) {
          case Target.Agent(var name, _) -> roster.agent(name).flatMap(Agent::boundary);
          case Target.Model(var agent, _, _) -> roster.agent(agent).flatMap(Agent::boundary);
          case Target.Tool(var server, var tool, _) ->
              tool(roster, server, tool).flatMap(Tool::boundary);
          case Target.Http _, Target.Workflow _ -> Optional.empty();
        };
    return said.orElse(Boundary.DEFAULT);
  }

  public static Optional<Tool> tool(Roster roster, String server, String tool) {
    return roster.server(server).flatMap(s -> Optional.ofNullable(s.tools().get(tool)));
  }
}
