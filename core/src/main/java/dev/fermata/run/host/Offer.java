package dev.fermata.run.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.RunState;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tools that a model is offered, and what it asks for of them. Each offer holds the digest of
 * its server's file, so that a tool that changes meanwhile is not called as the old one.
 */
public sealed interface Offer {
  /** It asks for a tool that it was offered. */
  record Taken(ToolServer server, Tool tool, Json arguments) implements Offer {}

  /** It asks for what it was not offered, or cannot have. */
  record Refused(Problem problem) implements Offer {}

  /**
   * What an agent's model begins with: {@code {tools: [{name, description, input, pin}], output}}.
   */
  static Json head(Agent agent, Roster roster) {
    ObjectNode head = Json.object();
    var tools = head.putArray("tools");
    Boundary boundary = agent.boundary().orElse(Boundary.DEFAULT);
    for (String name : boundary.tools().orElse(Set.of()).stream().sorted().toList()) {
      offer(roster, boundary, name).ifPresent(tools::add);
    }
    agent.output().ifPresent(schema -> head.set("output", schema.view()));
    return Json.adopt(head);
  }

  private static Optional<ObjectNode> offer(Roster roster, Boundary boundary, String name) {
    Optional<ToolServer> server = roster.server(server(name));
    Optional<Tool> tool =
        server
            .flatMap(s -> Optional.ofNullable(s.tools().get(tool(name))))
            .filter(t -> boundary.effects().map(all -> all.contains(t.effect())).orElse(true));
    if (server.isEmpty() || tool.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode offer = Json.object().put("name", name);
    offer.put("description", tool.get().description());
    tool.get().input().ifPresent(schema -> offer.set("input", schema.view()));
    return Optional.of(offer.put("pin", server.get().fingerprint().value()));
  }

  private static String server(String name) {
    return name.substring(0, Math.max(0, name.indexOf('.')));
  }

  private static String tool(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  /**
   * What a call of a model is about.
   *
   * @param head as {@link #head} gave it
   * @param asked {@code {id, tool, arguments}}
   */
  static Offer of(Json head, JsonNode asked, Roster roster) {
    String name = asked.path("tool").asText();
    List<String> offered = new ArrayList<>();
    String pin = "";
    for (JsonNode tool : head.view().path("tools")) {
      String each = tool.path("name").asText();
      offered.add(each);
      pin = each.equals(name) ? tool.path("pin").asText() : pin;
    }
    if (!offered.contains(name)) {
      return refused(
          "unknown-tool",
          404,
          "No such tool",
          "that is not among the tools that may be used: "
              + String.join(", ", offered)
              + "."
              + Nearest.hint(name, offered));
    }
    if (!asked.path("arguments").isObject()) {
      return new Refused(
          Problem.validation("the arguments of " + name + " are no JSON object: send one"));
    }
    Optional<ToolServer> server = roster.server(server(name));
    Optional<Tool> tool = server.flatMap(s -> Optional.ofNullable(s.tools().get(tool(name))));
    return server.isPresent() && tool.isPresent() && server.get().fingerprint().value().equals(pin)
        ? new Taken(server.get(), tool.get(), Json.of(asked.path("arguments")))
        : refused(
            "changed",
            409,
            "Changed since it was offered",
            name + " is no longer registered as it was; do without it");
  }

  private static Offer refused(String kind, int status, String title, String detail) {
    return new Refused(Problem.own(kind, status, title, detail));
  }

  /**
   * The same call, made by an earlier talk of the same work in another turn: where work begins
   * anew, what was done is not done again (promise 4).
   */
  static Optional<Effect> before(RunState state, EffectKey key, Call call) {
    EffectKey first = key.whole().firstPart();
    EffectKey last = key.whole().afterParts();
    return Stream.of(state.settled(), state.inFlight(), state.inDoubt())
        .flatMap(all -> all.keysBetween(first, last).stream().map(all::get))
        .flatMap(Optional::stream)
        .filter(e -> e.held() && !e.key().equals(key) && e.call().effect() != EffectClass.READ)
        .filter(e -> e.call().digest().equals(call.digest()))
        .filter(e -> e.answer().isPresent() || state.isPending(e.key()))
        .findFirst();
  }
}
