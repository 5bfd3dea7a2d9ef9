package dev.fermata.adapter.jq.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.eval.Flow;
import dev.fermata.adapter.jq.eval.Making;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.eval.Trail;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Formats;
import dev.fermata.adapter.jq.tree.Order;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Functions on arrays and objects. */
final class Containers {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Containers() {}

  static void define(Functions to) {
    to.value("type", (meter, in) -> TextNode.valueOf(Preview.type(in)));
    to.value("length", Containers::length);
    to.value("keys", (meter, in) -> keys(meter, in, true));
    to.value("keys_unsorted", (meter, in) -> keys(meter, in, false));
    to.value("has", (meter, in, key) -> has(in, key));
    to.value("add", Containers::add);
    to.value("flatten", (meter, in) -> flatten(meter, in, 1e9));
    to.value(
        "flatten",
        (meter, in, depth) -> {
          if (!depth.isNumber() || depth.doubleValue() < 0) {
            throw new Raised("flatten needs a depth that is not negative");
          }
          return flatten(meter, in, depth.doubleValue());
        });
    to.value("reverse", Containers::reverse);
    to.value("to_entries", Containers::toEntries);
    to.value("from_entries", Containers::fromEntries);
    by(to, "sort", "sort_by", (meter, keyed) -> values(meter, sorted(meter, keyed)));
    by(to, "min", "min_by", (meter, keyed) -> extreme(meter, keyed, -1));
    by(to, "max", "max_by", (meter, keyed) -> extreme(meter, keyed, 1));
    to.add("group_by", 1, a -> by(a.get(0), "group_by", Containers::grouped));
    by(
        to,
        "unique",
        "unique_by",
        (meter, keyed) -> {
          ArrayNode firsts = MAKE.arrayNode();
          grouped(meter, keyed).forEach(group -> firsts.add(group.get(0)));
          return firsts;
        });
  }

  private static Raised unfit(String function, JsonNode in) {
    return new Raised(function + " does not apply to " + Preview.of(in));
  }

  private static JsonNode length(Meter meter, JsonNode in) {
    return switch (in.getNodeType()) {
      case STRING -> {
        String text = in.textValue();
        meter.work(text.length() / 256);
        yield IntNode.valueOf(text.codePointCount(0, text.length()));
      }
      case ARRAY, OBJECT -> IntNode.valueOf(in.size());
      case NULL -> IntNode.valueOf(0);
      case NUMBER -> in.doubleValue() < 0 ? Arithmetic.subtract(meter, IntNode.valueOf(0), in) : in;
      case BOOLEAN, BINARY, MISSING, POJO -> throw unfit("length", in);
    };
  }

  private static JsonNode keys(Meter meter, JsonNode in, boolean sorted) {
    if (!in.isContainerNode()) {
      throw unfit("keys", in);
    }
    meter.object(in.size());
    ArrayNode keys = MAKE.arrayNode(in.size());
    if (in.isArray()) {
      for (int i = 0; i < in.size(); i++) {
        keys.add(i);
      }
      return keys;
    }
    List<String> names = new ArrayList<>(in.size());
    in.fieldNames().forEachRemaining(names::add);
    if (sorted) {
      names.sort(null);
    }
    names.forEach(keys::add);
    return keys;
  }

  private static JsonNode has(JsonNode in, JsonNode key) {
    if (in.isObject() && key.isTextual()) {
      return BooleanNode.valueOf(in.has(key.textValue()));
    }
    if (in.isArray() && key.isNumber()) {
      return BooleanNode.valueOf(key.doubleValue() >= 0 && key.doubleValue() < in.size());
    }
    throw new Raised("cannot check whether " + Preview.of(in) + " has the key " + Preview.of(key));
  }

  /** Adds up in one go what is of one kind; adding one by one would copy the sum every time. */
  private static JsonNode add(Meter meter, JsonNode in) {
    if (!in.isContainerNode()) {
      throw new Raised("cannot go through the parts of " + Preview.of(in));
    }
    JsonNode sum = NullNode.getInstance();
    StringBuilder text = new StringBuilder();
    ArrayNode items = MAKE.arrayNode();
    ObjectNode members = MAKE.objectNode();
    for (JsonNode part : in) {
      meter.step();
      if (part.isTextual() && (sum.isNull() || sum.isTextual())) {
        sum = part;
        meter.text(part.textValue().length());
        text.append(part.textValue());
      } else if (part instanceof ArrayNode array && (sum.isNull() || sum.isArray())) {
        sum = part;
        meter.array(array.size());
        items.addAll(array);
      } else if (part instanceof ObjectNode object && (sum.isNull() || sum.isObject())) {
        sum = part;
        meter.object(object.size());
        members.setAll(object);
      } else if (!part.isNull()) {
        JsonNode before = sum(sum, text, items, members);
        sum = Arithmetic.add(meter, before, part);
      }
    }
    if (sum.isTextual()) {
      meter.text(text.length());
    }
    return sum(sum, text, items, members);
  }

  private static JsonNode sum(
      JsonNode last, StringBuilder text, ArrayNode items, ObjectNode members) {
    return switch (last.getNodeType()) {
      case STRING -> TextNode.valueOf(text.toString());
      case ARRAY -> items;
      case OBJECT -> members;
      case NULL, NUMBER, BOOLEAN, BINARY, MISSING, POJO -> last;
    };
  }

