package dev.fermata.server.cli.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides at one stroke what is of low risk; a person sees each question before. */
@Command(
    name = "decide-all",
    description = {
      "Gives one answer to all your tasks of low risk that have it, up to 100 at once.",
      "It shows each and asks before; so a script cannot do it."
    },
    footer = {"", "Example:", "  fermata task decide-all approve --workflow shop/refund --dry-run"})
public final class DecideAllVerb implements Callable<Integer> {
  private static final int MOST = 100;

  private final Desk desk;

  @Parameters(paramLabel = "ANSWER", description = "one of the answers that all of them have")
  private String answer = "";

  @Option(names = "--team", paramLabel = "NAME", defaultValue = "", description = "of this team")
  private String team = "";

  @Option(
      names = "--workflow",
      paramLabel = "NAME",
      defaultValue = "",
      description = "of this workflow, such as shop/refund")
  private String workflow = "";

  @Option(names = "--run", paramLabel = "RUN", defaultValue = "", description = "of this run")
  private String run = "";

  @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "the reason")
  private String why = "";

  @Option(names = "--dry-run", description = "only show which they are")
  private boolean dryRun;

  public DecideAllVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (!dryRun && !desk.screen().canAsk())
      throw Trouble.usage(
          "nobody is there to read what would be decided",
          "Decide one by one with `fermata task decide`, which takes the digest of what was read.");
    try (Server server = desk.server()) {
      List<JsonNode> tasks = tasks(server);
      for (JsonNode each : tasks)
        desk.screen()
            .note(
                Visible.line(each.path("id").asText() + "  " + each.at("/brief/question").asText())
                    + proposal(each));
      if (dryRun || tasks.isEmpty()) {
        ObjectNode would = Json.object().put("count", tasks.size()).put("decided", 0);
        ArrayNode ids = would.putArray("tasks");
        tasks.forEach(each -> ids.add(each.path("id").asText()));
        desk.printer()
            .done(would, "" + tasks.size(), many(tasks.size()) + " would be decided: " + answer);
        return Exit.OK.code();
      }
      desk.confirm("Decide '" + answer + "' for " + many(tasks.size()) + "?", false);
      return decided(server, tasks);
    }
  }

  private static String proposal(JsonNode task) {
    String proposal = task.path("proposal").asText("");
    return proposal.isEmpty() ? "" : "  (" + Visible.line(proposal) + ")";
  }

  private List<JsonNode> tasks(Server server) {
    var query = new StringBuilder("/tasks?mine=true&limit=500");
    if (!team.isEmpty()) query.append("&team=").append(Server.quoted(team));
    if (!run.isEmpty()) query.append("&run=").append(Server.quoted(run));
    List<JsonNode> tasks = new ArrayList<>();
    for (JsonNode item : server.get(query.toString()).path("items")) {
      String name = item.path("workflow").asText();
      boolean fits = name.equals(workflow) || name.startsWith(workflow + "@");
      if (tasks.size() < MOST
          && item.path("batchable").asBoolean()
          && (workflow.isEmpty() || fits)) {
        JsonNode task = server.get(Server.path("/tasks", item.path("id").asText()));
        if (task.at("/brief/answers").has(answer)) tasks.add(task);
      }
    }
    return tasks;
  }

  private int decided(Server server, List<JsonNode> tasks) {
    ObjectNode body = Json.object().put("answer", answer);
    if (!why.isEmpty()) body.put("why", why);
    ArrayNode ids = body.putArray("ids");
    for (JsonNode each : tasks)
      ids.addObject()
          .put("task", each.path("id").asText())
          .put("digest", each.path("digest").asText());
    JsonNode all = server.post("/tasks/decide", body);
    int decided = all.path("decided").asInt();
    for (JsonNode each : all.path("results"))
      if (!each.path("decided").asBoolean())
        desk.screen().note(each.path("task").asText() + ": " + each.at("/problem/detail").asText());
    desk.printer().done(all, Integer.toString(decided), "Decided " + many(decided) + ": " + answer);
    return (decided == tasks.size() ? Exit.OK : Exit.CONFLICT).code();
  }

  private static String many(int count) {
    return count == 1 ? "1 task" : count + " tasks";
  }
}
