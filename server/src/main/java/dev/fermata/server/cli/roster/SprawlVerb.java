package dev.fermata.server.cli.roster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import java.util.List;
import picocli.CommandLine.Command;

/** Whether the roster is in order. */
@Command(
    name = "sprawl",
    description = {
      "Says whether the roster is in order: a score from 0 to 100, and what is wrong.",
      "Each finding has the command that mends it. The formula: docs/guides/sprawl.md"
    },
    footer = {"", "Example:", "  fermata audit sprawl -o json"})
public final class SprawlVerb implements Runnable {
  private static final View FINDINGS =
      new View(
          "name",
          List.of(
              Column.of("finding", "finding"),
              Column.of("kind", "kind"),
              Column.of("name", "name"),
              Column.of("points", "points"),
              Column.of("why", "why"),
              Column.of("mend", "mend")),
          5,
          "Nothing is wrong with what is registered.");

  private final Desk desk;

  public SprawlVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    try (Server server = desk.server()) {
      JsonNode report = server.get("/sprawl");
      desk.printer().list(report, FINDINGS);
      if (desk.format().forPrograms()) return;
      desk.screen().data("");
      for (JsonNode each : report.path("items"))
        desk.screen().data(Visible.line(each.path("mend").asText()));
      desk.screen()
          .note(
              "Score %d of 100, over %d agents and tool servers."
                  .formatted(report.path("score").asInt(), report.path("things").asInt()));
    }
  }
}
