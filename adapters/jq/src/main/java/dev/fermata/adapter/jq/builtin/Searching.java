package dev.fermata.adapter.jq.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Occurrences;
import dev.fermata.adapter.jq.tree.Order;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import dev.fermata.value.Json;
import java.util.Map;

/** Functions that look for one value in another. */
final class Searching {
  private Searching() {}

  static void define(Functions to) {
    to.value(
        "contains",
        (meter, in, part) -> BooleanNode.valueOf(contains(new Order(meter), in, part, 0)));
    to.value(
        "indices",
        (meter, in, part) ->
            in.isNull() ? NullNode.getInstance() : Occurrences.indices(meter, in, part));
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
      Occurrences.charge(order.meter(), whole.textValue(), part.textValue());
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

  private static JsonNode end(Meter meter, JsonNode in, JsonNode part, boolean first) {
    if (in.isNull()) {
      return in;
    }
    ArrayNode found = Occurrences.indices(meter, in, part);
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
