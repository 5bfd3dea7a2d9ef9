package dev.fermata.adapter.otel;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.value.Json;
import dev.fermata.value.label.Classification;

/**
 * What was sent and answered, as it may be told: nothing, unless it is asked for; and even then
 * nothing of a class that harms somebody if it gets out.
 */
final class Content {
  /** How much of one value is told. */
  static final int LIMIT_CHARS = 8_192;

  private static final JsonNode HIDDEN = TextNode.valueOf("[redacted]");

  private Content() {}

  /** The value as JSON text, without what is confidential, personal or special. */
  static String text(Json value) {
    String text = shown(value).toString();
    return text.length() > LIMIT_CHARS ? text.substring(0, LIMIT_CHARS) + "…" : text;
  }

  /** The same as one message of the conventions. */
  static String message(String role, Json value) {
    ObjectNode message = Json.object().put("role", role);
    message.putArray("parts").addObject().put("type", "text").put("content", text(value));
    return Json.adopt(Json.object().arrayNode().add(message)).toString();
  }

  private static JsonNode shown(Json value) {
    JsonNode tree = value.view().deepCopy();
    for (var entry : value.labels().byPointer().entrySet()) {
      if (entry.getValue().classes().stream().anyMatch(Classification::sensitive)) {
        tree = hidden(tree, JsonPointer.compile(entry.getKey()));
      }
    }
    return tree;
  }

  private static JsonNode hidden(JsonNode tree, JsonPointer pointer) {
    if (pointer.head() == null) {
      return HIDDEN;
    }
    JsonNode around = tree.at(pointer.head());
    JsonPointer last = pointer.last();
    if (around instanceof ObjectNode object && object.has(last.getMatchingProperty())) {
      object.set(last.getMatchingProperty(), HIDDEN);
    } else if (around instanceof ArrayNode array && array.has(last.getMatchingIndex())) {
      array.set(last.getMatchingIndex(), HIDDEN);
    }
    return tree;
  }
}
