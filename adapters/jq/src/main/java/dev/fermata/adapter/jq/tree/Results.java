package dev.fermata.adapter.jq.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.value.Json;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Turns what an expression emits into a value: small enough, and equal to what reading back its own
 * text gives. Therefore fractions become decimals, and, as in jq, what is no number becomes null
 * and the infinite the biggest double.
 */
public final class Results {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Results() {}

  public static Json json(Meter meter, JsonNode value) {
    if (value.isValueNode()) {
      return Json.adopt(number(value));
    }
    Weight.check(meter, value);
    return Json.adopt(clean(value) ? value : cleaned(value));
  }

  static JsonNode number(JsonNode value) {
    if (!value.isDouble()) {
      return value;
    }
    double number = value.doubleValue();
    if (Double.isNaN(number)) {
      return NullNode.getInstance();
    }
    JsonNode whole = Arithmetic.number(number);
    return whole.isDouble()
        ? DecimalNode.valueOf(
            BigDecimal.valueOf(Math.clamp(number, -Double.MAX_VALUE, Double.MAX_VALUE)))
        : whole;
  }

  private static boolean clean(JsonNode value) {
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        if (!clean(value.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (!clean(entry.getValue())) {
          return false;
        }
      }
      return true;
    }
    return !value.isDouble();
  }

  private static JsonNode cleaned(JsonNode value) {
    if (value.isArray()) {
      ArrayNode array = MAKE.arrayNode(value.size());
      value.forEach(item -> array.add(cleaned(item)));
      return array;
    }
    if (value.isObject()) {
      ObjectNode object = MAKE.objectNode();
      value.properties().forEach(entry -> object.set(entry.getKey(), cleaned(entry.getValue())));
      return object;
    }
    return number(value);
  }
}
