package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.adapter.jq.tree.Occurrences;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import dev.fermata.value.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts that look into a value. */
public final class Access {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Access() {}

  /** {@code .name}. */
  public static Node field(Node target, String name) {
    TextNode key = TextNode.valueOf(name);
    if (target.equals(Flow.IDENTITY)) {
      return (env, in, trail, out) -> {
        env.meter().step();
        out.emit(member(in, name, key), Trail.then(trail, key, in));
      };
    }
    return (env, in, trail, out) -> {
      env.meter().step();
      target.run(
          env,
          in,
          trail,
          (value, at) -> out.emit(member(value, name, key), Trail.then(at, key, value)));
    };
  }

  private static JsonNode member(JsonNode value, String name, JsonNode key) {
    if (value instanceof ObjectNode object) {
      JsonNode found = object.get(name);
      return found == null ? NullNode.getInstance() : found;
    }
    return at(value, key);
  }

  /** {@code target[key]}, where the key is computed from the input of the whole. */
  public static Node index(Node target, Node key) {
    return (env, in, trail, out) -> {
      env.meter().step();
      key.run(
          env,
          in,
          k ->
              target.run(
                  env,
                  in,
                  trail,
                  (value, at) -> out.emit(at(env.meter(), value, k), Trail.then(at, k, value))));
    };
  }

  /** {@code target[from:to]}. */
  public static Node slice(Node target, Node from, Node to) {
    return (env, in, trail, out) -> {
      env.meter().step();
      to.run(
          env,
          in,
          end ->
              from.run(
                  env,
                  in,
                  start ->
                      target.run(
                          env,
                          in,
                          trail,
                          (value, at) -> {
                            ObjectNode range = MAKE.objectNode();
                            range.set("start", start);
                            range.set("end", end);
                            out.emit(at(env.meter(), value, range), Trail.then(at, range, value));
                          })));
    };
  }

  /** {@code target[]}. */
  public static Node each(Node target) {
    return (env, in, trail, out) -> {
      env.meter().step();
      target.run(env, in, trail, (value, at) -> each(env.meter(), value, at, out));
    };
  }

  public static void each(Meter meter, JsonNode value, @Nullable Trail trail, Node.Sink out) {
    if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        meter.step();
        out.emit(array.get(i), trail == null ? null : Trail.then(trail, IntNode.valueOf(i), value));
      }
    } else if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        meter.step();
        Trail at =
            trail == null ? null : Trail.then(trail, TextNode.valueOf(entry.getKey()), value);
        out.emit(entry.getValue(), at);
      }
    } else {
      throw new Raised("cannot go through the parts of " + Preview.of(value));
    }
  }

  /** {@code ..}: the value and everything in it. */
  public static void descend(
      Meter meter, JsonNode value, @Nullable Trail trail, Node.Sink out, int depth) {
    meter.step();
    if (depth > Json.DEPTH_LIMIT) {
      throw Weight.tooDeep();
    }
    out.emit(value, trail);
    if (value.isContainerNode()) {
      each(meter, value, trail, (part, at) -> descend(meter, part, at, out, depth + 1));
    }
  }

  /** The part of a value under a key, as jq's brackets find it. */
  public static JsonNode at(Meter meter, JsonNode value, JsonNode key) {
    if (value.isArray() && key.isArray()) {
      return Occurrences.indices(meter, value, key);
    }
    if (key.isObject() && key.has("start") && key.has("end")) {
      return slice(meter, value, key);
    }
    return at(value, key);
  }

  private static JsonNode at(JsonNode value, JsonNode key) {
    if (value.isObject() && key.isTextual()) {
      return orNull(value.get(key.textValue()));
    }
    if (value.isArray() && key.isNumber()) {
      double index = Math.floor(key.doubleValue());
      double fromStart = index < 0 ? index + value.size() : index;
      return fromStart >= 0 && fromStart < value.size()
          ? value.get((int) fromStart)
          : NullNode.getInstance();
    }
    if (value.isNull() && (key.isTextual() || key.isNumber() || key.isNull())) {
      return NullNode.getInstance();
    }
    String with =
        key.isTextual() ? "\"" + Preview.shorten(key.textValue(), 40) + "\"" : Preview.of(key);
    throw new Raised("cannot look up " + with + " in " + Preview.of(value));
  }

  private static JsonNode slice(Meter meter, JsonNode value, JsonNode range) {
    if (value.isNull()) {
      return value;
    }
    if (value instanceof ArrayNode array) {
      int from = start(range, array.size());
      int to = end(range, array.size());
      meter.array(Math.max(0, to - from));
      ArrayNode part = MAKE.arrayNode(Math.max(0, to - from));
      for (int i = from; i < to; i++) {
        part.add(array.get(i));
      }
      return part;
    }
    if (value.isTextual()) {
      String text = value.textValue();
      int length = text.codePointCount(0, text.length());
      int from = start(range, length);
      int to = Math.max(from, end(range, length));
      meter.text(text.length());
      int first = text.offsetByCodePoints(0, from);
      return TextNode.valueOf(text.substring(first, text.offsetByCodePoints(first, to - from)));
    }
    throw new Raised("cannot take a slice of " + Preview.of(value));
  }

  static int start(JsonNode range, int size) {
    return bound(range.get("start"), size, 0, false);
  }

  static int end(JsonNode range, int size) {
    return bound(range.get("end"), size, size, true);
  }

  private static int bound(@Nullable JsonNode bound, int size, int open, boolean up) {
    if (bound == null || bound.isNull()) {
      return open;
    }
    if (!bound.isNumber()) {
      throw new Raised("the bounds of a slice must be numbers, not " + Preview.of(bound));
    }
    double index = bound.doubleValue() < 0 ? bound.doubleValue() + size : bound.doubleValue();
    return (int) Math.clamp(up ? Math.ceil(index) : Math.floor(index), 0, size);
  }

  private static JsonNode orNull(@Nullable JsonNode node) {
    return node == null ? NullNode.getInstance() : node;
  }
}
