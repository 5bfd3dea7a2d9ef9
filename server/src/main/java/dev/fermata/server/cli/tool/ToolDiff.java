package dev.fermata.server.cli.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.verb.Desk;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows how the tools of an MCP server differ from what its owner accepted. */
@Command(
    name = "diff",
    description = {
      "Shows how the tools of an MCP server differ from what its owner accepted.",
      "",
      "A tool that differs is not called until its owner accepts it. Exits 1 if",
      "something differs."
    },
    footer = {"", "Example:", "  fermata tool diff filesystem"})
public final class ToolDiff implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "NAME", description = "the tool server's name")
  private String name = "";

  public ToolDiff(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      JsonNode changes = server.get(Server.path("/tools", name, "changes"));
      boolean none = changes.path("items").isEmpty();
      String text =
          none
              ? "The tools of " + name + " are as they were accepted."
              : String.join("\n", OfferShown.changes(changes));
      desk.printer().done(changes, name, text);
      return (none ? Exit.OK : Exit.FAILED).code();
    }
  }
}
