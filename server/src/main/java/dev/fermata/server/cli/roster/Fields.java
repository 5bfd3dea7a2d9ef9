package dev.fermata.server.cli.roster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** How two answers agree, field by field. Not thread-safe. */
final class Fields {
  /** So many fields are compared; the rest of a larger answer is left out. */
  static final int LIMIT = 200;

  private final Map<String, ObjectNode> fields = new LinkedHashMap<>();
  private int same;
  private int compared;

  /** Takes the answers to one question. */
  void take(JsonNode a, JsonNode b) {
    Map<String, JsonNode> left = leaves(a);
    Map<String, JsonNode> right = leaves(b);
    Set<String> all = new LinkedHashSet<>(left.keySet());
    all.addAll(right.keySet());
    for (String name : all) {
      JsonNode x = left.getOrDefault(name, Json.object().missingNode());
      JsonNode y = right.getOrDefault(name, Json.object().missingNode());
      boolean equal = equal(x, y);
      compared++;
      same += equal ? 1 : 0;
      if (fields.containsKey(name) || fields.size() < LIMIT) {
        ObjectNode field =
            fields.computeIfAbsent(
                name, _ -> Json.object().put("field", name).put("same", 0).put("of", 0));
        field.put("of", field.path("of").asInt() + 1);
        field.put("same", field.path("same").asInt() + (equal ? 1 : 0));
        if (!equal && !field.has("first")) {
          field.set("first", shown(x));
          field.set("second", shown(y));
        }
      }
    }
  }

  private static JsonNode shown(JsonNode value) {
    return value.isMissingNode() ? Json.NULL.view() : value;
  }

  private static boolean equal(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber()
        ? a.decimalValue().compareTo(b.decimalValue()) == 0
        : a.equals(b);
  }

  /** Values by their JSON pointer; a list is one value. */
  private static Map<String, JsonNode> leaves(JsonNode answer) {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    walk("", answer, leaves);
    return leaves;
  }

  private static void walk(String pointer, JsonNode node, Map<String, JsonNode> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(each ->
              walk(
                  pointer + "/" + each.getKey().replace("~", "~0").replace("/", "~1"),
                  each.getValue(),
                  leaves));
    } else if (leaves.size() < LIMIT) {
      leaves.put(pointer.isEmpty() ? "/" : pointer, node);
    }
  }

  void into(ArrayNode items) {
    fields.values().forEach(items::add);
  }

  /** The share of fields that were the same, in percent. */
  int agreement() {
    return compared == 0 ? 0 : 100 * same / compared;
  }
}
