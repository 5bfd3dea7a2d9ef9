package dev.fermata.server.cli.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What goes wrong. */
@Command(
    name = "health",
    description = {
      "Shows what goes wrong: loops, who is stuck or silent, answers that cannot be used,",
      "figures that drift, automations at odds, and what everything hangs on.",
      "Each says since when, how sure that is, in which runs, and what to do.",
      "How it is told: docs/guides/health.md"
    },
    footer = {"", "Example:", "  fermata insights health -o json"})
public final class HealthVerb implements Runnable {
  private static final View FINDINGS =
      new View(
          "id",
          List.of(
              Column.of("finding", "kind"),
              Column.of("about", "about.name"),
              Column.time("since", "since"),
              Column.of("what", "what"),
              Column.of("how sure", "sure.says"),
              Column.of("weight", "weight"),
              new Column("runs", (item, _) -> runs(item)),
              Column.of("mend", "mend"),
              Column.of("id", "id")),
          5,
          "Nothing goes wrong that shows.");

  private final Desk desk;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "only findings of that kind, such as drift or loop")
  private String kind = "";

  @Option(
      names = "--about",
      paramLabel = "NAME",
      description = "only about that agent, tool or workflow")
  private String about = "";

  public HealthVerb(Desk desk) {
    this.desk = desk;
  }

  private static String runs(JsonNode item) {
    return String.join(", ", item.path("runs").findValuesAsText("run"));
  }

  private String path() {
    var query = new StringJoiner("&", "/insights/health?", "").setEmptyValue("/insights/health");
    if (!kind.isEmpty()) query.add("kind=" + Server.quoted(kind));
    if (!about.isEmpty()) query.add("about=" + Server.quoted(about));
    return query.toString();
  }

  @Override
  public void run() {
    try (Server server = desk.server()) {
      JsonNode report = server.get(path());
      desk.printer().list(report, FINDINGS);
      if (desk.format().forPrograms()) return;
      if (report.path("items").isEmpty()) return;
      desk.screen().data("");
      desk.screen().data("To look into it:");
      report.path("items").findValuesAsText("mend").stream()
          .distinct()
          .forEach(each -> desk.screen().data(Visible.line("  " + each)));
    }
  }
}
