package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.discover.Found.Kind;
import dev.fermata.server.discover.Found.Leak;
import dev.fermata.server.discover.Found.Reach;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files by which projects of agent frameworks are known. */
final class ProjectFile {
  /** Longer lines name no package. */
  private static final int LINE_CHARS = 10_000;

  private static final Map<String, Kind> PACKAGES = new LinkedHashMap<>();
  private static final Pattern REQUIRED =
      Pattern.compile("^[\\s\"'-]*([A-Za-z][A-Za-z0-9_.-]{0,60})\\s*(?:[=<>~!\\[;\"'@ ]|$)");
  private static final Pattern QUOTED = Pattern.compile("[\"']([A-Za-z][A-Za-z0-9_.-]{0,60})");
  private static final Pattern SETTING =
      Pattern.compile("^(?:export )?([A-Za-z_][A-Za-z0-9_]*)=(.*)$");

  static {
    PACKAGES.put("langgraph", Kind.LANGGRAPH);
    PACKAGES.put("crewai", Kind.CREWAI);
    PACKAGES.put("autogen-agentchat", Kind.AUTOGEN);
    PACKAGES.put("autogen-core", Kind.AUTOGEN);
    PACKAGES.put("pyautogen", Kind.AUTOGEN);
    PACKAGES.put("ag2", Kind.AUTOGEN);
    PACKAGES.put("agent-framework", Kind.AUTOGEN);
    PACKAGES.put("llama-index", Kind.LLAMAINDEX);
    PACKAGES.put("llama-index-core", Kind.LLAMAINDEX);
    PACKAGES.put("llama-index-workflows", Kind.LLAMAINDEX);
  }

  private ProjectFile() {}

  static boolean isTree(String name) {
    return name.equals("langgraph.json") || name.equals("agents.yaml") || name.equals("agents.yml");
  }

  static boolean isList(String name) {
    return name.equals("pyproject.toml") || name.matches("requirements[a-z0-9._-]{0,40}\\.txt");
  }

  static boolean isEnvironment(String name) {
    return name.equals(".env");
  }

  /** The graphs of a LangGraph project, or the agents of a crew. */
  static List<Found> read(Clue clue) {
    List<Found> found = new ArrayList<>();
    if (clue.file().endsWith("langgraph.json")) {
      List<Leak> leaks = clue.leaks("/env", "environment");
      clue.tree()
          .path("graphs")
          .properties()
          .forEach(each -> {
            String path =
                each.getValue().isTextual()
                    ? each.getValue().asText()
                    : Clue.text(each.getValue(), "path");
            found.add(member(clue, Kind.LANGGRAPH, each.getKey(), "/graphs", path).with(leaks));
          });
      return found;
    }
    clue.tree()
        .properties()
        .forEach(each -> {
          JsonNode agent = each.getValue();
          if (agent.has("role") && agent.has("goal")) {
            found.add(member(clue, Kind.CREWAI, each.getKey(), "", clue.file()));
          }
        });
    return found;
  }

  private static Found member(Clue clue, Kind kind, String name, String pointer, String path) {
    return new Found(
        name,
        kind,
        clue.file(),
        clue.line(Clue.under(pointer, name)),
        Reach.file(path),
        Found.UNKNOWN_EFFECTS,
        List.of(),
        List.of());
  }

  /** The frameworks that a list of packages names. */
  static List<Found> packages(String file, String text) {
    Map<Kind, Found> found = new LinkedHashMap<>();
    int line = 0;
    for (String each : text.split("\n", -1)) {
      line++;
      for (Pattern pattern : List.of(REQUIRED, QUOTED)) {
        Matcher matcher = pattern.matcher(each.length() > LINE_CHARS ? "" : each);
        while (matcher.find()) {
          Kind kind = PACKAGES.get(matcher.group(1));
          if (kind != null && !found.containsKey(kind)) {
            found.put(kind, project(kind, file, line));
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Found project(Kind kind, String file, int line) {
    String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : ".";
    String name = folder.substring(folder.lastIndexOf('/') + 1);
    return new Found(
        name.equals(".") ? kind.word() : name,
        kind,
        file,
        line,
        Reach.file(folder),
        Found.UNKNOWN_EFFECTS,
        List.of(),
        List.of());
  }

  /** The credentials of a file of settings. */
  static List<Leak> settings(String file, String text) {
    List<Leak> leaks = new ArrayList<>();
    int line = 0;
    for (String each : text.split("\n", -1)) {
      line++;
      Matcher matcher = SETTING.matcher(each.strip());
      if (matcher.matches()) {
        String value = matcher.group(2).replaceAll("^[\"']|[\"']$", "");
        if (Leaks.is(matcher.group(1), value)) {
          leaks.add(new Leak(file, line, "setting " + matcher.group(1)));
        }
      }
    }
    return leaks;
  }
}
