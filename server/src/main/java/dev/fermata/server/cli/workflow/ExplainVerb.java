package dev.fermata.server.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A workflow in plain sentences. */
@Command(
    name = "explain",
    description = "Says in plain sentences what a workflow does.",
    footer = {"", "Example:", "  fermata workflow explain examples/loans/workflow.yaml"})
public final class ExplainVerb implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "WORKFLOW", description = Source.WHAT)
  private String workflow = "";

  public ExplainVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      JsonNode items = Source.read(server, workflow, "mermaid").path("outline");
      if (desk.format().forPrograms()) {
        ObjectNode tree = Json.object();
        tree.set("items", items);
        desk.printer().tree(tree);
      } else {
        items.forEach(item -> desk.screen().data(Visible.line(line(item))));
      }
      return 0;
    }
  }

  private static String line(JsonNode item) {
    String name = item.path("name").asText();
    return "  ".repeat(item.path("depth").asInt())
        + (name.isEmpty() ? "- " : name + ": ")
        + item.path("text").asText();
  }
}
