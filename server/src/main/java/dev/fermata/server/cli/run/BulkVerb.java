package dev.fermata.server.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Steers all runs that fit, and says beforehand how many they are. */
@Command
public final class BulkVerb implements Callable<Integer> {
  private final Desk desk;
  private final String act;
  private final String done;

  @Option(
      names = "--where",
      paramLabel = "FIELD=VALUE",
      required = true,
      description = {
        "which runs; each field once, and all must fit. Fields: workflow, status,",
        "subject, batch, owner, agent, parent, root, text, since, until, inDoubt"
      })
  private List<String> where = new ArrayList<>();

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      required = true,
      description = "why; it stands with every run")
  private String why = "";

  @Option(names = "--dry-run", description = "only say how many there are")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  private BulkVerb(Desk desk, String act, String done) {
    this.desk = desk;
    this.act = act;
    this.done = done;
  }

  /** One verb for each thing that can be done to many runs. */
  public static List<CommandLine> all(Desk desk) {
    return List.of(
        verb(desk, "cancel", "cancelled"),
        verb(desk, "pause", "paused"),
        verb(desk, "resume", "resumed"),
        verb(desk, "retry", "tried again"));
  }

  private static CommandLine verb(Desk desk, String act, String done) {
    var command = new CommandLine(new BulkVerb(desk, act, done));
    String name = act + "-all";
    command.getCommandSpec().name(name);
    command
        .getCommandSpec()
        .usageMessage()
        .description(
            "Has all runs that fit be " + done + ", the newest first.",
            "It says how many they are, and asks, before it does anything.")
        .footer(
            "",
            "Example:",
            "  fermata run " + name + " --where workflow=lending/loan --why 'wrong rates'");
    return command;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      ObjectNode body = Json.object().put("why", why);
      body.set("filter", filter());
      String path = "/runs/" + act + "-all";
      int count = server.post(path, body.deepCopy().put("dryRun", true)).path("count").asInt();
      if (dryRun || count == 0) {
        ObjectNode said = Json.object().put("count", count).put("done", 0);
        desk.printer().done(said, Integer.toString(count), runs(count) + " would be " + done + ".");
        return Exit.OK.code();
      }
      desk.confirm(
          runs(count) + (count == 1 ? " fits" : " fit") + ". " + capital(act) + " all?", yes);
      ObjectNode all = steered(server, path, body);
      int steered = all.path("done").asInt();
      for (JsonNode each : all.path("refused"))
        desk.screen().note(each.path("run").asText() + ": " + each.path("why").asText());
      desk.printer()
          .done(
              all,
              Integer.toString(steered),
              runs(steered) + (steered == 1 ? " is " : " are ") + done + ".");
      return (all.path("refused").isEmpty() ? Exit.OK : Exit.FAILED).code();
    }
  }

  private ObjectNode steered(Server server, String path, ObjectNode body) {
    ObjectNode all = Json.object();
    var refused = all.putArray("refused");
    long steered = 0;
    boolean more = true;
    while (more) {
      JsonNode page = server.post(path, body);
      steered += page.path("done").asLong();
      page.path("refused").forEach(refused::add);
      more = page.has("next");
      body.put("before", page.path("next").asText());
    }
    return all.put("done", steered);
  }

  private ObjectNode filter() {
    ObjectNode filter = Json.object();
    for (String each : where) {
      int cut = each.indexOf('=');
      if (cut < 1)
        throw Trouble.usage(
            "'" + each + "' does not say which runs", "Write it as --where workflow=NAME.");
      String field = each.substring(0, cut);
      String value = each.substring(cut + 1);
      // Either would mean more runs than whoever wrote it had in mind.
      if (value.isBlank())
        throw Trouble.usage("'" + field + "' has no value", "Write it as --where workflow=NAME.");
      if (filter.has(field))
        throw Trouble.usage(
            "'" + field + "' is there twice",
            "Give each field once, and do it again for the next.");
      filter.put(field, value);
    }
    return filter;
  }

  private static String runs(int count) {
    return count == 1 ? "1 run" : count + " runs";
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
