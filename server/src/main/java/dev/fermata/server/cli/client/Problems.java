package dev.fermata.server.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;

/** Turns the API's problem details into what the command line says. */
public final class Problems {
  private Problems() {}

  static Trouble trouble(int status, byte[] body, Server server) {
    JsonNode problem = tree(body);
    String detail = problem.path("detail").asText("");
    String title = problem.path("title").asText("");
    String message = detail.isEmpty() ? title : detail;
    if (message.isEmpty()) message = "the server at " + server.address() + " answered " + status;
    return Trouble.of(
            Exit.ofStatus(status), code(problem, status), message, hint(problem, status, server))
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
    return problem.path("hint").asText("");
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
