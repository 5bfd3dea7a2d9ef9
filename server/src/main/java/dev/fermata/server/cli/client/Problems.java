package dev.fermata.server.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the API's problem details into what the command line says. */
public final class Problems {
  /**
   * The API speaks of its own paths; here the verbs are meant that ask them. A longer text comes
   * before one that it begins with.
   */
  private static final List<Map.Entry<String, String>> VERBS =
      List.of(
          Map.entry("GET /api/v1/runs", "`fermata run list --all`"),
          Map.entry("GET /api/v1/tasks/{task}", "`fermata task show`"),
          Map.entry("GET /api/v1/tasks", "`fermata task list`"),
          Map.entry("GET /api/v1/workflows", "`fermata workflow list`"),
          Map.entry("GET /api/v1/agents", "`fermata agent list`"),
          Map.entry("GET /api/v1/tools", "`fermata tool list`"),
          Map.entry("GET /api/v1/people", "`fermata person list`"),
          Map.entry("GET /api/v1/teams", "`fermata team list`"),
          Map.entry(
              "see docs/reference/openapi.yaml for what is expected", "see the command's --help"),
          Map.entry(
              "sign in at /sign-in, or send 'Authorization: Bearer fmt_…'",
              "sign in with `fermata login`"));

  /** Problems of what was typed, though only the server could know. */
  private static final Set<String> MISTYPED = Set.of("bad-request", "unknown-answer");

  private Problems() {}

  static Trouble trouble(int status, byte[] body, Server server) {
    JsonNode problem = tree(body);
    String detail = problem.path("detail").asText("");
    String title = problem.path("title").asText("");
    String message = spoken(detail.isEmpty() ? title : detail);
    if (message.isEmpty()) message = "the server at " + server.address() + " answered " + status;
    String code = code(problem, status);
    Exit exit = MISTYPED.contains(code) ? Exit.USAGE : Exit.ofStatus(status);
    return Trouble.of(exit, code, message, hint(problem, status, server))
        .answered(status, problem.path("requestId").asText(""))
        .with(details(problem));
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.parse(body).view();
    } catch (Json.Malformed e) {
      return Json.EMPTY.view();
    }
  }

  private static String code(JsonNode problem, int status) {
    String type = problem.path("type").asText("");
    String last = type.substring(type.lastIndexOf('/') + 1);
    return last.isEmpty() || last.equals("about:blank") ? "http-" + status : last;
  }

  private static String hint(JsonNode problem, int status, Server server) {
    if (status == 401 && server.credential().isEmpty())
      return "Sign in with `fermata login`, or have a token of this server in your configuration"
          + " folder.";
    return spoken(problem.path("hint").asText(""));
  }

  private static String spoken(String text) {
    String spoken = text;
    for (var each : VERBS) spoken = spoken.replace(each.getKey(), each.getValue());
    return spoken;
  }

  private static List<String> details(JsonNode problem) {
    List<String> details = new ArrayList<>();
    for (JsonNode each : problem.path("complaints")) details.add(complaint(each));
    return details;
  }

  /** {@code 3:7 what is wrong}. */
  public static String complaint(JsonNode each) {
    int line = each.path("line").asInt();
    String place = line == 0 ? "" : line + ":" + each.path("column").asInt() + " ";
    return each.isTextual() ? each.textValue() : place + each.path("message").asText();
  }
}
