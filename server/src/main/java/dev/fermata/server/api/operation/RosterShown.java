package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Agents and tool servers as the API shows them. What stands in environments and headers may be
 * secret, so only its names are shown.
 */
public final class RosterShown {
  private RosterShown() {}

  public static ObjectNode agent(Agent agent) {
    ObjectNode tree = Json.object();
    tree.put("name", agent.name())
        .put("version", agent.version())
        .put("owner", agent.owner())
        .put("purpose", agent.purpose());
    tree.set("endpoint", endpoint(agent.endpoint()));
    var skills = tree.putArray("skills");
    agent.skills().forEach(skills::add);
    effect(tree, agent.effect(), agent.keyed());
    tree.set("limits", limits(agent.limits()));
    schemas(tree, agent.input(), agent.output());
    return tree.put("fingerprint", agent.fingerprint().value());
  }

  public static ObjectNode server(ToolServer server) {
    ObjectNode tree = Json.object();
    tree.put("name", server.name())
        .put("version", server.version())
        .put("owner", server.owner())
        .put("purpose", server.purpose());
    tree.set("endpoint", endpoint(server.endpoint()));
    tree.set("limits", limits(server.limits()));
    var tools = tree.putArray("tools");
    server.tools().values().stream()
        .sorted(Comparator.comparing(ToolServer.Tool::name))
        .forEach(tool -> {
          ObjectNode shown = tools.addObject();
          shown.put("name", tool.name()).put("description", tool.description());
          effect(shown, tool.effect(), tool.keyed());
          schemas(shown, tool.input(), tool.output());
          if (server.endpoint() instanceof Endpoint.Mcp mcp
              && mcp.pinned().get(tool.name()) != null) {
            // What the server says of it, which nobody has checked.
            mcp.pinned()
                .get(tool.name())
                .member("annotations")
                .ifPresent(said -> shown.set("hints", said.view()));
          }
        });
    return tree.put("fingerprint", server.fingerprint().value());
  }

  private static void effect(ObjectNode tree, EffectClass effect, boolean keyed) {
    tree.put("effect", effect.word()).put("keyed", keyed);
  }

  private static void schemas(ObjectNode tree, Optional<Json> input, Optional<Json> output) {
    input.ifPresent(schema -> tree.set("input", schema.view()));
    output.ifPresent(schema -> tree.set("output", schema.view()));
  }

  private static ObjectNode limits(Agent.Limits limits) {
    ObjectNode tree =
        Json.object()
            .put("concurrency", limits.concurrency())
            .put("timeout", limits.timeout().toString())
            .put("answerBytes", limits.answerBytes());
    limits
        .rate()
        .ifPresent(rate ->
            tree.putObject("rate").put("calls", rate.calls()).put("per", rate.per().toString()));
    return tree;
  }

  private static ObjectNode endpoint(Endpoint endpoint) {
    ObjectNode tree = Json.object().put("kind", endpoint.kind());
    switch (endpoint) {
      case Endpoint.Process process -> process(tree, process);
      case Endpoint.Http(var url, var headers) -> address(tree, url, headers);
      case Endpoint.Mcp(var by, var tool, _) -> {
        switch (by) {
          case Endpoint.Process process -> process(tree, process);
          case Endpoint.Http(var url, var headers) -> address(tree, url, headers);
        }
        if (!tool.isEmpty()) {
          tree.put("tool", tool);
        }
      }
      case Endpoint.A2a(var url, var headers, var card, var keys) -> {
        address(tree, url, headers);
        tree.put("card", card).put("signed", keys.isPresent());
      }
      case Endpoint.Model(var service, var fallback, var instructions, var turns) -> {
        tree.set("model", service(service));
        fallback.ifPresent(f -> tree.set("fallback", service(f)));
        tree.put("instructions", instructions).put("turns", turns);
      }
      case Endpoint.Java(var function) -> tree.put("function", function);
    }
    return tree;
  }

  private static void process(ObjectNode tree, Endpoint.Process process) {
    var words = tree.putArray("command");
    process.command().forEach(words::add);
    names(tree.put("directory", process.directory()), "environment", process.environment());
  }

  private static void address(ObjectNode tree, String url, Map<String, String> headers) {
    names(tree.put("url", FactShown.withoutUser(url)), "headers", headers);
  }

  private static ObjectNode service(Endpoint.Service service) {
    ObjectNode tree =
        Json.object()
            .put("api", service.api().word())
            .put("url", FactShown.withoutUser(service.url()))
            .put("name", service.model())
            .put("answerTokens", service.answerTokens())
            .put("silence", service.silence().toString());
    service.temperature().ifPresent(t -> tree.put("temperature", t / 1000.0));
    if (!service.key().isEmpty()) {
      tree.put("key", service.key());
    }
    return tree;
  }

  private static void names(ObjectNode tree, String field, Map<String, String> values) {
    var names = tree.putArray(field);
    values.keySet().stream().sorted().forEach(names::add);
  }
}
