package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.Runs;
import dev.fermata.server.api.operation.Tasks;
import dev.fermata.server.api.operation.brief.BriefActs;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What Fermata offers through the protocol. Every method asks for the right that it needs. */
public final class FrontDesk {
  private static final int PAGE = 100;
  private static final String INSTRUCTIONS =
      "Fermata runs workflows of agents and people. A tool called namespace.name starts a run of"
          + " that workflow; a run that takes long goes on after the call, and is read as the"
          + " resource fermata://runs/{id}. What waits for a person is decided by a person.";

  private final List<Tools> shelves;
  private final RunResources resources;

  private FrontDesk(List<Tools> shelves, RunResources resources) {
    this.shelves = List.copyOf(shelves);
    this.resources = resources;
  }

  /** The desk of a server. */
  public static Desk of(Means means, Runs runs, Tasks tasks) {
    List<Tools> shelves = new ArrayList<>();
    shelves.add(new WorkflowTools(means, runs));
    shelves.add(new InboxTools(tasks, new BriefActs(means, tasks)));
    shelves.add(new ErrandTools(means));
    var desk = new FrontDesk(shelves, new RunResources(runs));
    var offers =
        McpSchema.ServerCapabilities.builder().tools(false).resources(false, false).build();
    return new Desk(
        "fermata", means.surroundings().version(), INSTRUCTIONS, offers, desk.methods());
  }

  private Map<String, Desk.Method> methods() {
    return Map.of(
        McpSchema.METHOD_PING, question -> Json.object(),
        McpSchema.METHOD_TOOLS_LIST, this::tools,
        McpSchema.METHOD_TOOLS_CALL, this::call,
        McpSchema.METHOD_RESOURCES_LIST, resources::list,
        McpSchema.METHOD_RESOURCES_TEMPLATES_LIST, question -> RunResources.templates(),
        McpSchema.METHOD_RESOURCES_READ, resources::read);
  }

  private JsonNode tools(Question question) {
    SortedMap<String, ObjectNode> all = new TreeMap<>();
    shelves.forEach(shelf -> all.putAll(shelf.offered(question.request())));
    String cursor = question.params().path("cursor").asText("");
    ObjectNode tree = Json.object();
    var tools = tree.putArray("tools");
    String last = "";
    for (var tool : all.tailMap(cursor + "\0").entrySet()) {
      if (tools.size() == PAGE) {
        tree.put("nextCursor", last);
        break;
      }
      last = tool.getKey();
      tools.add(tool.getValue());
    }
    return tree;
  }

  private JsonNode call(Question question) throws InterruptedException {
    String name = question.params().path("name").asText("");
    JsonNode given = question.params().path("arguments");
    Json arguments = given.isMissingNode() || given.isNull() ? Json.EMPTY : Json.of(given);
    List<String> known = new ArrayList<>();
    for (Tools shelf : shelves) {
      var offered = shelf.offered(question.request());
      if (offered.containsKey(name)) {
        return called(shelf, name, arguments, question);
      }
      known.addAll(offered.keySet());
    }
    throw McpError.builder(McpSchema.ErrorCodes.INVALID_PARAMS)
        .message("No tool of that name is offered to you." + Nearest.hint(name, known))
        .build();
  }

  private static JsonNode called(Tools shelf, String name, Json arguments, Question question)
      throws InterruptedException {
    if (!arguments.view().isObject()) {
      throw Refusal.badRequest("'arguments' is no object");
    }
    try {
      return shelf.call(name, arguments, question);
    } catch (Refusal refusal) {
      return Tools.refused(refusal);
    }
  }
}
