package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The kill switches. */
@Command(name = "switch", description = "Stops what agents do, and lets it go on.")
public final class SwitchVerbs {
  private static final String REACH =
      "all, agent:NAME, tool:SERVER[.TOOL], workflow:NAMESPACE/NAME or owner:NAME";

  private final Desk desk;

  public SwitchVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      name = "throw",
      description = {
        "Stops all that it reaches: no call passes the gate from now on.",
        "What is under way comes back and is recorded; what would leave waits, and",
        "goes on by itself when the switch is released. Nothing is lost."
      },
      footer = {
        "",
        "Examples:",
        "  fermata switch throw all --why 'letters look wrong'",
        "  fermata switch throw tool:core-banking.book_loan --why 'the bank asks us to'"
      })
  void stop(
      @Parameters(paramLabel = "REACH", description = REACH) String reach,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "the reason, shown in every run that waits for it")
          String why) {
    stop(desk, reach, why);
  }

  static void stop(Desk desk, String reach, String why) {
    String release = desk.next("switch release " + reach + " --why TEXT");
    String said = "Switched off: " + reach + ". Release it with: " + release;
    desk.printer().done(tell(desk, "throw", reach, why), reach, said);
  }

  @Command(
      description = "Lets go on what a switch has stopped.",
      footer = {"", "Example:", "  fermata switch release all --why 'the template is mended'"})
  void release(
      @Parameters(paramLabel = "REACH", description = REACH) String reach,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "the reason, which is recorded")
          String why) {
    release(desk, reach, why);
  }

  static void release(Desk desk, String reach, String why) {
    JsonNode after = tell(desk, "release", reach, why);
    desk.printer().done(after, reach, "Released: " + reach + ". What waited goes on" + but(after));
  }

  /** What another switch reaches as well does not go on. */
  private static String but(JsonNode after) {
    List<String> others =
        after.path("items").valueStream().map(each -> each.path("reach").asText()).toList();
    return others.isEmpty()
        ? "."
        : ", except what these still hold: " + String.join(", ", others) + ".";
  }

  private static JsonNode tell(Desk desk, String verb, String reach, String why) {
    try (Server server = desk.server()) {
      var body = Json.object().put("reach", reach).put("why", why);
      return server.post("/switches/" + verb, body);
    }
  }

  @Command(
      description = "Lists the switches that are thrown.",
      footer = {"", "Example:", "  fermata switch list"})
  void list() {
    try (Server server = desk.server()) {
      desk.printer().list(server.get("/switches"), Views.SWITCHES);
    }
  }
}
