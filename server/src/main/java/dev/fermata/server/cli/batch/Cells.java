package dev.fermata.server.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes JSON of a row's cells, in the types that the workflow's input schema gives its members;
 * what it does not describe is a string. An empty cell is left out.
 */
final class Cells {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<String> columns;
  private final JsonNode properties;
  private final boolean closed;

  /**
   * @param schema the workflow's input schema; missing if it has none
   */
  Cells(List<String> columns, JsonNode schema) {
    this.columns = List.copyOf(columns);
    properties = schema.path("properties");
    JsonNode additional = schema.path("additionalProperties");
    closed = additional.isBoolean() && !additional.booleanValue();
  }

  /** The object, or why there is none. */
  sealed interface Made {
    record Input(JsonNode object) implements Made {}

    record Rejected(String reason) implements Made {}
  }

  Made object(List<String> cells) {
    if (cells.size() != columns.size())
      return new Made.Rejected(
          "it has " + count(cells.size()) + ", and the header has " + columns.size());
    ObjectNode object = Json.object();
    for (int i = 0; i < cells.size(); i++) {
      String column = columns.get(i);
      if (closed && !properties.has(column)) return new Made.Rejected(unknown(column));
      if (cells.get(i).isEmpty()) continue;
      JsonNode type = properties.path(column).path("type");
      Optional<JsonNode> value = value(cells.get(i), type);
      if (value.isEmpty())
        return new Made.Rejected(
            "column " + column + ": '" + cells.get(i) + "' is no " + name(type));
      object.set(column, value.get());
    }
    return new Made.Input(object);
  }

  private static String count(int cells) {
    return cells == 1 ? "1 cell" : cells + " cells";
  }

  private String unknown(String column) {
    List<String> known = new ArrayList<>();
    properties.fieldNames().forEachRemaining(known::add);
    return "the workflow's input has no field '" + column + "'." + Nearest.hint(column, known);
  }

  private static String name(JsonNode type) {
    return type.isArray() ? type.toString() : type.asText();
  }

  /** The cell in the first of the types that it fits. */
  private static Optional<JsonNode> value(String cell, JsonNode type) {
    if (!type.isArray()) return typed(cell, type.asText("string"));
    Optional<JsonNode> text = Optional.empty();
    for (JsonNode each : type) {
      Optional<JsonNode> value = typed(cell, each.asText());
      if (value.isPresent() && !each.asText().equals("string")) return value;
      text = value.isPresent() ? value : text;
    }
    return text;
  }

  private static Optional<JsonNode> typed(String cell, String type) {
    try {
      return switch (type) {
        case "integer" -> Optional.of(NODES.numberNode(new java.math.BigInteger(cell.strip())));
        case "number" -> Optional.of(NODES.numberNode(new java.math.BigDecimal(cell.strip())));
        case "boolean" -> bool(cell.strip());
        case "null" -> cell.equals("null") ? Optional.of(NODES.nullNode()) : Optional.empty();
        case "object", "array" -> parsed(cell, type);
        default -> Optional.of(NODES.textNode(cell));
      };
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> bool(String cell) {
    if (!cell.equals("true") && !cell.equals("false")) return Optional.empty();
    return Optional.of(NODES.booleanNode(cell.equals("true")));
  }

  private static Optional<JsonNode> parsed(String cell, String type) {
    try {
      JsonNode tree = Json.parse(cell).view();
      boolean fits = type.equals("object") ? tree.isObject() : tree.isArray();
      return fits ? Optional.of(tree) : Optional.empty();
    } catch (Json.Malformed e) {
      return Optional.empty();
    }
  }
}