  private static JsonNode flatten(Meter meter, JsonNode in, double depth) {
    if (!in.isContainerNode()) {
      throw unfit("flatten", in);
    }
    ArrayNode flat = MAKE.arrayNode();
    flatten(meter, in, depth, 0, flat);
    return flat;
  }

  private static void flatten(Meter meter, JsonNode in, double depth, int level, ArrayNode flat) {
    if (level > Json.DEPTH_LIMIT) {
      throw Weight.tooDeep();
    }
    for (JsonNode item : in) {
      meter.step();
      if (item.isArray() && depth > 0) {
        flatten(meter, item, depth - 1, level + 1, flat);
      } else {
        meter.element();
        flat.add(item);
      }
    }
  }

  private static JsonNode reverse(Meter meter, JsonNode in) {
    if (in.isTextual()) {
      meter.text(in.textValue().length());
      return TextNode.valueOf(new StringBuilder(in.textValue()).reverse().toString());
    }
    if (!in.isArray() && !in.isNull()) {
      throw unfit("reverse", in);
    }
    meter.array(in.size());
    ArrayNode reversed = MAKE.arrayNode(in.size());
    for (int i = in.size() - 1; i >= 0; i--) {
      reversed.add(in.get(i));
    }
    return reversed;
  }

  private static JsonNode toEntries(Meter meter, JsonNode in) {
    if (!in.isContainerNode()) {
      throw unfit("to_entries", in);
    }
    meter.array(in.size());
    ArrayNode entries = MAKE.arrayNode(in.size());
    for (int i = 0; in.isArray() && i < in.size(); i++) {
      meter.object(2);
      entries.addObject().put("key", i).set("value", in.get(i));
    }
    for (Map.Entry<String, JsonNode> entry : in.properties()) {
      meter.object(2);
      entries.addObject().put("key", entry.getKey()).set("value", entry.getValue());
    }
    return entries;
  }

  private static JsonNode fromEntries(Meter meter, JsonNode in) {
    if (!in.isContainerNode()) {
      throw unfit("from_entries", in);
    }
    meter.object(in.size());
    ObjectNode object = MAKE.objectNode();
    for (JsonNode entry : in) {
      if (!entry.isObject()) {
        throw new Raised("from_entries needs objects with key and value, not " + Preview.of(entry));
      }
      JsonNode value = firstOf(entry, false, "value", "v", "Value", "V");
      object.set(key(firstOf(entry, true, "key", "k", "name", "Name", "Key", "K")), value);
    }
    return object;
  }

  private static JsonNode firstOf(JsonNode entry, boolean worthy, String... names) {
    for (String name : names) {
      JsonNode found = entry.get(name);
      if (found != null && (!worthy || Flow.truthy(found) || found.isBoolean())) {
        return found;
      }
    }
    return NullNode.getInstance();
  }

  private static String key(JsonNode key) {
    if (key.isContainerNode()) {
      throw new Raised("the key of an object must be a text, not " + Preview.of(key));
    }
    return key.isTextual() ? key.textValue() : Formats.scalar(key);
  }

  /** A value and the key it is sorted by. */
  private record Keyed(JsonNode key, JsonNode value) {}

  private static void by(
      Functions to, String plain, String by, BiFunction<Meter, List<Keyed>, JsonNode> function) {
    to.add(plain, 0, a -> by(Flow.IDENTITY, plain, function));
    to.add(by, 1, a -> by(a.get(0), by, function));
  }

  private static Node by(Node key, String name, BiFunction<Meter, List<Keyed>, JsonNode> function) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      if (!in.isArray()) {
        throw unfit(name, in);
      }
      meter.array(3L * in.size());
      List<Keyed> keyed = new ArrayList<>(in.size());
      for (JsonNode item : in) {
        meter.step();
        keyed.add(
            new Keyed(key.equals(Flow.IDENTITY) ? item : Making.collect(key, env, item), item));
      }
      out.emit(function.apply(meter, keyed), Trail.made(trail));
    };
  }

  private static List<Keyed> sorted(Meter meter, List<Keyed> keyed) {
    Order order = new Order(meter);
    keyed.sort((a, b) -> order.compare(a.key(), b.key()));
    return keyed;
  }

  private static ArrayNode values(Meter meter, List<Keyed> keyed) {
    meter.array(keyed.size());
    ArrayNode values = MAKE.arrayNode(keyed.size());
    keyed.forEach(k -> values.add(k.value()));
    return values;
  }

  private static JsonNode extreme(Meter meter, List<Keyed> keyed, int sign) {
    Order order = new Order(meter);
    Keyed best = null;
    for (Keyed each : keyed) {
      // Of equals, the first is the smallest and the last the biggest, as in jq.
      int difference = best == null ? 1 : sign * order.compare(each.key(), best.key());
      if (difference > 0 || difference == 0 && sign > 0) {
        best = each;
      }
    }
    return best == null ? NullNode.getInstance() : best.value();
  }

  private static ArrayNode grouped(Meter meter, List<Keyed> keyed) {
    Order order = new Order(meter);
    ArrayNode groups = MAKE.arrayNode();
    JsonNode last = null;
    ArrayNode group = MAKE.arrayNode();
    for (Keyed each : sorted(meter, keyed)) {
      if (last == null || !order.same(last, each.key())) {
        meter.array(1);
        group = groups.addArray();
        last = each.key();
      }
      meter.element();
      group.add(each.value());
    }
    return groups;
  }
}
