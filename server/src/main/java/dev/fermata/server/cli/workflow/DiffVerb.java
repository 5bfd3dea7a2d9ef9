package dev.fermata.server.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What changed between two workflows, in words. */
@Command(
    name = "diff",
    description = "Says in words what one workflow has otherwise than another.",
    footer = {"", "Example:", "  fermata workflow diff loan-origination@1.0.0 workflow.yaml"})
public final class DiffVerb implements Callable<Integer> {
  private final Desk desk;

  @Parameters(index = "0", paramLabel = "FROM", description = Source.WHAT)
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "the same")
  private String to = "";

  @Option(names = "--exit-code", description = "exit 10 if there is a difference")
  private boolean exitCode;

  public DiffVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      ObjectNode both =
          Json.object().put("from", Source.of(server, from)).put("to", Source.of(server, to));
      JsonNode answer = server.post("/workflows/diff", both);
      JsonNode changes = answer.path("changes");
      if (desk.format().forPrograms()) {
        desk.printer().tree(answer);
      } else if (changes.isEmpty()) {
        desk.screen().data("They do the same.");
      } else {
        for (JsonNode change : changes)
          desk.screen()
              .data(
                  Visible.line(sign(change.path("kind").asText()) + change.path("text").asText()));
      }
      return (exitCode && !changes.isEmpty() ? Exit.DIFFERENT : Exit.OK).code();
    }
  }

  private static String sign(String kind) {
    return switch (kind) {
      case "added" -> "+ ";
      case "removed" -> "- ";
      case "moved" -> "> ";
      default -> "~ ";
    };
  }
}
