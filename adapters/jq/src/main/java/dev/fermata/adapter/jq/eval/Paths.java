package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.jq.limit.Exhausted;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.adapter.jq.tree.Order;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads and changes parts of a value by their paths; a change makes new values along the way. */
public final class Paths {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Paths() {}

  public static void check(JsonNode path) {
    if (!path.isArray()) {
      throw new Raised("a path must be an array, not " + Preview.of(path));
    }
    if (path.size() > Json.DEPTH_LIMIT) {
      throw Weight.tooDeep();
    }
  }

  static JsonNode get(Meter meter, JsonNode value, JsonNode path) {
    check(path);
    JsonNode at = value;
    for (JsonNode key : path) {
      meter.step();
      at = Access.at(meter, at, key);
    }
    return at;
  }

  /** The value with the part under a path replaced by what the change makes of it. */
  public static JsonNode change(
      Meter meter, JsonNode value, JsonNode path, UnaryOperator<JsonNode> change) {
    return change(meter, value, path, change, owned());
  }

  /** The containers that one assignment has made; nobody else sees them until it ends. */
  static Set<JsonNode> owned() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /**
   * As above, for one of many changes: what an earlier one of them has copied is changed in place,
   * so that changing all items of an array does not copy the array once per item.
   */
  public static JsonNode change(
      Meter meter,
      JsonNode value,
      JsonNode path,
      UnaryOperator<JsonNode> change,
      Set<JsonNode> owned) {
    check(path);
    return change(meter, value, path, 0, change, owned);
  }

  private static JsonNode change(
      Meter meter,
      JsonNode value,
      JsonNode path,
      int i,
      UnaryOperator<JsonNode> change,
      Set<JsonNode> owned) {
    meter.step();
    if (i == path.size()) {
      if (owned.contains(value)) {
        // The change sees it and may keep it, so from now on it must not change any more.
        owned.clear();
      }
      return change.apply(value);
    }
    JsonNode key = path.get(i);
    JsonNode old = Access.at(meter, value, key);
    JsonNode part = change(meter, old, path, i + 1, change, owned);
    if (owned.contains(value) && place(value, key, part)) {
      return value;
    }
    JsonNode copy = with(meter, value, key, part);
    owned.add(copy);
    return copy;
  }

  private static boolean place(JsonNode value, JsonNode key, JsonNode part) {
    if (value instanceof ObjectNode object && key.isTextual() && object.has(key.textValue())) {
      object.set(key.textValue(), part);
      return true;
    }
    if (value instanceof ArrayNode array && key.isInt() && array.has(key.intValue())) {
      array.set(key.intValue(), part);
      return true;
    }
    return false;
  }

  private static JsonNode with(Meter meter, JsonNode value, JsonNode key, JsonNode part) {
    if (key.isTextual()) {
      meter.object(value.size() + 1L);
      ObjectNode copy = MAKE.objectNode();
      if (value instanceof ObjectNode object) {
        copy.setAll(object);
      }
      return copy.set(key.textValue(), part);
    }
    if (key.isNumber()) {
      return withItem(meter, value, key.doubleValue(), part);
    }
    if (key.isObject() && (value.isArray() || value.isNull())) {
      return withSlice(meter, value, key, part);
    }
    throw new Raised("cannot change " + Preview.of(value) + " at " + Preview.of(key));
  }

  private static JsonNode withItem(Meter meter, JsonNode value, double wanted, JsonNode part) {
    int size = value.size();
    double index = Math.floor(wanted) + (wanted < 0 ? size : 0);
    if (index < 0) {
      throw new Raised("the array has no item " + (long) wanted + " to change");
    }
    if (index >= size && index > Limits.ARRAY_INDEX) {
      throw new Exhausted(
          "it sets item %.0f of an array of %d; an array may grow up to item %d this way"
              .formatted(index, size, Limits.ARRAY_INDEX));
    }
    int at = (int) index;
    meter.array(Math.max(size, at + 1L));
    ArrayNode copy = MAKE.arrayNode(Math.max(size, at + 1));
    if (value instanceof ArrayNode array) {
      copy.addAll(array);
    }
    while (copy.size() <= at) {
      copy.add(NullNode.getInstance());
    }
    copy.set(at, part);
    return copy;
  }

