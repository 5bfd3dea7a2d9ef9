package dev.fermata.server.api.operation.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Graph;
import dev.fermata.workflow.graph.Graph.Area;
import dev.fermata.workflow.graph.Graph.Edge;
import dev.fermata.workflow.graph.Graph.Node;
import dev.fermata.workflow.graph.Kind;
import dev.fermata.workflow.words.Change;
import dev.fermata.workflow.words.Outline;
import java.util.List;
import java.util.Optional;

/** Graphs, outlines and changes as the API shows them. */
final class GraphShown {
  private GraphShown() {}

  /** The classes of effects are those of the roster now; all else follows from the definition. */
  static ObjectNode graph(Graph graph, Workflow workflow, Roster roster) {
    ObjectNode tree =
        Json.object()
            .put("workflow", workflow.id().toString())
            .put("digest", workflow.digest().value())
            .put("direction", graph.direction().word())
            .put("width", graph.width())
            .put("height", graph.height());
    var nodes = tree.putArray("nodes");
    for (Node node : graph.nodes()) {
      ObjectNode shown = node(node);
      Optional.ofNullable(workflow.steps().get(node.step()))
          .filter(_ -> node.kind() != Kind.JOIN)
          .flatMap(step -> effect(step, roster))
          .ifPresent(effect -> shown.put("effect", effect.word()));
      nodes.add(shown);
    }
    var edges = tree.putArray("edges");
    graph.edges().forEach(edge -> edges.add(edge(edge)));
    return tree;
  }

  private static ObjectNode node(Node node) {
    ObjectNode shown =
        Json.object()
            .put("id", node.id())
            .put("step", node.step().pointer())
            .put("kind", node.kind().word())
            .put("label", node.label());
    if (!node.detail().isEmpty()) {
      shown.put("detail", node.detail()).put("title", node.title());
    }
    if (!node.when().isEmpty()) {
      shown.put("when", node.when());
    }
    area(shown, node.area()).put("people", node.people());
    if (!node.parent().isEmpty()) {
      shown.put("parent", node.parent());
    }
    return shown;
  }

  private static ObjectNode area(ObjectNode tree, Area area) {
    return tree.put("x", area.x())
        .put("y", area.y())
        .put("w", area.width())
        .put("h", area.height());
  }

  private static ObjectNode edge(Edge edge) {
    ObjectNode shown =
        Json.object().put("id", edge.id()).put("from", edge.from()).put("to", edge.to());
    if (!edge.label().isEmpty()) {
      shown.put("label", edge.label());
      area(shown.putObject("labelled"), edge.labelled());
    }
    var points = shown.putArray("points");
    edge.points().forEach(p -> points.addArray().add(p.x()).add(p.y()));
    if (edge.back()) {
      shown.put("back", true);
    }
    if (edge.error()) {
      shown.put("error", true);
    }
    return shown;
  }

  /** What the step does to the world outside at the worst, as far as it can be known beforehand. */
  private static Optional<EffectClass> effect(Step step, Roster roster) {
    if (step instanceof Step.Reviewed reviewed) {
      return effect(reviewed.work(), roster);
    }
    if (!(step instanceof Step.Call call)) {
      return Optional.empty();
    }
    Optional<EffectClass> effect =
        switch (call) {
          case Step.Call.Http http ->
              Optional.of(
                  http.method().equalsIgnoreCase("get") || http.method().equalsIgnoreCase("head")
                      ? EffectClass.READ
                      : EffectClass.IRREVERSIBLE);
          case Step.Call.Agent agent -> roster.agent(agent.agent()).map(Agent::effect);
          case Step.Call.Tool tool ->
              roster
                  .server(tool.server())
                  .flatMap(server -> Optional.ofNullable(server.tools().get(tool.name())))
                  .map(ToolServer.Tool::effect);
          case Step.Call.Panel panel ->
              panel.members().values().stream()
                  .flatMap(name -> roster.agent(name).stream())
                  .map(Agent::effect)
                  .reduce(EffectClass::worst);
          case Step.Call.Skilled _, Step.Call.Plan _, Step.Call.Human _, Step.Call.Child _ ->
              Optional.empty();
        };
    return effect.map(e -> raised(step, e));
  }

  /** A workflow may raise the class, never lower it. */
  private static EffectClass raised(Step step, EffectClass effect) {
    String said = step.head().metadata().text("effect").orElse("");
    for (EffectClass each : EffectClass.values()) {
      if (each.word().equals(said)) {
        return effect.worst(each);
      }
    }
    return effect;
  }

  static ArrayNode outline(List<Outline.Item> items) {
    ArrayNode list = Json.object().putArray("items");
    for (Outline.Item item : items) {
      list.addObject()
          .put("depth", item.depth())
          .put("name", item.name())
          .put("text", item.text())
          .put("step", item.step().pointer())
          .put("people", item.people());
    }
    return list;
  }

  static ArrayNode changes(List<Change> changes) {
    ArrayNode list = Json.object().putArray("changes");
    for (Change change : changes) {
      list.addObject()
          .put("step", change.step().pointer())
          .put("kind", change.kind().word())
          .put("text", change.text());
    }
    return list;
  }
}
