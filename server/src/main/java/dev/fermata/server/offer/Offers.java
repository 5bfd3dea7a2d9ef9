package dev.fermata.server.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.mcp.McpCaller;
import dev.fermata.adapter.mcp.Offer;
import dev.fermata.adapter.mcp.Survey;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas;
import dev.fermata.value.label.Annotated;
import dev.fermata.workflow.Document;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks MCP servers what they offer. Nothing of it is believed: a tool is irreversible unless its
 * owner says otherwise, what it gives is untrusted whatever its schema bounds, and all of it is
 * pinned, so that a change is seen before the next call. Thread-safe.
 */
public final class Offers {
  private final McpCaller caller;
  private final Schemas schemas;

  public Offers(McpCaller caller, Schemas schemas) {
    this.caller = caller;
    this.schemas = schemas;
  }

  /** Which server. */
  public record Place(String name, Endpoint.Mcp endpoint, Limits limits) {}

  /**
   * What can be used of what a server offers, by name.
   *
   * @param leftOut why a tool cannot be used
   */
  public record Offered(Map<String, Offer> offers, Map<String, String> leftOut) {
    public Offered {
      offers = java.util.Collections.unmodifiableMap(new TreeMap<>(offers));
      leftOut = java.util.Collections.unmodifiableMap(new TreeMap<>(leftOut));
    }

    public Json pinned() {
      ObjectNode tree = Json.object();
      offers.forEach((name, offer) -> tree.set(name, offer.declared().view()));
      return Json.of(tree);
    }
  }

  /** A file with what the server offers filled in. */
  public record Filled(Document document, Offered offered) {}

  public Offered ask(Place place) throws NotOffered {
    var at = new McpCaller.At(place.name(), place.endpoint(), place.limits());
    return switch (caller.survey(at)) {
      case Survey.Failed(var problem, var _) ->
          throw new NotOffered(
              Problem.own("not-asked", 502, "The MCP server cannot be asked", problem.detail()));
      case Survey.Found(var offers, var leftOut) -> {
        Map<String, Offer> usable = new TreeMap<>(offers);
        Map<String, String> unusable = new TreeMap<>(leftOut);
        offers.forEach((name, offer) ->
            wrong(offer)
                .ifPresent(why -> {
                  usable.remove(name);
                  unusable.put(name, why);
                }));
        yield new Offered(usable, unusable);
      }
    };
  }

  /** A schema from outside must be sound, and must not speak of labels: those are ours to give. */
  private Optional<String> wrong(Offer offer) {
    if (mentions(offer.declared().view())) {
      return Optional.of("it holds '" + Annotated.WORD + "', by which owners label what is theirs");
    }
    return offer
        .input()
        .flatMap(schemas::complaint)
        .or(() -> offer.output().flatMap(schemas::complaint))
        .map(said -> "its schema is wrong: " + said);
  }

  private static boolean mentions(JsonNode node) {
    if (node.has(Annotated.WORD)) {
      return true;
    }
    for (JsonNode part : node) {
      if (mentions(part)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The file of a tool server with all that the server offers: what the file says of a tool stays,
   * the rest is as it is offered.
   *
   * @param trust whether a tool counts as one that only reads because it says so
   */
  public Filled toolServer(Document file, Place place, boolean trust) throws NotOffered {
    Offered offered = ask(place);
    ObjectNode tree = copied(file);
    ObjectNode tools = tree.withObjectProperty("tools");
    for (String named : Json.adopt(tools).names()) {
      if (!offered.offers().containsKey(named)) {
        throw missing(place, named, offered);
      }
    }
    if (offered.offers().isEmpty()) {
      throw NotOffered.unfit("'" + place.name() + "' offers no tool that can be used");
    }
    offered.offers().forEach((name, offer) -> fill(tools.withObjectProperty(name), offer, trust));
    tree.set("pinned", offered.pinned().view());
    return new Filled(new Document(file.source(), Json.adopt(tree), file.positions()), offered);
  }

  /** The file of an agent whose work is one tool of a server, with that tool pinned. */
  public Filled agent(Document file, Place place) throws NotOffered {
    String tool = place.endpoint().tool();
    if (tool.isEmpty()) {
      throw NotOffered.unfit("an agent of kind mcp is one tool of its server; name it in 'tool'");
    }
    Offered offered = ask(place);
    Offer offer = offered.offers().get(tool);
    if (offer == null) {
      throw missing(place, tool, offered);
    }
    ObjectNode tree = copied(file);
    schemas(tree, offer);
    tree.putObject("pinned").set(tool, offer.declared().view());
    return new Filled(new Document(file.source(), Json.adopt(tree), file.positions()), offered);
  }

  private static ObjectNode copied(Document file) throws NotOffered {
    if (file.tree().member("pinned").isPresent()) {
      throw NotOffered.unfit(
          "'pinned' is what the server offers now, which Fermata asks it for; remove it");
    }
    return (ObjectNode) file.tree().view().deepCopy();
  }

  private static NotOffered missing(Place place, String tool, Offered offered) {
    String why =
        Optional.ofNullable(offered.leftOut().get(tool))
            .map(said -> "the tool '%s' of '%s' cannot be used: %s")
            .map(said -> said.formatted(tool, place.name(), offered.leftOut().get(tool)))
            .orElseGet(() ->
                "'%s' offers no tool '%s'.%s"
                    .formatted(place.name(), tool, Nearest.hint(tool, offered.offers().keySet())));
    return NotOffered.unfit(why);
  }

  private static void fill(ObjectNode tool, Offer offer, boolean trust) {
    if (!tool.has("description")) {
      tool.put("description", offer.description());
    }
    if (!tool.has("effect") && trust && offer.hints("readOnlyHint")) {
      tool.put("effect", "read");
    }
    schemas(tool, offer);
  }

  private static void schemas(ObjectNode tree, Offer offer) {
    if (!tree.has("input")) {
      offer.input().ifPresent(schema -> tree.set("input", schema.view().deepCopy()));
    }
    if (!tree.has("output")) {
      output(offer).ifPresent(schema -> tree.set("output", schema.view()));
    }
  }

  /**
   * The schema of what a tool gives. Data that a schema bounds counts as trusted; a schema that the
   * giver wrote bounds nothing, since it may list its own words.
   */
  static Optional<Json> output(Offer offer) {
    return offer
        .output()
        .map(schema -> {
          var tree = (ObjectNode) schema.view().deepCopy();
          tree.putObject(Annotated.WORD).put("origin", "untrusted");
          return Json.adopt(tree);
        });
  }
}
