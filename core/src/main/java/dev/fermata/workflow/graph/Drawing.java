package dev.fermata.workflow.graph;

import dev.fermata.workflow.graph.Graph.Area;
import dev.fermata.workflow.graph.Graph.Edge;
import dev.fermata.workflow.graph.Graph.Node;
import dev.fermata.workflow.graph.Layout.Link;
import dev.fermata.workflow.graph.Layout.Placed;
import dev.fermata.workflow.graph.Layout.Point;
import dev.fermata.workflow.graph.Layout.Size;
import dev.fermata.workflow.graph.Sketch.Box;
import dev.fermata.workflow.graph.Sketch.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures the boxes of a sketch and has them placed, block by block from the inside out. */
final class Drawing {
  static final int LABEL_FONT = 14;
  static final int DETAIL_FONT = 12;

  /** What is longer is cut; the title has all of it. */
  private static final int DETAIL_CHARS = 40;

  /** Wider than this many times its height, it is read from the top to the bottom. */
  private static final int LONGEST = 3;

  private static final double MARGIN = 16;
  private static final double PADDING = 12;
  private static final double SIGN = 22;
  private static final double HEADER = 32;
  private static final double POINT = 16;
  private static final double ONE_LINE = 36;
  private static final double TWO_LINES = 52;
  private static final double LEAST_WIDTH = 72;
  private static final double LABEL_HEIGHT = 18;
  private static final double LABEL_PADDING = 8;

  private final Layout layout;

  Drawing(Layout layout) {
    this.layout = layout;
  }

  /** A block with its places, relative to its own corner. */
  private record Laid(Sketch sketch, List<Size> sizes, Map<String, Laid> inside, Placed placed) {}

  Graph graph(Sketch sketch) {
    Laid right = laid(sketch, Direction.RIGHT);
    boolean fits = right.placed.size().width() <= LONGEST * right.placed.size().height();
    return fits
        ? graph(right, Direction.RIGHT)
        : graph(laid(sketch, Direction.DOWN), Direction.DOWN);
  }

  private static Graph graph(Laid laid, Direction direction) {
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    collect(laid, new Point(MARGIN, MARGIN), "", nodes, edges);
    Size size = laid.placed.size();
    return new Graph(
        direction,
        rounded(size.width() + 2 * MARGIN),
        rounded(size.height() + 2 * MARGIN),
        nodes,
        edges);
  }

  private Laid laid(Sketch sketch, Direction direction) {
    List<Size> sizes = new ArrayList<>();
    Map<String, Laid> inside = new HashMap<>();
    Map<String, Integer> index = new HashMap<>();
    for (Box box : sketch.boxes()) {
      index.put(box.id(), sizes.size());
      if (box.inside().isEmpty()) {
        sizes.add(size(box));
      } else {
        Laid body = laid(box.inside(), direction);
        inside.put(box.id(), body);
        Size inner = body.placed.size();
        double width = Math.max(inner.width() + 2 * PADDING, words(box));
        sizes.add(new Size(width, inner.height() + HEADER + PADDING));
      }
    }
    List<Link> links = new ArrayList<>();
    for (Line line : sketch.lines()) {
      links.add(new Link(at(index, line.from()), at(index, line.to()), label(line.label())));
    }
    Placed placed = layout.place(new Layout.Plan(direction, sizes, links));
    return new Laid(sketch, sizes, inside, placed);
  }

  private static int at(Map<String, Integer> index, String id) {
    Integer at = index.get(id);
    if (at == null) {
      throw new IllegalStateException("a line of the graph ends at " + id + ", which is no box");
    }
    return at;
  }

  private static Size size(Box box) {
    if (box.kind().isPoint()) {
      return new Size(POINT, POINT);
    }
    String detail = detail(box);
    double width =
        Math.max(SIGN + TextWidth.of(box.label(), LABEL_FONT), TextWidth.of(detail, DETAIL_FONT));
    return new Size(
        Math.max(LEAST_WIDTH, width + 2 * PADDING), detail.isEmpty() ? ONE_LINE : TWO_LINES);
  }

  /** How wide a box must be for its name and detail in one line. */
  private static double words(Box box) {
    return SIGN
        + TextWidth.of(box.label(), LABEL_FONT)
        + PADDING
        + TextWidth.of(detail(box), DETAIL_FONT)
        + 2 * PADDING;
  }

  private static String detail(Box box) {
    String all = title(box);
    if (all.codePointCount(0, all.length()) <= DETAIL_CHARS) {
      return all;
    }
    return all.substring(0, all.offsetByCodePoints(0, DETAIL_CHARS - 1)).stripTrailing() + "…";
  }

  private static String title(Box box) {
    String condition = box.when().isEmpty() ? "" : "only if " + box.when();
    String all =
        box.detail().isEmpty() || condition.isEmpty()
            ? box.detail() + condition
            : box.detail() + "; " + condition;
    return all.replaceAll("\\s+", " ");
  }

  private static Size label(String label) {
    return label.isEmpty()
        ? Size.NONE
        : new Size(TextWidth.of(label, DETAIL_FONT) + LABEL_PADDING, LABEL_HEIGHT);
  }

  private static void collect(
      Laid laid, Point corner, String parent, List<Node> nodes, List<Edge> edges) {
    for (int i = 0; i < laid.sketch.boxes().size(); i++) {
      Box box = laid.sketch.boxes().get(i);
      Point at = plus(corner, laid.placed.boxes().get(i));
      nodes.add(node(box, area(at, laid.sizes.get(i)), parent));
      Laid inside = laid.inside.get(box.id());
      if (inside != null) {
        collect(inside, plus(at, new Point(PADDING, HEADER)), box.id(), nodes, edges);
      }
    }
    for (int i = 0; i < laid.sketch.lines().size(); i++) {
      Line line = laid.sketch.lines().get(i);
      Layout.Route route = laid.placed.routes().get(i);
      List<Point> points =
          route.points().stream().map(p -> plus(corner, p)).map(Drawing::rounded).toList();
      edges.add(
          new Edge(
              line.id(),
              line.from(),
              line.to(),
              line.label(),
              area(plus(corner, route.label()), label(line.label())),
              points,
              line.back(),
              line.error()));
    }
  }

  private static Node node(Box box, Area area, String parent) {
    return new Node(
        box.id(),
        box.step(),
        box.kind(),
        box.label(),
        detail(box),
        title(box),
        box.when(),
        box.people(),
        parent,
        area);
  }

  private static Area area(Point at, Size size) {
    Point corner = rounded(at);
    return new Area(corner.x(), corner.y(), rounded(size.width()), rounded(size.height()));
  }

  private static Point plus(Point one, Point other) {
    return new Point(one.x() + other.x(), one.y() + other.y());
  }

  private static Point rounded(Point point) {
    return new Point(rounded(point.x()), rounded(point.y()));
  }

  /** A tenth of a pixel is seen by nobody. */
  private static double rounded(double pixels) {
    return Math.round(pixels * 10) / 10.0;
  }
}