  private static JsonNode withSlice(Meter meter, JsonNode value, JsonNode range, JsonNode part) {
    if (!part.isArray()) {
      throw new Raised("a slice can only become an array, not " + Preview.of(part));
    }
    int from = Access.start(range, value.size());
    int to = Math.max(from, Access.end(range, value.size()));
    meter.array((long) value.size() + part.size());
    ArrayNode copy = MAKE.arrayNode();
    for (int i = 0; i < from; i++) {
      copy.add(value.get(i));
    }
    part.forEach(copy::add);
    for (int i = to; i < value.size(); i++) {
      copy.add(value.get(i));
    }
    return copy;
  }

  /** The value without the parts under some paths. */
  public static JsonNode delete(Meter meter, JsonNode value, JsonNode paths) {
    if (!paths.isArray()) {
      throw new Raised("the paths to delete must be an array, not " + Preview.of(paths));
    }
    List<JsonNode> last = new ArrayList<>();
    paths.forEach(path -> {
      check(path);
      last.add(path);
    });
    if (areItemsOfOneArray(last)) {
      return withoutItems(meter, value, last);
    }
    // From the end, so that the places of the paths still to come do not move.
    last.sort(new Order(meter).reversed());
    JsonNode rest = value;
    Folding.State state = new Folding.State(meter, rest, null);
    for (JsonNode path : last) {
      state.start();
      rest = delete(meter, rest, path, 0);
      state.set(rest, null);
      state.settle();
    }
    return rest;
  }

  /** The usual case, {@code del(.items[] | select(…))}, which need not copy once per item. */
  private static boolean areItemsOfOneArray(List<JsonNode> paths) {
    if (paths.size() < 2) {
      return false;
    }
    JsonNode first = paths.getFirst();
    int parent = first.size() - 1;
    for (JsonNode path : paths) {
      boolean same = parent >= 0 && path.size() == parent + 1 && path.get(parent).isInt();
      for (int i = 0; same && i < parent; i++) {
        same = path.get(i).isValueNode() && path.get(i).equals(first.get(i));
      }
      if (!same || path.get(parent).intValue() < 0) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode withoutItems(Meter meter, JsonNode value, List<JsonNode> paths) {
    ArrayNode parent = MAKE.arrayNode();
    JsonNode first = paths.getFirst();
    for (int i = 0; i + 1 < first.size(); i++) {
      parent.add(first.get(i));
    }
    int size = get(meter, value, parent).size();
    BitSet gone = new BitSet();
    for (JsonNode path : paths) {
      meter.step();
      if (path.get(parent.size()).intValue() < size) {
        gone.set(path.get(parent.size()).intValue());
      }
    }
    if (gone.isEmpty()) {
      return value;
    }
    return change(
        meter,
        value,
        parent,
        array -> {
          if (!array.isArray()) {
            throw new Raised("cannot delete items from " + Preview.of(array));
          }
          meter.array(array.size());
          ArrayNode rest = MAKE.arrayNode();
          for (int i = 0; i < array.size(); i++) {
            if (!gone.get(i)) {
              rest.add(array.get(i));
            }
          }
          return rest;
        });
  }

  private static JsonNode delete(Meter meter, JsonNode value, JsonNode path, int i) {
    meter.step();
    if (i == path.size() || value.isNull()) {
      return NullNode.getInstance();
    }
    JsonNode key = path.get(i);
    if (i + 1 == path.size()) {
      return without(meter, value, key);
    }
    JsonNode part = Access.at(meter, value, key);
    return part.isNull() ? value : with(meter, value, key, delete(meter, part, path, i + 1));
  }

  private static JsonNode without(Meter meter, JsonNode value, JsonNode key) {
    if (value instanceof ObjectNode object && key.isTextual()) {
      if (!object.has(key.textValue())) {
        return value;
      }
      meter.object(object.size());
      ObjectNode copy = MAKE.objectNode().setAll(object);
      copy.remove(key.textValue());
      return copy;
    }
    if (value instanceof ArrayNode array && key.isNumber()) {
      double index = Math.floor(key.doubleValue()) + (key.doubleValue() < 0 ? array.size() : 0);
      if (index < 0 || index >= array.size()) {
        return value;
      }
      meter.array(array.size());
      ArrayNode copy = MAKE.arrayNode(array.size()).addAll(array);
      copy.remove((int) index);
      return copy;
    }
    if (value.isArray() && key.isObject()) {
      return withSlice(meter, value, key, MAKE.arrayNode());
    }
    throw new Raised("cannot delete " + Preview.of(key) + " from " + Preview.of(value));
  }
}
