package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.discover.Found.Kind;
import dev.fermata.server.discover.Found.Leak;
import dev.fermata.server.discover.Found.Reach;
import java.util.ArrayList;
import java.util.List;

/** The files in which clients of the Model Context Protocol name their servers. */
final class ClientFile {
  private static final List<String> PLACES =
      List.of("/mcpServers", "/servers", "/mcp/servers", "/mcp/mcpServers");

  private ClientFile() {}

  /** Claude, Cursor, VS Code, Windsurf, Cline and those that do as they do. */
  static boolean named(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    return switch (name) {
      case ".mcp.json",
          "mcp.json",
          "mcp_config.json",
          "mcp_settings.json",
          "claude_desktop_config.json",
          "cline_mcp_settings.json",
          ".claude.json" ->
          true;
      case "settings.json" -> file.endsWith(".vscode/settings.json");
      default -> false;
    };
  }

  static List<Found> read(Clue clue) {
    List<Found> found = new ArrayList<>();
    for (String place : PLACES) {
      clue.tree()
          .at(place)
          .properties()
          .forEach(each -> {
            JsonNode server = each.getValue();
            if (server.has("command") || server.has("url") || server.has("serverUrl")) {
              found.add(server(clue, Clue.under(place, each.getKey()), each.getKey(), server));
            }
          });
    }
    return found;
  }

  private static Found server(Clue clue, String pointer, String name, JsonNode server) {
    List<String> command = new ArrayList<>();
    if (server.path("command").isTextual()) {
      command.add(Clue.text(server, "command"));
    } else {
      command.addAll(Clue.texts(server.path("command")));
    }
    List<Leak> leaks = new ArrayList<>();
    leaks.addAll(clue.leaks(pointer + "/env", "environment"));
    leaks.addAll(clue.leaks(pointer + "/headers", "header"));
    List<String> arguments = Clue.texts(server.path("args"));
    for (int i : Leaks.inCommand(arguments)) {
      String at = pointer + "/args/" + i;
      leaks.add(new Leak(clue.file(), clue.line(at), "argument " + (i + 1)));
    }
    command.addAll(arguments);
    String url = Clue.text(server, server.has("url") ? "url" : "serverUrl");
    if (Leaks.inUrl(url)) {
      leaks.add(new Leak(clue.file(), clue.line(pointer + "/url"), "address"));
    }
    return new Found(
        name,
        Kind.MCP,
        clue.file(),
        clue.line(pointer),
        new Reach(command, url),
        Found.UNKNOWN_EFFECTS,
        List.of(),
        leaks);
  }
}
