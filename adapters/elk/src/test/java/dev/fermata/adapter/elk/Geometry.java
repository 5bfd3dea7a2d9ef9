package dev.fermata.adapter.elk;

import dev.fermata.workflow.graph.Graph;
import dev.fermata.workflow.graph.Graph.Area;
import dev.fermata.workflow.graph.Graph.Edge;
import dev.fermata.workflow.graph.Graph.Node;
import dev.fermata.workflow.graph.Layout.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds what is wrong with the places of a graph. */
final class Geometry {
  /** Coordinates are rounded to a tenth of a pixel. */
  private static final double SLACK = 0.2;

  private final Graph graph;
  private final Map<String, Node> nodes = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  private Geometry(Graph graph) {
    this.graph = graph;
    graph.nodes().forEach(node -> nodes.put(node.id(), node));
  }

  static List<String> faults(Graph graph) {
    var geometry = new Geometry(graph);
    geometry.boxes();
    graph.edges().forEach(geometry::line);
    return geometry.faults;
  }

  private void boxes() {
    if (nodes.size() != graph.nodes().size()) {
      faults.add("two boxes have one id");
    }
    List<Node> all = graph.nodes();
    var whole = new Area(0, 0, graph.width(), graph.height());
    for (int i = 0; i < all.size(); i++) {
      Node node = all.get(i);
      Area around = node.parent().isEmpty() ? whole : at(node.parent()).area();
      if (!holds(around, node.area())) {
        faults.add(node.id() + " stands outside what is around it");
      }
      for (int j = i + 1; j < all.size(); j++) {
        Node other = all.get(j);
        if (other.parent().equals(node.parent()) && meet(node.area(), other.area())) {
          faults.add(node.id() + " and " + other.id() + " overlap");
        }
      }
    }
  }

  private Node at(String id) {
    return Objects.requireNonNull(nodes.get(id), id);
  }

  private void line(Edge edge) {
    if (!nodes.containsKey(edge.from()) || !nodes.containsKey(edge.to())) {
      faults.add(edge.id() + " ends at no box");
      return;
    }
    if (!touches(at(edge.from()).area(), edge.points().getFirst())
        || !touches(at(edge.to()).area(), edge.points().getLast())) {
      faults.add(edge.id() + " does not reach its boxes");
    }
    String parent = at(edge.from()).parent();
    for (Node node : graph.nodes()) {
      boolean own = node.id().equals(edge.from()) || node.id().equals(edge.to());
      if (!node.parent().equals(parent)) {
        continue;
      }
      for (int i = 1; !own && i < edge.points().size(); i++) {
        if (meet(span(edge.points().get(i - 1), edge.points().get(i)), node.area())) {
          faults.add(edge.id() + " goes through " + node.id());
        }
      }
      if (!edge.label().isEmpty() && meet(edge.labelled(), node.area())) {
        faults.add("the label of " + edge.id() + " stands on " + node.id());
      }
    }
  }

  private static Area span(Point one, Point other) {
    return new Area(
        Math.min(one.x(), other.x()),
        Math.min(one.y(), other.y()),
        Math.abs(one.x() - other.x()),
        Math.abs(one.y() - other.y()));
  }

  private static boolean holds(Area around, Area inside) {
    return inside.x() >= around.x() - SLACK
        && inside.y() >= around.y() - SLACK
        && inside.x() + inside.width() <= around.x() + around.width() + SLACK
        && inside.y() + inside.height() <= around.y() + around.height() + SLACK;
  }

  private static boolean meet(Area one, Area other) {
    return one.x() < other.x() + other.width() - SLACK
        && other.x() < one.x() + one.width() - SLACK
        && one.y() < other.y() + other.height() - SLACK
        && other.y() < one.y() + one.height() - SLACK;
  }

  private static boolean touches(Area area, Point point) {
    return holds(area, new Area(point.x(), point.y(), 0, 0));
  }
}
