package dev.fermata.adapter.jq.syntax;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.value.label.Derivation;
import dev.fermata.value.label.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each part of an expression is made of, noted while the expression is read. A part of which
 * nothing is noted reads everything. Belongs to the reading of one expression.
 */
final class Tracing {
  /** How deep a derivation may nest; what nests deeper reads everything. */
  private static final int DEPTH_LIMIT = 200;

  /** Functions that give one value, however many their arguments give. */
  private static final Set<String> ONE =
      Set.of(
          "map",
          "map_values",
          "sort_by",
          "group_by",
          "unique_by",
          "min_by",
          "max_by",
          "any",
          "all",
          "with_entries",
          "first/0",
          "last/0");

  private final Map<Node, Derivation> known = new IdentityHashMap<>();
  private final Map<Node, JsonNode> constants = new IdentityHashMap<>();
  private final Map<Node, List<Node>> listed = new IdentityHashMap<>();
  private final Map<Derivation, Integer> depths = new IdentityHashMap<>();

  Derivation of(Node node) {
    return known.getOrDefault(node, new Derivation.Everything());
  }

  Node note(Node node, Derivation derivation) {
    int depth = 0;
    for (Derivation part : derivation.parts()) {
      depth = Math.max(depth, depths.getOrDefault(part, 0) + 1);
    }
    Derivation kept = depth > DEPTH_LIMIT ? new Derivation.Everything() : derivation;
    depths.put(kept, depth > DEPTH_LIMIT ? 0 : depth);
    known.put(node, kept);
    return node;
  }

  Node input(Node node) {
    return note(node, new Derivation.Input());
  }

  Node variable(Node node, String name) {
    return note(node, new Derivation.Variable(name));
  }

  Node constant(Node node, JsonNode value) {
    constants.put(node, value);
    return note(node, new Derivation.Constant());
  }

  Node field(Node node, Node of, String name) {
    return note(node, new Derivation.Member(of(of), name, false));
  }

  /** {@code of[at]}: a part that the text names, or one that only running it tells. */
  Node index(Node node, Node of, Node at) {
    JsonNode constant = constants.get(at);
    if (constant != null && constant.isTextual()) {
      return field(node, of, constant.textValue());
    }
    return constant != null && constant.isInt() && constant.intValue() >= 0
        ? note(node, new Derivation.Member(of(of), constant.asText(), true))
        : joined(node, of, at);
  }

  Node piped(Node node, Node first, Node then) {
    return note(node, new Derivation.Piped(of(first), of(then)));
  }

  /** One value that is made of these. */
  Node joined(Node node, Node... reads) {
    return joined(node, Arrays.asList(reads));
  }

  Node joined(Node node, List<Node> reads) {
    boolean single = reads.stream().allMatch(r -> of(r).single());
    return note(node, new Derivation.Joined(all(reads), single));
  }

  /** One list of all that these give. */
  Node list(Node node, Node items) {
    return note(node, new Derivation.Joined(List.of(of(items)), true));
  }

  /** Any number of values that are made of these. */
  Node several(Node node, Node... reads) {
    listed.put(node, List.of(reads));
    return note(node, new Derivation.Joined(all(List.of(reads)), false));
  }

  /** Whatever these parts do with the input and the variables that they name. */
  Node opaque(Node node, List<Node> parts) {
    return note(node, new Derivation.Joined(reads(parts), false));
  }

  Node opaque(Node node, Node... parts) {
    return opaque(node, Arrays.asList(parts));
  }

  private List<Derivation> all(List<Node> nodes) {
    return nodes.stream().map(this::of).toList();
  }

  /** The input and all variables that the parts name, but not how they go together. */
  private List<Derivation> reads(List<Node> parts) {
    List<Derivation> reads = new ArrayList<>();
    reads.add(new Derivation.Input());
    for (Node part : parts) {
      Derivation derivation = of(part);
      derivation.names().forEach(name -> reads.add(new Derivation.Variable(name)));
      if (everything(derivation)) {
        reads.add(new Derivation.Everything());
      }
    }
    return reads;
  }

  private static boolean everything(Derivation derivation) {
    return derivation instanceof Derivation.Everything
        || derivation.parts().stream().anyMatch(Tracing::everything);
  }

  Node choice(Node node, Node condition, Node... branches) {
    return note(node, new Derivation.Choice(of(condition), all(List.of(branches))));
  }

  Node otherwise(Node node, Node first, Node other) {
    return note(node, new Derivation.Otherwise(of(first), of(other)));
  }

  Node let(Node node, String name, Node value, Node body) {
    return note(node, new Derivation.Let(name, of(value), of(body)));
  }

  /** {@code left + right}: of objects each member keeps its labels. */
  Node sum(Node node, Node left, Node right) {
    return object(of(left)) || object(of(right))
        ? note(node, new Derivation.Merged(of(left), of(right)))
        : joined(node, left, right);
  }

  private static boolean object(Derivation derivation) {
    return derivation instanceof Derivation.Made
        || derivation instanceof Derivation.Merged(var left, var right)
            && (object(left) || object(right));
  }

  /** A member of an object to be made; the name is absent where only running it tells. */
  record Entry(Optional<String> name, Node key, Node value) {}

  Node object(Node node, List<Entry> entries) {
    if (entries.stream().allMatch(e -> e.name().isPresent())) {
      return note(
          node,
          new Derivation.Made(
              entries.stream()
                  .map(e -> new Derivation.Made.Field(e.name().orElseThrow(), of(e.value())))
                  .toList()));
    }
    List<Node> parts = new ArrayList<>();
    entries.forEach(e -> parts.addAll(List.of(e.key(), e.value())));
    return joined(node, parts);
  }

  /** {@code target = source} and the like, where {@code becomes} is what the target becomes. */
  Node assigned(Node node, Node target, Node source, Derivation becomes) {
    Optional<String> pointer = pointer(of(target));
    return pointer.isPresent()
        ? note(node, new Derivation.Updated(new Derivation.Input(), pointer.get(), becomes))
        : opaque(node, target, source);
  }

  /** A call of a function that is built in. */
  Node call(Node node, String name, boolean single, List<Node> arguments) {
    if (name.equals("del") && arguments.size() == 1) {
      Optional<List<String>> gone = removed(arguments.getFirst());
      if (gone.isPresent()) {
        return note(node, new Derivation.Without(new Derivation.Input(), gone.get()));
      }
    }
    boolean one =
        ONE.contains(name)
            || ONE.contains(name + "/" + arguments.size())
            || (single && arguments.stream().allMatch(a -> of(a).single()));
    return note(node, new Derivation.Joined(reads(arguments), one));
  }

  private Optional<List<String>> removed(Node paths) {
    List<String> pointers = new ArrayList<>();
    for (Node path : listed.getOrDefault(paths, List.of(paths))) {
      Optional<List<String>> inner =
          listed.containsKey(path)
              ? removed(path)
              : pointer(of(path)).filter(_ -> !item(of(path))).map(List::of);
      if (inner.isEmpty()) {
        return Optional.empty();
      }
      pointers.addAll(inner.get());
    }
    return Optional.of(pointers);
  }

  /** Whether a part is an item of a list; without it the others have other numbers. */
  private static boolean item(Derivation path) {
    return path instanceof Derivation.Member(_, _, var item) ? item : true;
  }

  private static Optional<String> pointer(Derivation path) {
    return switch (path) {
      case Derivation.Input _ -> Optional.of("");
      case Derivation.Member(var of, var name, _) -> pointer(of).map(p -> p + Labels.pointer(name));
      default -> Optional.empty();
    };
  }
}
