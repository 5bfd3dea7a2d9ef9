package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Raised;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts that decide what runs next. */
public final class Flow {
  public static final Node IDENTITY = (env, in, trail, out) -> out.emit(in, trail);

  private Flow() {}

  public static boolean truthy(JsonNode value) {
    return !(value.isNull() || value.isBoolean() && !value.booleanValue());
  }

  public static Node literal(JsonNode value) {
    return (env, in, trail, out) -> out.emit(value, Trail.made(trail));
  }

  public static Node pipe(Node left, Node right) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      left.run(env, in, trail, (value, at) -> right.run(env, value, at, out));
      meter.leave();
    };
  }

  public static Node comma(Node left, Node right) {
    return (env, in, trail, out) -> {
      env.meter().step();
      left.run(env, in, trail, out);
      right.run(env, in, trail, out);
    };
  }

  public static Node when(Node condition, Node then, Node otherwise) {
    return (env, in, trail, out) -> {
      env.meter().step();
      condition.run(env, in, truth -> (truthy(truth) ? then : otherwise).run(env, in, trail, out));
    };
  }

  public static Node and(Node left, Node right) {
    return (env, in, trail, out) -> {
      env.meter().step();
      left.run(
          env,
          in,
          l -> {
            if (truthy(l)) {
              right.run(env, in, r -> out.emit(BooleanNode.valueOf(truthy(r)), Trail.made(trail)));
            } else {
              out.emit(BooleanNode.FALSE, Trail.made(trail));
            }
          });
    };
  }

  public static Node or(Node left, Node right) {
    return (env, in, trail, out) -> {
      env.meter().step();
      left.run(
          env,
          in,
          l -> {
            if (truthy(l)) {
              out.emit(BooleanNode.TRUE, Trail.made(trail));
            } else {
              right.run(env, in, r -> out.emit(BooleanNode.valueOf(truthy(r)), Trail.made(trail)));
            }
          });
    };
  }

  /** {@code left // right}: what left emits of worth, else right. */
  public static Node alternative(Node left, Node right) {
    return (env, in, trail, out) -> {
      env.meter().step();
      boolean[] found = {false};
      left.run(
          env,
          in,
          trail,
          (value, at) -> {
            if (truthy(value)) {
              found[0] = true;
              out.emit(value, at);
            }
          });
      if (!found[0]) {
        right.run(env, in, trail, out);
      }
    };
  }

  /** {@code try body catch handler}; without a handler the error is dropped. */
  public static Node attempt(Node body, @Nullable Node handler) {
    return (env, in, trail, out) -> {
      Optional<Raised> error = attempted(body, env, in, trail, out);
      if (error.isPresent() && handler != null) {
        handler.run(env, error.get().value(), Trail.made(trail), out);
      }
    };
  }

  /**
   * Runs a body and gives its error, if any. An error of whoever takes the outputs passes by,
   * because it belongs to a later part of the expression.
   */
  private static Optional<Raised> attempted(
      Node body, Env env, JsonNode in, @Nullable Trail trail, Node.Sink out) {
    Meter meter = env.meter();
    meter.step();
    int depth = meter.depth();
    Object mine = new Object();
    try {
      body.run(
          env,
          in,
          trail,
          (value, at) -> {
            try {
              out.emit(value, at);
            } catch (Raised e) {
              throw new Passing(mine, e);
            }
          });
      return Optional.empty();
    } catch (Passing e) {
      if (e.owner.equals(mine)) {
        throw e.error;
      }
      throw e;
    } catch (Raised e) {
      meter.restore(depth);
      return Optional.of(e);
    }
  }

  /** {@code source as $pattern | body}. */
  public static Node bind(Node source, Pattern pattern, Node body) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      source.run(
          env, in, value -> pattern.bind(env, in, value, bound -> body.run(bound, in, trail, out)));
      meter.leave();
    };
  }

  public static Node variable(int hops) {
    return (env, in, trail, out) -> {
      env.meter().step();
      out.emit((JsonNode) env.up(hops).slot(), Trail.made(trail));
    };
  }

  /** A variable that comes from outside. */
  public static Node given(String name) {
    return (env, in, trail, out) -> {
      env.meter().step();
      out.emit(env.meter().variable(name), Trail.made(trail));
    };
  }

  /** An argument that a function was called with: an expression, and the names it sees. */
  record Closure(Node body, Env env) {}

  /** A function that the expression defines; its body sees itself and then its parameters. */
  public static final class Routine {
    private final List<String> parameters;
    private @Nullable Node body;

    public Routine(List<String> parameters) {
      this.parameters = List.copyOf(parameters);
    }

    public void define(Node code) {
      body = code;
    }

    Node body() {
      if (body == null) {
        throw new IllegalStateException("a function runs before it is compiled");
      }
      return body;
    }
  }

  public static Node define(Routine routine, Node rest) {
    return (env, in, trail, out) -> {
      env.meter().step();
      rest.run(env.with(routine), in, trail, out);
    };
  }

  /** Calls a function that the expression defines {@code hops} names further out. */
  public static Node call(int hops, List<Node> arguments) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      Env home = env.up(hops);
      enter((Routine) home.slot(), 0, home, env, arguments, in, trail, out);
      meter.leave();
    };
  }

  /** Calls a function that is built in but written in jq. */
  public static Node call(Routine routine, List<Node> arguments) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      enter(routine, 0, env.root().with(routine), env, arguments, in, trail, out);
      meter.leave();
    };
  }

  private static void enter(
      Routine routine,
      int index,
      Env inner,
      Env outer,
      List<Node> arguments,
      JsonNode in,
      @Nullable Trail trail,
      Node.Sink out) {
    if (index == arguments.size()) {
      routine.body().run(inner, in, trail, out);
    } else if (routine.parameters.get(index).startsWith("$")) {
      arguments
          .get(index)
          .run(
              outer,
              in,
              value ->
                  enter(routine, index + 1, inner.with(value), outer, arguments, in, trail, out));
    } else {
      Env next = inner.with(new Closure(arguments.get(index), outer));
      enter(routine, index + 1, next, outer, arguments, in, trail, out);
    }
  }

  /** Runs the argument that a parameter stands for. */
  public static Node argument(int hops) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      switch (env.up(hops).slot()) {
        case Closure(Node body, Env home) -> body.run(home, in, trail, out);
        case JsonNode value -> out.emit(value, Trail.made(trail));
        default -> throw new IllegalStateException("a parameter holds neither value nor code");
      }
      meter.leave();
    };
  }

  /** An error on its way out through a {@code try} that it does not belong to. */
  private static final class Passing extends RuntimeException {
    private final transient Object owner;
    private final transient Raised error;

    Passing(Object owner, Raised error) {
      super(null, null, false, false);
      this.owner = owner;
      this.error = error;
    }
  }
}
