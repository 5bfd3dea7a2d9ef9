package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.TaskFact;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Entries of the journal as the API shows them: times readable, endpoints without secrets. */
final class FactShown {
  private static final String HIDDEN = "[hidden]";
  private static final List<String> TIMES = List.of("at", "due", "retryAt");

  private FactShown() {}

  /**
   * @param covers what of a run is withheld from whoever looks
   */
  static ObjectNode entry(Stored entry, Function<RunId, Blindfold.Cover> covers) {
    ObjectNode tree =
        Json.object()
            .put("position", entry.position())
            .put("stream", entry.stream().value())
            .put("number", entry.number())
            .put("at", entry.at().toString());
    if (erased(entry)) {
      tree.put("erased", true);
    }
    var facts = tree.putArray("facts");
    boolean said =
        entry.stream().isRun() && entry.facts().stream().anyMatch(f -> of(f).isPresent());
    Blindfold.Cover cover = said ? covers.apply(entry.stream().run()) : Blindfold.Cover.NONE;
    for (Fact fact : entry.facts()) {
      ObjectNode shown = fact(fact);
      if (of(fact).filter(cover::hides).isPresent()) {
        Blindfold.Cover.veil(shown);
      }
      facts.add(shown);
    }
    return tree;
  }

  /** The place at which somebody says something, of a fact that tells what. */
  private static Optional<Place> of(Fact fact) {
    return switch (fact) {
      case RunFact.OfEffect effect -> Optional.of(effect.key().place());
      case RunFact.OfTalk talk -> Optional.of(talk.key().place());
      case TaskFact.TaskOpened opened -> Optional.of(opened.place());
      default -> Optional.empty();
    };
  }

  /** Whether what it says was erased; that it was there, and its digest, stay. */
  static boolean erased(Stored entry) {
    return entry.body().length == 0;
  }

  private static ObjectNode fact(Fact fact) {
    ObjectNode tree = (ObjectNode) Format.shown(fact).view().deepCopy();
    times(tree);
    if (tree.get("decision") instanceof ObjectNode decision) {
      times(decision);
    }
    if (fact instanceof HouseFact) {
      for (JsonNode part : List.of(tree.path("agent"), tree.path("server"))) {
        part.path("endpoint").forEach(FactShown::hide);
      }
    }
    return tree;
  }

  private static void times(ObjectNode tree) {
    for (String name : TIMES) {
      JsonNode value = tree.get(name);
      if (value != null && value.isIntegralNumber()) {
        tree.put(name, Instant.ofEpochMilli(value.longValue()).toString());
      }
    }
  }

  /** An endpoint of whatever kind: what its environment or headers say is nobody's business. */
  private static void hide(JsonNode endpoint) {
    for (String name : List.of("environment", "headers")) {
      if (endpoint.get(name) instanceof ObjectNode values) {
        values.fieldNames().forEachRemaining(each -> values.put(each, HIDDEN));
      }
    }
    // What carries MCP is a case of its own; a model is behind one address or two.
    endpoint.path("by").forEach(FactShown::hide);
    hidden(endpoint.path("service"));
    hidden(endpoint.path("fallback"));
    if (endpoint instanceof ObjectNode object && object.path("url").isTextual()) {
      object.put("url", withoutUser(object.path("url").textValue()));
    }
  }

  private static void hidden(JsonNode service) {
    if (service.isObject()) {
      hide(service);
    }
  }

  /** An address without the user and password that may stand before its host. */
  static String withoutUser(String url) {
    return url.replaceFirst("://[^/?#]*@", "://");
  }
}
