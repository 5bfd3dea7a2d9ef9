package dev.fermata.server.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Problems;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.server.cli.verb.WorkflowVerbs;
import dev.fermata.value.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The text of a workflow: of a file, or as it was published. */
final class Source {
  static final String WHAT = "a file, or a name, name@version or namespace/name@version";

  private Source() {}

  static String of(Server server, String given) {
    boolean file =
        given.equals("-")
            || given.matches(".*\\.(ya?ml|json)")
            || Files.isRegularFile(Path.of(given));
    return file
        ? Inputs.text(given)
        : server.get(WorkflowVerbs.path(given)).path("source").asText();
  }

  /**
   * The graph and the outline of a workflow, or all that is wrong with it.
   *
   * @param as how the graph is wanted: json, svg or mermaid
   */
  static JsonNode read(Server server, String given, String as) {
    ObjectNode body = Json.object().put("source", of(server, given)).put("as", as);
    JsonNode read = server.post("/workflows/graph", body);
    if (!read.has("outline")) {
      List<String> wrong = new ArrayList<>();
      read.path("complaints").forEach(each -> wrong.add(given + ":" + Problems.complaint(each)));
      throw Trouble.failed("invalid-workflow", given + " cannot be read", "Correct what is named.")
          .with(wrong);
    }
    return read;
  }
}
