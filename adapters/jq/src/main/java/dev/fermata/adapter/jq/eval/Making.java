package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Formats;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The parts that make arrays, objects and texts. */
public final class Making {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Making() {}

  public static ArrayNode collect(Node body, Env env, JsonNode in) {
    Meter meter = env.meter();
    meter.array(0);
    ArrayNode array = MAKE.arrayNode();
    body.run(
        env,
        in,
        value -> {
          meter.element();
          array.add(value);
        });
    return array;
  }

  public static Node array(Node body) {
    return (env, in, trail, out) -> {
      env.meter().step();
      out.emit(collect(body, env, in), Trail.made(trail));
    };
  }

  /** One member of an object to be made. */
  public record Entry(Node key, Node value) {}

  public static Node object(List<Entry> entries) {
    List<Entry> all = List.copyOf(entries);
    return (env, in, trail, out) ->
        fill(all, 0, env, in, new Pair[all.size()], made -> out.emit(made, Trail.made(trail)));
  }

  private record Pair(String key, JsonNode value) {}

  private static void fill(
      List<Entry> entries, int i, Env env, JsonNode in, Pair[] pairs, Consumer<JsonNode> out) {
    Meter meter = env.meter();
    meter.step();
    if (i == entries.size()) {
      meter.object(pairs.length);
      ObjectNode object = MAKE.objectNode();
      for (Pair pair : pairs) {
        object.set(pair.key(), pair.value());
      }
      out.accept(object);
      return;
    }
    Entry entry = entries.get(i);
    entry
        .key()
        .run(
            env,
            in,
            key -> {
              if (!key.isTextual()) {
                throw new Raised("the key of an object must be a text, not " + Preview.of(key));
              }
              entry
                  .value()
                  .run(
                      env,
                      in,
                      value -> {
                        pairs[i] = new Pair(key.textValue(), value);
                        fill(entries, i + 1, env, in, pairs, out);
                      });
            });
  }

  /** {@code "… \(…) …"}: the parts in order, each already made a text by its format. */
  public static Node text(List<Node> parts) {
    List<Node> all = List.copyOf(parts);
    return (env, in, trail, out) ->
        join(
            all,
            all.size() - 1,
            0,
            new ArrayDeque<>(),
            env,
            in,
            text -> out.emit(text, Trail.made(trail)));
  }

  /** A value made a text by a format such as {@code json}. */
  public static Node formatted(String format) {
    boolean plain = format.equals("text");
    return (env, in, trail, out) -> {
      env.meter().step();
      JsonNode made =
          plain && in.isTextual() ? in : TextNode.valueOf(Formats.text(env.meter(), format, in));
      out.emit(made, Trail.made(trail));
    };
  }

  private static void join(
      List<Node> parts,
      int i,
      long length,
      Deque<String> done,
      Env env,
      JsonNode in,
      Consumer<JsonNode> out) {
    if (i < 0) {
      env.meter().text(length);
      StringBuilder text = new StringBuilder((int) length);
      done.forEach(text::append);
      out.accept(TextNode.valueOf(text.toString()));
      return;
    }
    env.meter().step();
    parts
        .get(i)
        .run(
            env,
            in,
            part -> {
              done.addFirst(part.textValue());
              join(parts, i - 1, length + part.textValue().length(), done, env, in, out);
              done.removeFirst();
            });
  }
}
