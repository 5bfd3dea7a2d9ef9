package dev.fermata.server.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A workflow as a picture. */
@Command(
    name = "graph",
    description = {
      "Draws a workflow: as an SVG file that needs nothing else, or for Mermaid.",
      "",
      "With -o json it is the graph itself, with the place of every box."
    },
    footer = {"", "Example:", "  fermata workflow graph loan-origination --svg > loan.svg"})
public final class GraphVerb implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "WORKFLOW", description = Source.WHAT)
  private String workflow = "";

  @Option(names = "--svg", description = "as an SVG picture")
  private boolean svg;

  @Option(names = "--mermaid", description = "as a Mermaid flowchart; this is the default")
  private boolean mermaid;

  public GraphVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      boolean json = desk.format().forPrograms() && !svg && !mermaid;
      String as = json ? "json" : svg ? "svg" : "mermaid";
      JsonNode read = Source.read(server, workflow, as);
      if (json) desk.printer().tree(read.path("graph"));
      else desk.screen().data(Visible.text(read.path("text").asText().stripTrailing()));
      return 0;
    }
  }
}
