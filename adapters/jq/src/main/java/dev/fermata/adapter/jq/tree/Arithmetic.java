package dev.fermata.adapter.jq.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.value.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operators. Whole numbers are exact as long as the result fits 64 bits; everything else is
 * computed in doubles, as jq does, so a decimal of more than 17 digits loses the rest as soon as it
 * is computed with (it stays exact while it is only moved).
 */
public final class Arithmetic {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Arithmetic() {}

  /** Computes one value out of two. */
  @FunctionalInterface
  public interface Operator {
    JsonNode apply(Meter meter, JsonNode left, JsonNode right);
  }

  static boolean isLong(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong();
  }

  public static JsonNode number(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  public static JsonNode number(double value) {
    long whole = (long) value;
    return whole == value && whole != Long.MAX_VALUE ? number(whole) : DoubleNode.valueOf(value);
  }

  /** A number as it is written in an expression. */
  public static JsonNode literal(String text) {
    try {
      return number(Long.parseLong(text));
    } catch (NumberFormatException e) {
      double value = Double.parseDouble(text);
      JsonNode number = number(value);
      return !number.isDouble() || Double.isInfinite(value) || text.length() > 40
          ? number
          : DecimalNode.valueOf(new BigDecimal(text));
    }
  }

  public static JsonNode add(Meter meter, JsonNode left, JsonNode right) {
    meter.number();
    if (left.isNumber() && right.isNumber()) {
      if (isLong(left) && isLong(right)) {
        long a = left.longValue();
        long b = right.longValue();
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? number((double) a + (double) b) : number(sum);
      }
      return number(left.doubleValue() + right.doubleValue());
    }
    if (left.isNull()) {
      return right;
    }
    if (right.isNull()) {
      return left;
    }
    if (left.isTextual() && right.isTextual()) {
      meter.text((long) left.textValue().length() + right.textValue().length());
      return TextNode.valueOf(left.textValue().concat(right.textValue()));
    }
    if (left instanceof ArrayNode a && right instanceof ArrayNode b) {
      meter.array((long) a.size() + b.size());
      return MAKE.arrayNode(a.size() + b.size()).addAll(a).addAll(b);
    }
    if (left instanceof ObjectNode a && right instanceof ObjectNode b) {
      meter.object((long) a.size() + b.size());
      return MAKE.objectNode().<ObjectNode>setAll(a).setAll(b);
    }
    throw unfit(left, right, "added");
  }

  public static JsonNode subtract(Meter meter, JsonNode left, JsonNode right) {
    meter.number();
    if (left.isNumber() && right.isNumber()) {
      if (isLong(left) && isLong(right)) {
        long a = left.longValue();
        long b = right.longValue();
        long difference = a - b;
        return ((a ^ b) & (a ^ difference)) < 0
            ? number((double) a - (double) b)
            : number(difference);
      }
      return number(left.doubleValue() - right.doubleValue());
    }
    if (left instanceof ArrayNode a && right instanceof ArrayNode b) {
      Set<JsonNode> taken = new TreeSet<>(new Order(meter));
      b.forEach(taken::add);
      meter.array((long) a.size() + b.size());
      ArrayNode rest = MAKE.arrayNode();
      for (JsonNode item : a) {
        if (!taken.contains(item)) {
          rest.add(item);
        }
      }
      return rest;
    }
    throw unfit(left, right, "subtracted");
  }

  public static JsonNode multiply(Meter meter, JsonNode left, JsonNode right) {
    meter.number();
    if (left.isNumber() && right.isNumber()) {
      if (isLong(left) && isLong(right)) {
        long a = left.longValue();
        long b = right.longValue();
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        return high == low >> 63 ? number(low) : number((double) a * (double) b);
      }
      return number(left.doubleValue() * right.doubleValue());
    }
    if (left.isTextual() && right.isNumber()) {
      return repeat(meter, left, right.doubleValue());
    }
    if (left.isNumber() && right.isTextual()) {
      return repeat(meter, right, left.doubleValue());
    }
    if (left instanceof ObjectNode a && right instanceof ObjectNode b) {
      return merge(meter, a, b, 0);
    }
    throw unfit(left, right, "multiplied");
  }

  private static JsonNode repeat(Meter meter, JsonNode text, double times) {
    if (!(times > 0)) {
      return NullNode.getInstance();
    }
    double count = Math.max(1, Math.floor(times));
    meter.text((long) Math.min(1e15, count * text.textValue().length()));
    return TextNode.valueOf(text.textValue().repeat((int) Math.min(count, Integer.MAX_VALUE)));
  }

  private static ObjectNode merge(Meter meter, ObjectNode left, ObjectNode right, int depth) {
    if (depth > Json.DEPTH_LIMIT) {
      throw Weight.tooDeep();
    }
    meter.object((long) left.size() + right.size());
    ObjectNode merged = MAKE.objectNode().setAll(left);
    for (Map.Entry<String, JsonNode> entry : right.properties()) {
      JsonNode mine = merged.get(entry.getKey());
      JsonNode value =
          mine instanceof ObjectNode a && entry.getValue() instanceof ObjectNode b
              ? merge(meter, a, b, depth + 1)
              : entry.getValue();
      merged.set(entry.getKey(), value);
    }
    return merged;
  }

  public static JsonNode divide(Meter meter, JsonNode left, JsonNode right) {
    meter.number();
    if (left.isNumber() && right.isNumber()) {
      if (right.doubleValue() == 0) {
        throw unfit(left, right, "divided, because the divisor is zero");
      }
      if (isLong(left)
          && isLong(right)
          && right.longValue() != -1
          && left.longValue() % right.longValue() == 0) {
        return number(left.longValue() / right.longValue());
      }
      return number(left.doubleValue() / right.doubleValue());
    }
    if (left.isTextual() && right.isTextual()) {
      return Occurrences.split(meter, left.textValue(), right.textValue());
    }
    throw unfit(left, right, "divided");
  }

  public static JsonNode modulo(Meter meter, JsonNode left, JsonNode right) {
    meter.number();
    if (!left.isNumber() || !right.isNumber()) {
      throw unfit(left, right, "divided");
    }
    if (Double.isNaN(left.doubleValue()) || Double.isNaN(right.doubleValue())) {
      return DoubleNode.valueOf(Double.NaN);
    }
    long divisor = whole(right);
    if (divisor == 0) {
      throw unfit(left, right, "divided, because the divisor is zero");
    }
    return number(whole(left) % divisor);
  }

  private static long whole(JsonNode number) {
    return isLong(number) ? number.longValue() : (long) number.doubleValue();
  }

  private static Raised unfit(JsonNode left, JsonNode right, String done) {
    return new Raised(
        "%s and %s cannot be %s".formatted(Preview.of(left), Preview.of(right), done));
  }
}
