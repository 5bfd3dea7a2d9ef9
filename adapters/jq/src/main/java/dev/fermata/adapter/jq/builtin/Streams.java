package dev.fermata.adapter.jq.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fermata.adapter.jq.eval.Access;
import dev.fermata.adapter.jq.eval.Assigning;
import dev.fermata.adapter.jq.eval.Emitted;
import dev.fermata.adapter.jq.eval.Env;
import dev.fermata.adapter.jq.eval.Flow;
import dev.fermata.adapter.jq.eval.Folding;
import dev.fermata.adapter.jq.eval.Leaving;
import dev.fermata.adapter.jq.eval.Making;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.eval.Paths;
import dev.fermata.adapter.jq.eval.Trail;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Functions that make, cut and repeat streams of values, and those that work on paths. */
final class Streams {
  private Streams() {}

  static void define(Functions to) {
    to.add("empty", 0, a -> (env, in, trail, out) -> env.meter().step());
    to.value("not", (meter, in) -> BooleanNode.valueOf(!Flow.truthy(in)));
    to.add("error", 0, a -> error(Flow.IDENTITY));
    to.add("error", 1, a -> error(a.get(0)));
    to.add("select", 1, a -> select(a.get(0)));
    to.add("map", 1, a -> Making.array(Flow.pipe(Access.each(Flow.IDENTITY), a.get(0))));
    to.add("map_values", 1, a -> Assigning.mapValues(a.get(0)));
    to.add("range", 1, a -> range(Flow.literal(Arithmetic.number(0)), a.get(0), ONE));
    to.add("range", 2, a -> range(a.get(0), a.get(1), ONE));
    to.add("range", 3, a -> range(a.get(0), a.get(1), a.get(2)));
    to.add("first", 1, a -> Leaving.first(a.get(0)));
    to.add("last", 1, a -> last(a.get(0)));
    to.add("limit", 2, a -> limit(a.get(0), a.get(1)));
    to.add("skip", 2, a -> skip(a.get(0), a.get(1)));
    to.add("any", 0, a -> any(Access.each(Flow.IDENTITY), Flow.IDENTITY, true));
    to.add("any", 1, a -> any(Access.each(Flow.IDENTITY), a.get(0), true));
    to.add("any", 2, a -> any(a.get(0), a.get(1), true));
    to.add("all", 0, a -> any(Access.each(Flow.IDENTITY), Flow.IDENTITY, false));
    to.add("all", 1, a -> any(Access.each(Flow.IDENTITY), a.get(0), false));
    to.add("all", 2, a -> any(a.get(0), a.get(1), false));
    to.add(
        "recurse", 0, a -> (env, in, trail, out) -> Access.descend(env.meter(), in, trail, out, 0));
    to.add("recurse", 1, a -> unfold(ALWAYS, a.get(0)));
    to.add("recurse", 2, a -> unfold(ALWAYS, Flow.pipe(a.get(0), select(a.get(1)))));
    to.add("repeat", 1, a -> unfold(ALWAYS, a.get(0)));
    to.add("while", 2, a -> unfold(a.get(0), a.get(1)));
    to.add("until", 2, a -> until(a.get(0), a.get(1)));
    to.add("path", 1, a -> path(a.get(0)));
    to.add("getpath", 1, a -> getpath(a.get(0)));
    to.value("setpath", (meter, in, path, v) -> Paths.change(meter, in, path, old -> v));
    to.value("delpaths", Paths::delete);
  }

  private static final Node ONE = Flow.literal(Arithmetic.number(1));
  private static final Node ALWAYS = Flow.literal(BooleanNode.TRUE);

  private static Node error(Node message) {
    return (env, in, trail, out) ->
        message.run(
            env,
            in,
            value -> {
              throw new Raised(value);
            });
  }

  private static Node select(Node condition) {
    return (env, in, trail, out) -> {
      env.meter().step();
      condition.run(
          env,
          in,
          truth -> {
            if (Flow.truthy(truth)) {
              out.emit(in, trail);
            }
          });
    };
  }

