package dev.fermata.server.cli.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens what a task rests on; that this person opened it stands in the run for good. */
@Command(
    name = "evidence",
    description = {
      "Opens evidence of a task: prints it whole, and records that you did.",
      "A task of high risk is not decided before. Without an item it only lists."
    },
    footer = {
      "",
      "Examples:",
      "  fermata task evidence r01k8-1",
      "  fermata task evidence r01k8-1 1 3"
    })
public final class EvidenceVerb implements Callable<Integer> {
  private final Desk desk;

  @Parameters(index = "0", paramLabel = "TASK", description = "its id, or the beginning of it")
  private String id = "";

  @Parameters(index = "1..*", paramLabel = "ITEM", description = "its number or id")
  private List<String> items = new ArrayList<>();

  @Option(names = "--missing", description = "all that has to be opened before you decide")
  private boolean missing;

  public EvidenceVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      JsonNode task = server.get(Server.path("/tasks", id));
      ObjectNode body = Json.object();
      var ids = body.putArray("evidence");
      List<Integer> numbers = numbers(task);
      numbers.forEach(n -> ids.add(task.at("/brief/evidence").path(n - 1).path("id").asText()));
      boolean people = desk.format() == Format.TABLE || desk.format() == Format.WIDE;
      if (people) print(task, numbers);
      if (!ids.isEmpty())
        server.post(Server.path("/tasks", task.path("id").asText(), "opened"), body);
      if (!people) {
        ObjectNode tree = Json.object();
        var shown = tree.putArray("items");
        JsonNode all = task.at("/brief/evidence");
        if (numbers.isEmpty()) all.forEach(shown::add);
        else numbers.forEach(n -> shown.add(all.path(n - 1)));
        desk.printer().tree(tree);
      }
      return Exit.OK.code();
    }
  }

  private void print(JsonNode task, List<Integer> numbers) {
    var briefing = new Briefing(desk, task);
    if (numbers.isEmpty()) briefing.list();
    for (int number : numbers) {
      briefing.item(number);
      desk.screen().data("");
    }
  }

  private List<Integer> numbers(JsonNode task) {
    JsonNode all = task.at("/brief/evidence");
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; i <= all.size(); i++) {
      String name = all.path(i - 1).path("id").asText();
      boolean wanted = items.contains(name) || items.contains(Integer.toString(i));
      if (missing)
        for (JsonNode each : task.at("/friction/missing")) wanted |= each.asText().equals(name);
      if (wanted) numbers.add(i);
    }
    if (numbers.size() < items.size() && !missing)
      throw Trouble.usage(
          "this task has no evidence called " + String.join(", ", items),
          "List it with `fermata task evidence " + id + "`.");
    return numbers;
  }
}
