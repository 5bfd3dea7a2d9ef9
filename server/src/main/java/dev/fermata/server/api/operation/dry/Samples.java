package dev.fermata.server.api.operation.dry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;

/** A value that looks as a schema says: made up, and with no more in it than is required. */
final class Samples {
  private static final int DEPTH_LIMIT = 16;

  private Samples() {}

  static Json of(JsonNode schema) {
    return Json.of(value(schema, 0));
  }

  private static JsonNode value(JsonNode schema, int depth) {
    if (depth > DEPTH_LIMIT) {
      return Json.NULL.view();
    }
    for (String known : new String[] {"default", "const"}) {
      if (schema.has(known)) {
        return schema.get(known);
      }
    }
    for (String choice : new String[] {"enum", "examples"}) {
      if (schema.path(choice).has(0)) {
        return schema.path(choice).get(0);
      }
    }
    for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (schema.path(choice).has(0)) {
        return value(schema.path(choice).get(0), depth + 1);
      }
    }
    JsonNode type = schema.path("type").isArray() ? schema.at("/type/0") : schema.path("type");
    return switch (type.asText(schema.has("properties") ? "object" : "")) {
      case "object" -> object(schema, depth);
      case "array" -> list(schema, depth);
      case "string" -> text(schema);
      case "integer" -> Json.object().numberNode(schema.path("minimum").asLong(1));
      case "number" ->
          schema.path("minimum").isNumber()
              ? schema.get("minimum")
              : Json.object().numberNode(schema.path("maximum").asDouble(1) < 1 ? 0 : 1);
      case "boolean" -> Json.object().booleanNode(true);
      default -> Json.NULL.view();
    };
  }

  private static JsonNode object(JsonNode schema, int depth) {
    ObjectNode tree = Json.object();
    for (JsonNode name : schema.path("required")) {
      tree.set(name.asText(), value(schema.path("properties").path(name.asText()), depth + 1));
    }
    return tree;
  }

  private static JsonNode list(JsonNode schema, int depth) {
    var list = Json.object().putArray("list");
    for (int i = 0; i < Math.min(DEPTH_LIMIT, schema.path("minItems").asInt(0)); i++) {
      list.add(value(schema.path("items"), depth + 1));
    }
    return list;
  }

  private static JsonNode text(JsonNode schema) {
    int least = Math.clamp(schema.path("minLength").asInt(0), 0, 1_000);
    String text = "made up";
    return Json.object().textNode(text.length() >= least ? text : "x".repeat(least));
  }
}
