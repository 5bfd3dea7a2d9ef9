package dev.fermata.workflow.graph;

import dev.fermata.workflow.graph.Graph.Area;
import dev.fermata.workflow.graph.Graph.Edge;
import dev.fermata.workflow.graph.Graph.Node;
import java.util.stream.Collectors;

/** A graph as one SVG file that needs nothing else; light or dark as its reader has it. */
public final class Svg {
  private static final String STYLE =
      """
      <style>
      svg { --paper:#fdfcfa; --box:#ffffff; --rim:#8a867f; --ink:#1d1c1a; --soft:#625e58; --inside:#f5f3ef;
        --hold:#b45309; --stop:#b42318 }
      @media (prefers-color-scheme: dark) {
      svg { --paper:#161513; --box:#211f1d; --rim:#858078; --ink:#f2efea; --soft:#b0aaa1; --inside:#1b1a18;
        --hold:#f0a83c; --stop:#f38b80 } }
      text { font: 14px system-ui, sans-serif; fill: var(--ink) } .d { font-size: 12px; fill: var(--soft) }
      .b { fill: var(--box); stroke: var(--rim) } .g { fill: var(--inside); stroke: var(--rim) } .p { stroke: var(--hold) }
      .f { fill: none; stroke: var(--hold); stroke-width: 1.5 } .fd { fill: var(--hold) }
      .l { fill: none; stroke: var(--rim); stroke-width: 1.5 } .k { stroke-dasharray: 5 4 } .x { stroke: var(--stop) }
      .a { fill: var(--rim) } .t { fill: var(--ink) } .o { fill: var(--paper); stroke: var(--ink); stroke-width: 3 }
      .w { fill: var(--paper) }
      </style>
      """;
  private static final String ARROW =
      """
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
      <path class="a" d="M0 0 8 4 0 8z"/></marker></defs>
      """;

  private final StringBuilder out = new StringBuilder();

  private Svg() {}

  /** The title is read out by screen readers. */
  public static String of(Graph graph, String title) {
    return new Svg().written(graph, title);
  }

  private String written(Graph graph, String title) {
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\" role=\"img\">\n"
            .formatted(
                plain(graph.width()),
                plain(graph.height()),
                plain(graph.width()),
                plain(graph.height())));
    out.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE).append(ARROW);
    out.append("<rect class=\"w\" width=\"100%\" height=\"100%\"/>\n");
    graph.nodes().forEach(node -> node(node, isParent(graph, node)));
    graph.edges().forEach(this::edge);
    return out.append("</svg>\n").toString();
  }

  private static boolean isParent(Graph graph, Node node) {
    return graph.nodes().stream().anyMatch(other -> other.parent().equals(node.id()));
  }

  private void node(Node node, boolean parent) {
    Area at = node.area();
    if (node.kind().isPoint()) {
      String style = node.kind() == Kind.END ? "o" : "t";
      double radius = node.kind() == Kind.JOIN || node.kind() == Kind.EXIT ? 5 : 7;
      out.append(
          "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n"
              .formatted(
                  style,
                  plain(at.x() + at.width() / 2),
                  plain(at.y() + at.height() / 2),
                  plain(radius)));
      return;
    }
    out.append("<g><title>").append(escaped(spoken(node))).append("</title>");
    out.append(
        "<rect class=\"%s%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"6\"/>"
            .formatted(
                parent ? "g" : "b",
                node.people() ? " p" : "",
                plain(at.x()),
                plain(at.y()),
                plain(at.width()),
                plain(at.height())));
    double left = at.x() + 12;
    double line = at.y() + 22;
    if (node.people()) {
      fermata(left, line);
    }
    double name = left + (node.people() ? 22 : 0);
    text("", name, line, node.label());
    if (!node.detail().isEmpty()) {
      boolean beside = parent;
      double gap = TextWidth.of(node.label(), Drawing.LABEL_FONT) + 12;
      text("d", beside ? name + gap : left, beside ? line : line + 18, node.detail());
    }
    out.append("</g>\n");
  }

  private static String spoken(Node node) {
    return node.label() + (node.title().isEmpty() ? "" : ": " + node.title());
  }

  /** The sign of a step that waits for a person: an arc over a dot. */
  private void fermata(double x, double y) {
    out.append(
        "<path class=\"f\" d=\"M%s %sa7 7 0 0 1 14 0\"/><circle class=\"fd\" cx=\"%s\" cy=\"%s\" r=\"2\"/>"
            .formatted(plain(x), plain(y), plain(x + 7), plain(y - 1.5)));
  }

  private void edge(Edge edge) {
    String way =
        edge.points().stream()
            .map(p -> plain(p.x()) + " " + plain(p.y()))
            .collect(Collectors.joining(" "));
    String style = "l" + (edge.back() ? " k" : "") + (edge.error() ? " x" : "");
    out.append("<path class=\"").append(style).append("\" marker-end=\"url(#arrow)\" d=\"M");
    out.append(way).append("\"/>\n");
    if (!edge.label().isEmpty()) {
      Area at = edge.labelled();
      out.append(
          "<rect class=\"w\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
              .formatted(plain(at.x()), plain(at.y()), plain(at.width()), plain(at.height())));
      text("d", at.x() + 4, at.y() + 13, edge.label());
      out.append('\n');
    }
  }

  private void text(String style, double x, double y, String text) {
    out.append("<text");
    if (!style.isEmpty()) {
      out.append(" class=\"").append(style).append('"');
    }
    out.append(" x=\"%s\" y=\"%s\">".formatted(plain(x), plain(y)));
    out.append(escaped(text)).append("</text>");
  }

  /** Without a fraction that is none. */
  private static String plain(double number) {
    double tenths = Math.round(number * 10) / 10.0;
    return tenths == Math.rint(tenths) ? Long.toString((long) tenths) : Double.toString(tenths);
  }

  private static String escaped(String text) {
    var safe = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            default -> {
              // XML has no way to write the others.
              boolean written =
                  point >= ' ' && point != 0xFFFE && point != 0xFFFF && !isSurrogate(point);
              safe.appendCodePoint(written ? point : 0xFFFD);
            }
          }
        });
    return safe.toString();
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
