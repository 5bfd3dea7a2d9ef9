package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;

/** The parts that compute one value out of others. */
public final class Computing {
  private Computing() {}

  public static Node binary(Arithmetic.Operator operator, Node left, Node right) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      right.run(
          env,
          in,
          r -> left.run(env, in, l -> out.emit(operator.apply(meter, l, r), Trail.made(trail))));
      meter.leave();
    };
  }

  public static Node negate(Node body) {
    return (env, in, trail, out) ->
        body.run(
            env,
            in,
            value -> {
              if (!value.isNumber()) {
                throw new Raised(Preview.of(value) + " cannot be negated");
              }
              out.emit(
                  Arithmetic.subtract(env.meter(), IntNode.valueOf(0), value), Trail.made(trail));
            });
  }
}