  private static Node range(Node from, Node to, Node by) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.step();
      from.run(
          env,
          in,
          first ->
              to.run(
                  env,
                  in,
                  end ->
                      by.run(
                          env,
                          in,
                          step ->
                              count(
                                  meter, first, end, step, v -> out.emit(v, Trail.made(trail))))));
    };
  }

  private static void count(
      Meter meter, JsonNode from, JsonNode to, JsonNode by, Consumer<JsonNode> out) {
    if (!from.isNumber() || !to.isNumber() || !by.isNumber()) {
      throw new Raised("the bounds of a range must be numbers");
    }
    double step = by.doubleValue();
    JsonNode at = from;
    while (step > 0 && at.doubleValue() < to.doubleValue()
        || step < 0 && at.doubleValue() > to.doubleValue()) {
      meter.step();
      out.accept(at);
      at = Arithmetic.add(meter, at, by);
    }
  }

  private static Node last(Node body) {
    return (env, in, trail, out) -> {
      env.meter().step();
      Emitted[] last = {null};
      body.run(
          env,
          in,
          trail,
          (value, at) -> {
            env.meter().step();
            last[0] = new Emitted(value, at);
          });
      if (last[0] != null) {
        out.emit(last[0].value(), last[0].trail());
      }
    };
  }

  private static Node limit(Node count, Node body) {
    return (env, in, trail, out) ->
        count.run(
            env,
            in,
            n -> {
              double most = amount(n, "limit");
              if (most < 0) {
                body.run(env, in, trail, out);
              } else if (most > 0) {
                int[] seen = {0};
                Leaving.stoppable(
                    env.meter(),
                    stop ->
                        body.run(
                            env,
                            in,
                            trail,
                            (value, at) -> {
                              env.meter().step();
                              out.emit(value, at);
                              if (++seen[0] >= most) {
                                throw stop;
                              }
                            }));
              }
            });
  }

  private static Node skip(Node count, Node body) {
    return (env, in, trail, out) ->
        count.run(
            env,
            in,
            n -> {
              double few = amount(n, "skip");
              int[] seen = {0};
              body.run(
                  env,
                  in,
                  trail,
                  (value, at) -> {
                    env.meter().step();
                    if (seen[0]++ >= few) {
                      out.emit(value, at);
                    }
                  });
            });
  }

  private static double amount(JsonNode count, String function) {
    if (!count.isNumber()) {
      throw new Raised(function + " needs a number, not " + Preview.of(count));
    }
    return count.doubleValue();
  }

  /** Whether any output meets a condition, or, with {@code wanted} false, whether all do. */
  private static Node any(Node source, Node condition, boolean wanted) {
    return (env, in, trail, out) -> {
      env.meter().step();
      boolean[] found = {false};
      Leaving.stoppable(
          env.meter(),
          stop ->
              source.run(
                  env,
                  in,
                  item ->
                      condition.run(
                          env,
                          item,
                          truth -> {
                            if (Flow.truthy(truth) == wanted) {
                              found[0] = true;
                              throw stop;
                            }
                          })));
      out.emit(BooleanNode.valueOf(found[0] == wanted), Trail.made(trail));
    };
  }

  private static List<Emitted> all(Node body, Env env, Emitted from) {
    List<Emitted> items = new ArrayList<>(1);
    body.run(
        env,
        from.value(),
        from.trail(),
        (value, at) -> {
          env.meter().step();
          env.meter().element();
          items.add(new Emitted(value, at));
        });
    return items;
  }

  /**
   * A value, what follows from it, what follows from that, and so on while a condition holds. As
   * long as one value follows from one, this is a loop and needs no stack.
   */
  private static Node unfold(Node condition, Node next) {
    return (env, in, trail, out) -> unfold(condition, next, env, new Emitted(in, trail), out);
  }

  private static void unfold(Node condition, Node next, Env env, Emitted from, Node.Sink out) {
    Meter meter = env.meter();
    meter.enter();
    List<Emitted> items = List.of(from);
    while (items.size() == 1) {
      meter.step();
      Emitted item = items.getFirst();
      List<Emitted> following = new ArrayList<>(1);
      for (Emitted truth : all(condition, env, new Emitted(item.value(), null))) {
        if (Flow.truthy(truth.value())) {
          out.emit(item.value(), item.trail());
          following.addAll(all(next, env, item));
        }
      }
      items = following;
    }
    items.forEach(item -> unfold(condition, next, env, item, out));
    meter.leave();
  }

  private static Node until(Node condition, Node next) {
    return (env, in, trail, out) -> until(condition, next, env, new Emitted(in, trail), out);
  }

  private static void until(Node condition, Node next, Env env, Emitted from, Node.Sink out) {
    Meter meter = env.meter();
    meter.enter();
    Folding.State state = new Folding.State(meter, from.value(), from.trail());
    List<Emitted> items = List.of(from);
    while (items.size() == 1) {
      meter.step();
      Emitted item = items.getFirst();
      state.start();
      List<Emitted> following = new ArrayList<>(1);
      for (Emitted truth : all(condition, env, new Emitted(item.value(), null))) {
        if (Flow.truthy(truth.value())) {
          out.emit(item.value(), item.trail());
        } else {
          following.addAll(all(next, env, item));
        }
      }
      items = following;
      state.set(items.isEmpty() ? NullNode.getInstance() : items.getFirst().value(), null);
      if (items.size() <= 1) {
        state.settle();
      }
    }
    items.forEach(item -> until(condition, next, env, item, out));
    meter.leave();
  }

  private static Node path(Node body) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.step();
      body.run(
          env,
          in,
          Trail.ROOT,
          (value, at) -> out.emit(Trail.toArray(meter, at, value), Trail.made(trail)));
    };
  }

  private static Node getpath(Node path) {
    return (env, in, trail, out) ->
        path.run(
            env,
            in,
            keys -> {
              Meter meter = env.meter();
              Paths.check(keys);
              JsonNode at = in;
              Trail way = trail;
              for (JsonNode key : keys) {
                meter.step();
                way = Trail.then(way, key, at);
                at = Access.at(meter, at, key);
              }
              out.emit(at, way);
            });
  }
}
