package dev.fermata.server.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.util.List;
import picocli.CommandLine.Command;

/** What models cost, at a server. */
@Command(
    name = "model",
    description = {
      "Tells what language models cost.",
      "",
      "The file prices.yaml in the server's data folder says it; it is read again when",
      "it changes, and prices are for a million tokens:",
      "",
      "  currency: USD",
      "  models:",
      "    'gpt-4o*': { input: '2.50', cached: '1.25', output: '10.00' }",
      ""
    })
public final class ModelVerbs {
  private static final View PRICES =
      new View(
          "model",
          List.of(
              Column.of("model", "model"),
              Column.of("input", "input"),
              Column.of("cached", "cached"),
              Column.of("output", "output"),
              Column.of("currency", "currency")),
          5,
          "No price is in force: tokens are counted, but cost nothing. Write prices.yaml in the data folder.");

  private final Desk desk;

  public ModelVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Lists the prices in force, for a million tokens.",
      footer = {"", "Example:", "  fermata model prices"})
  void prices() {
    try (Server server = desk.server()) {
      JsonNode answer = server.get("/models/prices");
      desk.printer().list(answer, PRICES);
      if (answer.has("complaint") && !desk.format().forPrograms()) {
        desk.screen()
            .note(answer.path("complaint").asText() + "; the prices from before are in force");
      }
    }
  }
}
