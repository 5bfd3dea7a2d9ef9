package dev.fermata.server.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Webhooks that start runs. */
@Command(
    name = "hook",
    description = {
      "Lets programs elsewhere start runs of one workflow by signed requests.",
      "",
      "What they send is the run's input and nothing else. From a shell, with the",
      "secret that `hook add` shows once in $SECRET and the server in $FERMATA_SERVER:",
      "",
      "  T=$(date +%%s) N=$(openssl rand -hex 16) B='{\"order\": 7}'",
      "  S=$(printf %%s \"$T.$N.$B\" |",
      "    openssl dgst -r -sha256 -hmac \"$SECRET\" | cut -d' ' -f1)",
      "  curl -sS --data-binary \"$B\" -H 'Content-Type: application/json' \\",
      "    -H \"Fermata-Timestamp: $T\" -H \"Fermata-Nonce: $N\" \\",
      "    -H \"Fermata-Signature: v1=$S\" \"$FERMATA_SERVER/hooks/orders\"",
      "",
      "201 names the run; 409 names the run that this nonce began before; 401 is a",
      "wrong signature, a wrong name, or a clock that is off by over 5 minutes.",
      ""
    })
public final class HookVerbs {
  private static final String NAME = "its name";
  private static final String WHY = "the reason, which is recorded";

  private static final View HOOKS =
      new View(
          "name",
          List.of(
              Column.of("hook", "name"),
              Column.of("workflow", "workflow"),
              Column.of("labels", "labels"),
              Column.of("usable", "usable"),
              Column.of("by", "by"),
              Column.time("added", "at"),
              Column.of("why", "why")),
          6,
          "No hook is open. `fermata hook add NAME --workflow NAME` opens one.");

  private final Desk desk;

  public HookVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Opens a hook, and shows its secret this one time.",
      footer = {
        "",
        "Examples:",
        "  fermata hook add orders --workflow check-order --why 'the shop reports them'",
        "  fermata hook add visits --workflow triage --label personal,special"
      })
  void add(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--workflow",
              paramLabel = "NAME",
              required = true,
              description = "what it starts: the latest version, or NAME@VERSION for that one")
          String workflow,
      @Option(
              names = "--label",
              paramLabel = "CLASS",
              split = ",",
              description = {
                "what comes in: public, internal, confidential, personal, special;",
                "untrusted it is in any case"
              })
          List<String> labels,
      @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = WHY)
          String why) {
    var body = Json.object().put("name", name).put("workflow", workflow).put("why", why);
    var list = body.putArray("labels");
    (labels == null ? new ArrayList<String>() : labels).forEach(list::add);
    try (Server server = desk.server()) {
      said(server.post("/hooks", body), name, "Open: ");
    }
  }

  private void said(JsonNode hook, String name, String what) {
    desk.printer()
        .done(
            hook,
            name,
            what
                + desk.address()
                + hook.path("path").asText()
                + " starts "
                + hook.path("workflow").asText()
                + ".\nIts secret, which is not shown again: "
                + hook.path("secret").asText()
                + "\nHow to sign with it: fermata hook --help");
  }

  @Command(
      description = "Lists the hooks. One that is not usable needs a new secret: rotate it.",
      footer = {"", "Example:", "  fermata hook list -o wide"})
  void list() {
    try (Server server = desk.server()) {
      desk.printer().list(server.get("/hooks"), HOOKS);
    }
  }

  @Command(
      description = "Gives a hook another secret; the old one is void at once.",
      footer = {"", "Example:", "  fermata hook rotate orders --why 'it stood in a log'"})
  void rotate(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = WHY)
          String why) {
    try (Server server = desk.server()) {
      var body = Json.object().put("why", why);
      said(server.post(Server.path("/hooks", name, "rotate"), body), name, "Rotated: ");
    }
  }

  @Command(
      description = "Closes a hook. Runs that it began go on.",
      footer = {"", "Example:", "  fermata hook remove orders --why 'the shop has moved'"})
  void remove(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(names = "--why", paramLabel = "TEXT", required = true, description = WHY) String why,
      @Option(
              names = {"-y", "--yes"},
              description = "do not ask")
          boolean yes) {
    try (Server server = desk.server()) {
      desk.confirm("Remove the hook " + name + "? Who uses it is refused then.", yes);
      server.post(Server.path("/hooks", name, "remove"), Json.object().put("why", why));
      desk.printer()
          .done(Json.object().put("removed", name), name, "Removed the hook " + name + ".");
    }
  }
}
