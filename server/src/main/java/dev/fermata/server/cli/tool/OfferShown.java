package dev.fermata.server.cli.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.show.Visible;
import java.util.ArrayList;
import java.util.List;

/** What an MCP server offers and how it changed, for the person who decides about it. */
final class OfferShown {
  private static final int DESCRIPTION_CHARS = 100;

  private OfferShown() {}

  /** A line for each tool: the class it is to have, and what it says of itself. */
  static List<String> tools(JsonNode server) {
    List<String> lines = new ArrayList<>();
    lines.add("%s offers:".formatted(server.path("name").asText()));
    for (JsonNode tool : server.path("tools")) {
      String effect =
          tool.path("effect").asText() + (tool.path("keyed").asBoolean() ? ", keyed" : "");
      lines.add(
          "  %-14s %s%s".formatted(effect, tool.path("name").asText(), hints(tool.path("hints"))));
      String description = Visible.line(tool.path("description").asText());
      if (!description.isEmpty()) {
        lines.add("                 " + clipped(description));
      }
    }
    leftOut(server, lines);
    return lines;
  }

  private static String hints(JsonNode hints) {
    if (hints.path("readOnlyHint").asBoolean()) {
      return "  (says that it only reads)";
    }
    return hints.path("destructiveHint").asBoolean() ? "  (says that it destroys)" : "";
  }

  static List<String> changes(JsonNode changes) {
    List<String> lines = new ArrayList<>();
    for (JsonNode change : changes.path("items")) {
      lines.add(change.path("kind").asText() + " " + change.path("tool").asText());
      change.path("lines").forEach(line -> lines.add("    " + Visible.line(line.asText())));
    }
    leftOut(changes, lines);
    return lines;
  }

  private static void leftOut(JsonNode of, List<String> lines) {
    of.path("leftOut")
        .properties()
        .forEach(e ->
            lines.add(
                "  left out       %s: %s"
                    .formatted(Visible.line(e.getKey()), Visible.line(e.getValue().asText()))));
  }

  private static String clipped(String text) {
    return text.codePointCount(0, text.length()) > DESCRIPTION_CHARS
        ? text.substring(0, text.offsetByCodePoints(0, DESCRIPTION_CHARS)) + "…"
        : text;
  }
}
