package dev.fermata.server.cli.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Why;
import dev.fermata.value.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accepts how the tools of an MCP server have changed. */
@Command(
    name = "accept",
    description = {
      "Accepts how the tools of an MCP server have changed.",
      "",
      "Shows the changes first. A person of its owner's does it, or an administrator.",
      "A new tool is irreversible, and so is one that no longer says that it only",
      "reads; what the file says of a tool stays."
    },
    footer = {"", "Example:", "  fermata tool accept filesystem --why 'version 2, read by ana'"})
public final class ToolAccept implements Runnable {
  private final Desk desk;

  @Parameters(paramLabel = "NAME", description = "the tool server's name")
  private String name = "";

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "only say what would be done")
  private boolean dryRun;

  @Mixin private Why why = new Why();

  public ToolAccept(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    try (Server server = desk.server()) {
      JsonNode changes = server.get(Server.path("/tools", name, "changes"));
      if (changes.path("items").isEmpty()) {
        desk.printer().done(changes, name, "The tools of " + name + " are as they were accepted.");
        return;
      }
      OfferShown.changes(changes).forEach(desk.screen()::note);
      if (dryRun) {
        desk.printer().done(changes, name, "Would accept these changes of " + name + ".");
        return;
      }
      desk.confirm("Accept these changes of " + name + "?", yes);
      var body = Json.object().put("offered", changes.path("offered").asText());
      JsonNode accepted = server.post(Server.path("/tools", name, "accept"), why.with(body));
      desk.printer().done(accepted, name, "Accepted the tools of " + name + ".");
    }
  }
}
