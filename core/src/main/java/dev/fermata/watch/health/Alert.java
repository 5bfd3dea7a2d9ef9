package dev.fermata.watch.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.time.Instant;

/**
 * That something began to go wrong, or no longer does: each is said once.
 *
 * @param number counts from 1; it never goes back
 */
public record Alert(long number, boolean began, HealthFinding finding, Instant at) {
  ObjectNode tree() {
    ObjectNode tree = Json.object().put("number", number).put("began", began);
    tree.set("finding", finding.tree());
    return tree.put("at", at.toString());
  }

  static Alert of(JsonNode tree) {
    return new Alert(
        tree.path("number").asLong(),
        tree.path("began").asBoolean(),
        HealthFinding.of(tree.path("finding")),
        Instant.parse(tree.path("at").asText()));
  }
}
