package dev.fermata.adapter.jq.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;

/** Shows the beginning of a value in a message, at little cost however big the value is. */
public final class Preview {
  private static final int USUAL = 40;

  private final StringBuilder text = new StringBuilder();
  private final int limit;

  private Preview(int limit) {
    this.limit = limit;
  }

  /** For example {@code number (42)}; the type and the first forty characters. */
  public static String of(JsonNode value) {
    return value.isNull() ? "null" : type(value) + " (" + of(value, USUAL) + ")";
  }

  public static String of(JsonNode value, int limit) {
    Preview preview = new Preview(limit);
    preview.add(value, 0);
    return shorten(preview.text.toString(), limit);
  }

  public static String shorten(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
  }

  public static String type(JsonNode value) {
    return switch (Objects.requireNonNull(value.getNodeType())) {
      case ARRAY -> "array";
      case OBJECT -> "object";
      case STRING, BINARY -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case NULL, MISSING, POJO -> "null";
    };
  }

  private void add(JsonNode value, int depth) {
    if (text.length() > limit || depth > limit) {
      return;
    }
    if (value.isArray()) {
      text.append('[');
      String separator = "";
      for (JsonNode item : value) {
        text.append(separator);
        separator = ",";
        add(item, depth + 1);
        if (text.length() > limit) {
          return;
        }
      }
      text.append(']');
    } else if (value.isObject()) {
      text.append('{');
      String separator = "";
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        text.append(separator).append('"').append(shorten(entry.getKey(), limit)).append("\":");
        separator = ",";
        add(entry.getValue(), depth + 1);
        if (text.length() > limit) {
          return;
        }
      }
      text.append('}');
    } else if (value.isTextual()) {
      text.append('"').append(shorten(value.textValue(), limit)).append('"');
    } else {
      text.append(value.asText());
    }
  }
}
