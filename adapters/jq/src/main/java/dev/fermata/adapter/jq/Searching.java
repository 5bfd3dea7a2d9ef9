package dev.fermata.adapter.jq;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fermata.value.Json;
import java.util.Map;

/** Functions that look for one value in another. */
final class Searching {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Searching() {}

  static void define(Functions to) {
    to.value(
        "contains",
        (meter, in, part) -> BooleanNode.valueOf(contains(new Order(meter), in, part, 0)));
    to.value(
        "indices",
        (meter, in, part) -> in.isNull() ? NullNode.getInstance() : indices(meter, in, part));
    to.value("index", (meter, in, part) -> end(meter, in, part, true));
    to.value("rindex", (meter, in, part) -> end(meter, in, part, false));
    to.value("bsearch", Searching::bsearch);
  }

  private static boolean contains(Order order, JsonNode whole, JsonNode part, int depth) {
    order.meter().step();
    if (depth > Json.DEPTH_LIMIT) {
      throw Weight.tooDeep();
    }
    if (whole.isObject() && part.isObject()) {
      for (Map.Entry<String, JsonNode> entry : part.properties()) {
        JsonNode mine = whole.get(entry.getKey());
        if (mine == null || !fits(order, mine, entry.getValue(), depth + 1)) {
          return false;
        }
      }
      return true;
    }
    if (whole.isArray() && part.isArray()) {
      for (JsonNode wanted : part) {
        boolean found = false;
        for (int i = 0; i < whole.size() && !found; i++) {
          found = fits(order, whole.get(i), wanted, depth + 1);
        }
        if (!found) {
          return false;
        }
      }
      return true;
    }
    if (whole.isTextual() && part.isTextual()) {
      find(order.meter(), whole.textValue(), part.textValue());
      return whole.textValue().contains(part.textValue());
    }
    if (whole.getNodeType() == part.getNodeType()) {
      return order.same(whole, part);
    }
    throw new Raised("cannot check whether " + Preview.of(whole) + " contains " + Preview.of(part));
  }

  private static boolean fits(Order order, JsonNode whole, JsonNode part, int depth) {
    return whole.getNodeType() == part.getNodeType() && contains(order, whole, part, depth);
  }

  /** Looking for a text costs up to the product of both lengths. */
  private static void find(Meter meter, String whole, String part) {
    meter.work((long) whole.length() * (1 + part.length() / 8) / 64);
  }

  static ArrayNode indices(Meter meter, JsonNode in, JsonNode part) {
    ArrayNode found = MAKE.arrayNode();
    if (in.isTextual() && part.isTextual()) {
      String whole = in.textValue();
      String wanted = part.textValue();
      find(meter, whole, wanted);
      int points = 0;
      int before = 0;
      for (int at = wanted.isEmpty() ? -1 : whole.indexOf(wanted);
          at >= 0;
          at = whole.indexOf(wanted, at + 1)) {
        points += whole.codePointCount(before, at);
        before = at;
        meter.number();
        found.add(points);
      }
      return found;
    }
    if (!in.isArray()) {
      throw new Raised("cannot look for " + Preview.of(part) + " in " + Preview.of(in));
    }
    Order order = new Order(meter);
    int length = part.isArray() ? part.size() : 1;
    for (int i = 0; length > 0 && i + length <= in.size(); i++) {
      boolean matches = true;
      for (int j = 0; matches && j < length; j++) {
        matches = order.same(in.get(i + j), part.isArray() ? part.get(j) : part);
      }
      if (matches) {
        meter.number();
        found.add(i);
      }
    }
    return found;
  }

  private static JsonNode end(Meter meter, JsonNode in, JsonNode part, boolean first) {
    if (in.isNull()) {
      return in;
    }
    ArrayNode found = indices(meter, in, part);
    return found.isEmpty() ? NullNode.getInstance() : found.get(first ? 0 : found.size() - 1);
  }

  private static JsonNode bsearch(Meter meter, JsonNode in, JsonNode wanted) {
    if (!in.isArray()) {
      throw new Raised("bsearch does not apply to " + Preview.of(in));
    }
    Order order = new Order(meter);
    int low = 0;
    int high = in.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int difference = order.compare(in.get(middle), wanted);
      if (difference == 0) {
        return Arithmetic.number(middle);
      }
      if (difference < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Arithmetic.number(-1L - low);
  }
}
