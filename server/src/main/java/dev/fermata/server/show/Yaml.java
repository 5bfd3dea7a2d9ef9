package dev.fermata.server.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/** Writes a JSON tree as YAML in blocks. */
public final class Yaml {
  /** Words that no YAML reader takes for something else. All other strings are quoted as JSON. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*");

  private static final Pattern WORD_OF_YAML =
      Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");

  private Yaml() {}

  public static String write(JsonNode node) {
    var out = new StringBuilder();
    if (node.isContainerNode() && !node.isEmpty()) block(node, 0, out);
    else out.append(scalar(node)).append('\n');
    return out.toString().stripTrailing();
  }

  private static void block(JsonNode node, int depth, StringBuilder out) {
    if (node.isArray()) {
      for (JsonNode each : node) {
        out.repeat("  ", depth).append('-');
        after(each, depth, out);
      }
      return;
    }
    for (var member : node.properties()) {
      out.repeat("  ", depth).append(text(member.getKey())).append(':');
      after(member.getValue(), depth, out);
    }
  }

  private static void after(JsonNode value, int depth, StringBuilder out) {
    if (value.isContainerNode() && !value.isEmpty()) {
      out.append('\n');
      block(value, depth + 1, out);
    } else {
      out.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static String scalar(JsonNode value) {
    return value.isTextual() ? text(value.textValue()) : value.toString();
  }

  private static String text(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !WORD_OF_YAML.matcher(text).matches();
    return plain ? text : Visible.json(new TextNode(text).toString());
  }
}
