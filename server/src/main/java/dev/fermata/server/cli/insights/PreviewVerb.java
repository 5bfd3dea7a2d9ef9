package dev.fermata.server.cli.insights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.WorkflowVerbs;
import dev.fermata.server.show.Lengths;
import dev.fermata.server.show.Visible;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a run will probably be like. */
@Command(
    name = "preview",
    description = {
      "Says what a run will probably cost and take, and whom it will ask, as the runs",
      "that were completed last tell; and says so where there are too few of them."
    },
    footer = {"", "Example:", "  fermata workflow preview loan-origination"})
public final class PreviewVerb implements Runnable {
  private static final int PERCENT = 100;
  private final Desk desk;

  @Parameters(paramLabel = "NAME[@VERSION]", description = "the workflow")
  private String workflow = "";

  public PreviewVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    try (Server server = desk.server()) {
      String path = WorkflowVerbs.path(workflow);
      int query = path.indexOf('?');
      JsonNode preview =
          server.get(
              query < 0
                  ? path + "/preview"
                  : path.substring(0, query) + "/preview" + path.substring(query));
      if (desk.format().forPrograms()) {
        desk.printer().tree(preview);
        return;
      }
      say(preview.path("workflow").asText() + ": " + preview.path("says").asText() + ".");
      if (!preview.path("known").asBoolean()) return;
      say("takes     " + spread(preview.path("took")));
      say("of which  " + spread(preview.path("waited")) + " waiting for people");
      for (JsonNode each : preview.path("cost")) {
        String currency = each.path("currency").asText();
        say(
            "costs     %s %s; 95 of 100 at most %s"
                .formatted(currency, each.path("p50").asText(), each.path("p95").asText()));
      }
      for (JsonNode each : preview.path("people"))
        say(
            "asks      %s, in %.0f of 100 runs, who let it wait %s"
                .formatted(
                    each.path("team").asText(),
                    each.path("share").asDouble() * PERCENT,
                    spread(each.path("open"))));
    }
  }

  private void say(String line) {
    desk.screen().data(Visible.line(line));
  }

  private static String spread(JsonNode of) {
    return Lengths.of(of.path("p50Ms").asLong())
        + "; 95 of 100 at most "
        + Lengths.of(of.path("p95Ms").asLong());
  }
}
