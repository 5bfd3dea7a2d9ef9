package dev.fermata.adapter.jq.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.eval.Trail;
import dev.fermata.adapter.jq.limit.Meter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A table of functions by name and number of arguments; filled once, then only read. */
final class Functions {
  private final Map<String, Function<List<Node>, Node>> byName = new HashMap<>();
  private final Set<String> single = new HashSet<>();

  /** A function of the input alone. */
  @FunctionalInterface
  interface Of0 {
    JsonNode apply(Meter meter, JsonNode in);
  }

  /** A function of the input and one value. */
  @FunctionalInterface
  interface Of1 {
    JsonNode apply(Meter meter, JsonNode in, JsonNode a);
  }

  /** A function of the input and two values. */
  @FunctionalInterface
  interface Of2 {
    JsonNode apply(Meter meter, JsonNode in, JsonNode a, JsonNode b);
  }

  void add(String name, int arguments, Function<List<Node>, Node> maker) {
    byName.put(name + "/" + arguments, maker);
  }

  void value(String name, Of0 function) {
    single.add(name + "/0");
    Node node =
        (env, in, trail, out) -> {
          Meter meter = env.meter();
          meter.step();
          out.emit(function.apply(meter, in), Trail.made(trail));
        };
    add(name, 0, arguments -> node);
  }

  void value(String name, Of1 function) {
    single.add(name + "/1");
    add(
        name,
        1,
        arguments -> {
          Node first = arguments.get(0);
          return (env, in, trail, out) -> {
            Meter meter = env.meter();
            meter.step();
            first.run(env, in, a -> out.emit(function.apply(meter, in, a), Trail.made(trail)));
          };
        });
  }

  void value(String name, Of2 function) {
    single.add(name + "/2");
    add(
        name,
        2,
        arguments -> {
          Node first = arguments.get(0);
          Node second = arguments.get(1);
          return (env, in, trail, out) -> {
            Meter meter = env.meter();
            meter.step();
            second.run(
                env,
                in,
                b ->
                    first.run(
                        env,
                        in,
                        a -> out.emit(function.apply(meter, in, a, b), Trail.made(trail))));
          };
        });
  }

  Optional<Node> call(String name, List<Node> arguments) {
    Function<List<Node>, Node> maker = byName.get(name + "/" + arguments.size());
    return maker == null ? Optional.empty() : Optional.of(maker.apply(arguments));
  }

  boolean single(String name, int arguments) {
    return single.contains(name + "/" + arguments);
  }

  /** The names of all functions, each with its numbers of arguments. */
  List<String> signatures() {
    return byName.keySet().stream().sorted().toList();
  }
}
