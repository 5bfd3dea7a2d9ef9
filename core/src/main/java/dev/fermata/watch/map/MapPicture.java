package dev.fermata.watch.map;

import dev.fermata.watch.map.ProcessMap.Edge;
import dev.fermata.watch.map.ProcessMap.Node;
import dev.fermata.workflow.graph.Direction;
import dev.fermata.workflow.graph.Layout;
import dev.fermata.workflow.graph.Layout.Link;
import dev.fermata.workflow.graph.Layout.Placed;
import dev.fermata.workflow.graph.Layout.Point;
import dev.fermata.workflow.graph.Layout.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A process map with the place of every box and line, and as an SVG picture that needs nothing
 * else: lines are as wide as they are frequent, and the darker the red the longer the wait.
 */
public record MapPicture(ProcessMap map, Placed placed, List<Size> sizes) {
  private static final double CHAR = 7.4;
  private static final double PADDING = 24;
  private static final double HEIGHT = 58;
  private static final double POINT = 18;
  private static final double MARGIN = 16;
  private static final double LEAST = 110;
  private static final double WIDEST = 9;
  private static final Size LABEL = new Size(52, 16);
  private static final int GREY = 0xd8;

  private enum Unit {
    D(86_400_000),
    H(3_600_000),
    MIN(60_000),
    S(1_000),
    MS(1);

    private final long ms;

    Unit(long ms) {
      this.ms = ms;
    }
  }

  /** A place for everything. */
  public static MapPicture of(ProcessMap map, Layout layout) {
    List<Size> sizes = new ArrayList<>();
    Map<String, Integer> index = new HashMap<>();
    for (Node node : map.nodes()) {
      index.put(node.id(), sizes.size());
      double width = Math.max(node.step().length(), words(node).length()) * CHAR + PADDING;
      sizes.add(
          node.step().isEmpty()
              ? new Size(POINT, POINT)
              : new Size(Math.max(LEAST, width), HEIGHT));
    }
    List<Link> links = new ArrayList<>();
    for (Edge edge : map.edges()) {
      links.add(new Link(at(index, edge.from()), at(index, edge.to()), LABEL));
    }
    return new MapPicture(map, layout.place(new Layout.Plan(Direction.RIGHT, sizes, links)), sizes);
  }

  private static int at(Map<String, Integer> index, String id) {
    Integer at = index.get(id);
    if (at == null) {
      throw new IllegalStateException("a line of the map ends at " + id + ", which is no box");
    }
    return at;
  }

  private static String words(Node node) {
    return node.who() + "  " + node.count() + " ×";
  }

  /** How wide the line of a count is. */
  public double width(long count) {
    long most = map.edges().stream().mapToLong(Edge::count).max().orElse(1);
    return 1 + (WIDEST - 1) * count / most;
  }

  /** From grey to red. */
  private static String colour(double heat) {
    int other = (int) Math.round(GREY * (1 - heat));
    return String.format(Locale.ROOT, "#%02x%02x%02x", GREY, other, other);
  }

  /** A length of time in one unit. */
  static String length(long ms) {
    for (Unit unit : Unit.values()) {
      if (ms >= unit.ms) {
        long tenths = 10 * ms / unit.ms;
        String part = tenths % 10 == 0 || tenths >= 100 ? "" : "." + tenths % 10;
        return tenths / 10 + part + " " + unit.name().toLowerCase(Locale.ROOT);
      }
    }
    return "0 ms";
  }

  /** The picture, with a title that programs for reading aloud say. */
  public String svg(String title) {
    var svg = new StringBuilder();
    double width = placed.size().width() + 2 * MARGIN;
    double height = placed.size().height() + 2 * MARGIN;
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\""
            .formatted(width, height));
    svg.append(" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<title>");
    svg.append(escaped(title)).append("</title>\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    for (int i = 0; i < map.edges().size(); i++) {
      edge(svg, map.edges().get(i), placed.routes().get(i));
    }
    for (int i = 0; i < map.nodes().size(); i++) {
      node(svg, map.nodes().get(i), placed.boxes().get(i), sizes.get(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private void edge(StringBuilder svg, Edge edge, Layout.Route route) {
    svg.append("<polyline fill=\"none\" stroke=\"").append(colour(edge.heat()));
    svg.append(
        String.format(Locale.ROOT, "\" stroke-width=\"%.1f\" points=\"", width(edge.count())));
    for (Point point : route.points()) {
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", point.x() + MARGIN, point.y() + MARGIN));
    }
    svg.append("\"><title>");
    svg.append(escaped(edge.from() + " → " + edge.to() + ": " + edge.count() + " times, then "));
    svg.append(length(edge.waitMs())).append(" later</title></polyline>\n");
    text(svg, route.label().x() + MARGIN, route.label().y() + MARGIN + 12, "" + edge.count(), "");
  }

  private static void node(StringBuilder svg, Node node, Point at, Size size) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"#fff\""
                + " stroke=\"%s\" stroke-width=\"2\"><title>",
            at.x() + MARGIN,
            at.y() + MARGIN,
            size.width(),
            size.height(),
            node.step().isEmpty() ? "#444" : colour(node.heat())));
    svg.append(escaped(node.step().isEmpty() ? node.kind() : node.id()))
        .append("</title></rect>\n");
    if (!node.step().isEmpty()) {
      double x = at.x() + MARGIN + PADDING / 2;
      double y = at.y() + MARGIN;
      text(svg, x, y + 17, node.step(), " font-weight=\"600\"");
      text(svg, x, y + 33, words(node), "");
      text(svg, x, y + 49, length(node.p50Ms()) + ", waits " + length(node.waitMs()), "");
    }
  }

  private static void text(StringBuilder svg, double x, double y, String words, String more) {
    svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\"%s>", x, y, more));
    svg.append(escaped(words)).append("</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
