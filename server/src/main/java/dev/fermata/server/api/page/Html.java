package dev.fermata.server.api.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.show.Visible;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A page being written. Markup of ours goes in by {@link #raw}, everything else by {@link #text},
 * which lets nothing through that a browser would take for markup, and shows what would stay unseen
 * (control codes, changes of direction) by its code.
 */
final class Html {
  private static final int DEPTH = 6;
  private static final int COLUMNS = 6;

  private final StringBuilder out = new StringBuilder();

  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  Html text(String text) {
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '\n', '\t' -> out.appendCodePoint(c);
            default -> {
              if (Visible.unseen(c)) {
                out.append("[U+%04X]".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return this;
  }

  /** A time, as a person reads it. */
  Html time(String instant) {
    String shown =
        instant.length() >= 16 ? instant.substring(0, 16).replace('T', ' ') + " UTC" : instant;
    return raw("<time datetime=\"").text(instant).raw("\">").text(shown).raw("</time>");
  }

  /**
   * Any JSON, all of it: objects as lists of terms, lists as numbered ones, and lists of objects
   * that hold only single values as tables.
   */
  Html data(JsonNode node) {
    return data(node, 0);
  }

  private Html data(JsonNode node, int depth) {
    if (node.isObject() && !node.isEmpty() && depth < DEPTH) {
      raw("<dl>");
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        raw("<div><dt>").text(field.getKey()).raw("</dt><dd>");
        data(field.getValue(), depth + 1).raw("</dd></div>");
      }
      return raw("</dl>");
    }
    if (node.isArray() && !node.isEmpty() && depth < DEPTH) {
      Set<String> columns = columns(node);
      if (!columns.isEmpty()) {
        return table(node, columns);
      }
      raw("<ol>");
      node.forEach(item -> raw("<li>").data(item, depth + 1).raw("</li>"));
      return raw("</ol>");
    }
    return node.isTextual() && !node.textValue().isBlank()
        ? raw("<span class=\"value\">").text(node.textValue()).raw("</span>")
        : raw("<code>").text(Visible.json(node.toString())).raw("</code>");
  }

  /** What a table of these items has as columns; nothing if a table does not suit them. */
  private static Set<String> columns(JsonNode items) {
    Set<String> columns = new LinkedHashSet<>();
    for (JsonNode item : items) {
      boolean flat = item.isObject() && item.valueStream().allMatch(JsonNode::isValueNode);
      if (!flat) {
        return Set.of();
      }
      item.fieldNames().forEachRemaining(columns::add);
    }
    return columns.size() > COLUMNS ? Set.of() : columns;
  }

  private Html table(JsonNode items, Set<String> columns) {
    raw("<div class=\"scroll\"><table><thead><tr>");
    columns.forEach(column -> raw("<th>").text(column));
    raw("</tr></thead><tbody>");
    for (JsonNode item : items) {
      raw("<tr>");
      for (String column : columns) {
        raw("<td>");
        if (item.has(column)) {
          data(item.get(column), DEPTH);
        }
      }
      raw("</tr>");
    }
    return raw("</tbody></table></div>");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
