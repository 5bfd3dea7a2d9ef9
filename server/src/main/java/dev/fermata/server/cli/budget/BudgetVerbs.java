package dev.fermata.server.cli.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How much may be spent, at a server. */
@Command(
    name = "budget",
    description = {
      "Limits what agents, tools and people may spend.",
      "",
      "  budget: letters",
      "  owner: credit-ops",
      "  scope: { agent: letter-writer }",
      "  per: day",
      "  limit: { money: { amount: '5.00', currency: EUR }, calls: 200 }",
      "  breach: { degrade: letter-template }",
      "  estimate: { money: '0.03' }",
      "",
      "Before each call its estimate is reserved, with its answer the real cost is settled.",
      ""
    })
public final class BudgetVerbs {
  private static final String NAME = "its name";

  private static final View BUDGETS =
      new View(
          "name",
          List.of(
              Column.of("budget", "name"),
              Column.of("per", "per"),
              Column.of("limit", "limit"),
              Column.of("spent", "spent"),
              Column.of("reserved", "reserved"),
              Column.of("beyond it", "breach"),
              Column.of("owner", "owner"),
              Column.of("about", "scope"),
              Column.of("window", "window"),
              Column.time("added", "added"),
              Column.of("by", "by"),
              Column.of("why", "why")),
          7,
          "No budget is in force. `fermata budget add FILE` puts one in force.");

  private final Desk desk;

  public BudgetVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Puts budgets in force, each in place of the one of its name.",
      footer = {"", "Example:", "  fermata budget add letters.yaml --why 'new prices'"})
  void add(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "budget files")
          List<String> files,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "the reason, which is recorded")
          String why) {
    try (Server server = desk.server()) {
      for (String file : files) {
        ObjectNode body = Json.object().put("source", Inputs.text(file)).put("why", why);
        JsonNode done = added(server, file, body);
        String name = done.path("name").asText();
        desk.printer()
            .done(
                done,
                name,
                "In force: "
                    + name
                    + ", per "
                    + done.path("per").asText()
                    + "; beyond it: "
                    + done.path("breach").asText()
                    + ".");
      }
    }
  }

  private static JsonNode added(Server server, String file, ObjectNode body) {
    try {
      return server.post("/budgets", body);
    } catch (Trouble trouble) {
      throw trouble.in(file);
    }
  }

  @Command(
      description = "Lists the budgets in force, and how they stand now.",
      footer = {"", "Example:", "  fermata budget list -o wide"})
  void list() {
    try (Server server = desk.server()) {
      desk.printer().list(server.get("/budgets"), BUDGETS);
    }
  }

  @Command(
      description = "Shows one budget, how it stands now, and its text.",
      footer = {"", "Example:", "  fermata budget show letters"})
  void show(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    try (Server server = desk.server()) {
      JsonNode budget = server.get(Server.path("/budgets", name));
      desk.printer().one(budget, BUDGETS);
      if (!desk.format().forPrograms() && desk.format() != Format.NAME)
        desk.screen().data(Visible.text("\n" + budget.path("source").asText().stripTrailing()));
    }
  }

  @Command(
      description = "Takes a budget out of force; what was spent stays counted.",
      footer = {"", "Example:", "  fermata budget remove letters --why 'paid by another team'"})
  void remove(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "the reason, which is recorded")
          String why,
      @Option(
              names = {"-y", "--yes"},
              description = "do not ask")
          boolean yes) {
    try (Server server = desk.server()) {
      desk.confirm("Remove the budget " + name + "? What it limited is no longer limited.", yes);
      server.post(Server.path("/budgets", name, "remove"), Json.object().put("why", why));
      desk.printer()
          .done(Json.object().put("removed", name), name, "Removed the budget " + name + ".");
    }
  }
}
