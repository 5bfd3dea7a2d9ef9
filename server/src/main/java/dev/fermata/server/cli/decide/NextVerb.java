package dev.fermata.server.cli.decide;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.verb.Desk;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What waits for whoever types, one after the other, each with its whole brief. */
@Command(
    name = "next",
    description = {
      "Shows the next task that waits for you, and decides it by a key.",
      "Where nobody types, it prints the brief and ends."
    },
    footer = {"", "Example:", "  fermata task next"})
public final class NextVerb implements Callable<Integer> {
  private static final int PAGE = 200;

  private final Desk desk;

  @Option(names = "--team", paramLabel = "NAME", defaultValue = "", description = "of this team")
  private String team = "";

  public NextVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      String query = "/tasks?mine=true&sort=fair&limit=" + PAGE;
      JsonNode waiting =
          server.get(team.isEmpty() ? query : query + "&team=" + Server.quoted(team)).path("items");
      if (waiting.isEmpty()) {
        if (desk.format().forPrograms()) desk.printer().tree(server.get(query));
        else desk.screen().data("Nothing waits for you.");
        return Exit.OK.code();
      }
      boolean typed = desk.screen().canAsk() && desk.screen().outSeen();
      if (!typed || desk.format() != Format.TABLE) return printed(server, waiting.path(0));
      try (var keys = Keys.ofThisTerminal()) {
        for (JsonNode each : waiting) {
          var sitting = new Sitting(desk, server, keys, each.path("id").asText());
          if (sitting.decide() == Sitting.End.QUIT) return Exit.OK.code();
        }
      }
      desk.screen().note("That was all that waits for you.");
      return Exit.OK.code();
    }
  }

  private int printed(Server server, JsonNode item) {
    JsonNode task = server.get(Server.path("/tasks", item.path("id").asText()));
    if (desk.format() == Format.TABLE || desk.format() == Format.WIDE)
      new Briefing(desk, task).show();
    else desk.printer().tree(task);
    return Exit.OK.code();
  }
}
