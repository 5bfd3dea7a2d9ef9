package dev.fermata.watch.map;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An order in which little leads back, and nothing where nothing has to: the heuristic of Eades,
 * Lin and Smyth (1993).
 */
final class Order {
  private final List<String> left;
  private final Map<List<String>, Long> edges;
  private final Map<String, Long> out = new HashMap<>();
  private final Map<String, Long> in = new HashMap<>();

  private Order(Collection<String> nodes, Map<List<String>, Long> edges) {
    this.left = new ArrayList<>(nodes);
    this.edges = new HashMap<>(edges);
    this.edges.keySet().removeIf(ends -> ends.getFirst().equals(ends.getLast()));
    this.edges.forEach((ends, count) -> {
      out.merge(ends.getFirst(), count, Long::sum);
      in.merge(ends.getLast(), count, Long::sum);
    });
  }

  /**
   * @param nodes of two that may both be next, the first is
   * @param edges how often it went from the first to the last
   */
  static List<String> of(Collection<String> nodes, Map<List<String>, Long> edges) {
    return new Order(nodes, edges).all();
  }

  private List<String> all() {
    List<String> head = new ArrayList<>();
    Deque<String> tail = new ArrayDeque<>();
    while (!left.isEmpty()) {
      Optional<String> source = left.stream().filter(node -> in(node) == 0).findFirst();
      Optional<String> sink = left.reversed().stream().filter(node -> out(node) == 0).findFirst();
      if (source.isPresent()) {
        head.add(taken(source.get()));
      } else if (sink.isPresent()) {
        tail.addFirst(taken(sink.get()));
      } else {
        var most = Comparator.comparingLong((String node) -> out(node) - in(node));
        head.add(taken(left.stream().max(most).orElseThrow()));
      }
    }
    head.addAll(tail);
    return head;
  }

  private long in(String node) {
    return in.getOrDefault(node, 0L);
  }

  private long out(String node) {
    return out.getOrDefault(node, 0L);
  }

  private String taken(String node) {
    left.remove(node);
    edges
        .entrySet()
        .removeIf(edge -> {
          boolean own = edge.getKey().contains(node);
          if (own) {
            out.merge(edge.getKey().getFirst(), -edge.getValue(), Long::sum);
            in.merge(edge.getKey().getLast(), -edge.getValue(), Long::sum);
          }
          return own;
        });
    return node;
  }
}
