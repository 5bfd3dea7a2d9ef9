package dev.fermata.adapter.jq.tree;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The order of jq: null, false, true, numbers, texts, arrays, objects. Whole numbers are compared
 * exactly, others as doubles; texts by UTF-16 unit.
 */
public record Order(Meter meter) implements Comparator<JsonNode> {
  @Override
  public int compare(JsonNode a, JsonNode b) {
    return compare(a, b, 0);
  }

  public boolean same(JsonNode a, JsonNode b) {
    return compare(a, b, 0) == 0;
  }

  private int compare(JsonNode a, JsonNode b, int depth) {
    meter.step();
    if (depth > Json.DEPTH_LIMIT) {
      throw Weight.tooDeep();
    }
    int rank = rank(a);
    int byRank = Integer.compare(rank, rank(b));
    if (byRank != 0) {
      return byRank;
    }
    return switch (rank) {
      case 3 -> numbers(a, b);
      case 4 -> texts(a.textValue(), b.textValue());
      case 5 -> arrays(a, b, depth);
      case 6 -> objects(a, b, depth);
      default -> 0;
    };
  }

  private static int rank(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue() ? 2 : 1;
      case NUMBER -> 3;
      case STRING, BINARY -> 4;
      case ARRAY -> 5;
      case OBJECT -> 6;
      case NULL, MISSING, POJO -> 0;
    };
  }

  private static int numbers(JsonNode a, JsonNode b) {
    if (Arithmetic.isLong(a) && Arithmetic.isLong(b)) {
      return Long.compare(a.longValue(), b.longValue());
    }
    if (a.isBigInteger() && b.isBigInteger()) {
      return a.bigIntegerValue().compareTo(b.bigIntegerValue());
    }
    double x = a.doubleValue();
    double y = b.doubleValue();
    if (Double.isNaN(x)) {
      return -1;
    }
    return Double.isNaN(y) ? 1 : x < y ? -1 : x > y ? 1 : 0;
  }

  private int texts(String a, String b) {
    meter.work(Math.min(a.length(), b.length()) / 256);
    return a.compareTo(b);
  }

  private int arrays(JsonNode a, JsonNode b, int depth) {
    int common = Math.min(a.size(), b.size());
    for (int i = 0; i < common; i++) {
      int difference = compare(a.get(i), b.get(i), depth + 1);
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private int objects(JsonNode a, JsonNode b, int depth) {
    List<String> left = keys(a);
    List<String> right = keys(b);
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      int difference = texts(left.get(i), right.get(i));
      if (difference != 0) {
        return difference;
      }
    }
    if (left.size() != right.size()) {
      return Integer.compare(left.size(), right.size());
    }
    for (String key : left) {
      int difference = compare(a.get(key), b.get(key), depth + 1);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private List<String> keys(JsonNode object) {
    meter.work(object.size());
    List<String> keys = new ArrayList<>(object.size());
    object.fieldNames().forEachRemaining(keys::add);
    Collections.sort(keys);
    return keys;
  }
}
