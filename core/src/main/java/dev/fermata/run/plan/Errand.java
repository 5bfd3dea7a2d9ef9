package dev.fermata.run.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Json;
import java.util.Comparator;
import java.util.List;

/**
 * What a planner is given: the goal, who and what is there to reach it, and how a plan is written.
 */
public final class Errand {
  /** How many agents, and how many tools, a planner is told of. */
  static final int NAMES_LIMIT = 200;

  private static final String LANGUAGE =
      """
      Answer with one JSON object {"do": [ steps ]} and nothing else. The steps run in order; the \
      data of each is the output of the step before it (the first gets the plan's data, which stays \
      readable as $workflow.input). A step is an object with one name: {"name": {...}}, with one of:
      {"call": "agent", "with": {"agent": NAME, "work": WORD, "input": DATA}}
      {"call": "tool", "with": {"server": NAME, "name": TOOL, "arguments": {...}}}
      {"call": "human", "with": {"team": TEAM, "question": TEXT, "show": DATA,
        "answers": {"yes": "what it causes", "no": "what it causes"}, "due": "PT4H",
        "otherwise": "raise"}}  (its output is {"answer": ..., "by": ...})
      {"fork": {"branches": [ steps that run side by side ]}}  (its output is the list of theirs)
      {"set": DATA}
      {"switch": [ {"case": {"when": "${ jq }", "then": "name of a later step, or end"}} ]}
      {"for": {"each": "item", "in": "${ jq }"}, "do": [ steps ]}
      {"try": [ steps ], "catch": {"do": [ steps ]}}
      DATA may hold jq between ${ and }, as "${ .amount }" or "${ {id: .id} }". To keep data for \
      later steps give a step "output": {"as": "${ $input + { score: . } }"}. Use only the agents, \
      tools and teams named here. Put a person before what cannot be undone.
      """;

  private Errand() {}

  /**
   * @param faults what was wrong with the plan before; empty for the first
   * @param before what was proposed before, or null
   */
  public static Json ask(Wish wish, Roster roster, List<String> faults, Json before) {
    ObjectNode tree = Json.object().put("goal", wish.goal());
    tree.set("data", wish.input().view());
    agents(tree.putArray("agents"), wish, roster);
    tools(tree.putArray("tools"), wish, roster);
    ArrayNode teams = tree.putArray("teams");
    roster.teams().values().stream()
        .sorted(Comparator.comparing(t -> t.name().value()))
        .forEach(t -> teams.addObject().put("team", t.name().value()).put("purpose", t.purpose()));
    ObjectNode limits = tree.putObject("limits");
    limits.put("steps", wish.steps()).put("people", wish.people());
    wish.cost().ifPresent(cost -> limits.put("cost", cost.toString()));
    tree.put("language", LANGUAGE);
    if (!faults.isEmpty()) {
      ArrayNode wrong = tree.putArray("faults");
      faults.forEach(wrong::add);
      tree.set("before", before.view());
    }
    return Json.adopt(tree).under(wish.input().labels().all());
  }

  /** What whoever pulls the results together is given. */
  public static Json together(Wish wish, Json result) {
    ObjectNode tree = Json.object().put("goal", wish.goal());
    tree.set("result", result.view());
    return Json.adopt(tree).under(result.labels().all());
  }

  private static void agents(ArrayNode list, Wish wish, Roster roster) {
    roster.agents().values().stream()
        .filter(a -> wish.mayUse(a.name()))
        .sorted(Comparator.comparing(Agent::name))
        .limit(NAMES_LIMIT)
        .forEach(a -> {
          ObjectNode agent = list.addObject().put("agent", a.name()).put("purpose", a.purpose());
          var skills = agent.putArray("skills");
          a.skills().forEach(skills::add);
          agent.put("effect", a.effect().word());
          a.input().ifPresent(schema -> agent.set("input", schema.view()));
          a.output().ifPresent(schema -> agent.set("output", schema.view()));
        });
  }

  private static void tools(ArrayNode list, Wish wish, Roster roster) {
    roster.servers().values().stream()
        .sorted(Comparator.comparing(ToolServer::name))
        .flatMap(s -> s.tools().values().stream().map(t -> new Named(s.name(), t)))
        .filter(n -> wish.mayUse(n.server() + "." + n.tool().name()))
        .limit(NAMES_LIMIT)
        .forEach(n -> {
          ObjectNode tool = list.addObject().put("server", n.server());
          tool.put("name", n.tool().name()).put("description", n.tool().description());
          tool.put("effect", n.tool().effect().word());
          n.tool().input().ifPresent(schema -> tool.set("input", schema.view()));
          n.tool().output().ifPresent(schema -> tool.set("output", schema.view()));
        });
  }

  private record Named(String server, ToolServer.Tool tool) {}
}
