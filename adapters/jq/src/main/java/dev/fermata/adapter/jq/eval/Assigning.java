package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The assignments, from {@code =} to {@code //=}. */
public final class Assigning {
  private Assigning() {}

  /** {@code target = source}. */
  public static Node set(Node target, Node source) {
    return (env, in, trail, out) ->
        source.run(
            env,
            in,
            value -> out.emit(each(target, env, in, (path, old) -> value), Trail.made(trail)));
  }

  /** {@code target += source} and its like. */
  public static Node compute(Arithmetic.Operator operator, Node target, Node source) {
    return (env, in, trail, out) ->
        source.run(
            env,
            in,
            value ->
                out.emit(
                    each(target, env, in, (path, old) -> operator.apply(env.meter(), old, value)),
                    Trail.made(trail)));
  }

  /** {@code target //= source}. */
  public static Node orElse(Node target, Node source) {
    return (env, in, trail, out) ->
        source.run(
            env,
            in,
            value ->
                out.emit(
                    each(target, env, in, (path, old) -> Flow.truthy(old) ? old : value),
                    Trail.made(trail)));
  }

  /** {@code target |= update}: the first output counts; where there is none, the part goes. */
  public static Node update(Node target, Node update) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      List<JsonNode> gone = new ArrayList<>();
      Node first = Leaving.first(update);
      JsonNode changed =
          each(
              target,
              env,
              in,
              (path, old) -> {
                JsonNode[] made = {old};
                boolean[] any = {false};
                first.run(
                    env,
                    old,
                    value -> {
                      made[0] = value;
                      any[0] = true;
                    });
                if (!any[0]) {
                  gone.add(path);
                }
                return made[0];
              });
      if (!gone.isEmpty()) {
        ArrayNode paths = JsonNodeFactory.instance.arrayNode();
        paths.addAll(gone);
        changed = Paths.delete(meter, changed, paths);
      }
      out.emit(changed, Trail.made(trail));
      meter.leave();
    };
  }

  /** {@code .[] |= update}, made in one go. */
  public static Node mapValues(Node update) {
    Node first = Leaving.first(update);
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      if (in.isObject()) {
        meter.object(in.size());
        ObjectNode changed = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : in.properties()) {
          first.run(env, entry.getValue(), value -> changed.set(entry.getKey(), value));
        }
        out.emit(changed, Trail.made(trail));
      } else if (in.isArray()) {
        meter.array(in.size());
        ArrayNode changed = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : in) {
          first.run(env, item, value -> changed.add(value));
        }
        out.emit(changed, Trail.made(trail));
      } else {
        throw new Raised("cannot go through the parts of " + Preview.of(in));
      }
      meter.leave();
    };
  }

  /** Makes the new value of one part. */
  private interface Change {
    JsonNode apply(ArrayNode path, JsonNode old);
  }

  private static JsonNode each(Node target, Env env, JsonNode in, Change change) {
    Meter meter = env.meter();
    meter.enter();
    Folding.State state = new Folding.State(meter, in, null);
    Set<JsonNode> owned = Paths.owned();
    target.run(
        env,
        in,
        Trail.ROOT,
        (value, at) -> {
          state.start();
          ArrayNode path = Trail.toArray(meter, at, value);
          state.set(
              Paths.change(meter, state.value(), path, old -> change.apply(path, old), owned),
              null);
          state.settle();
        });
    meter.leave();
    return state.value();
  }
}
