package dev.fermata.server.cli.insights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.batch.Rows;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How runs went for groups of people, by an attribute that never leaves the file of who asks. */
@Command(
    name = "groups",
    description = {
      "How runs of a workflow went for groups of people: approved, failed, turned out",
      "well, each with its 95 %% interval. The attribute is read of your own file and",
      "never sent: no agent, task or server sees it. Of a group of fewer than 10 runs",
      "nothing is told."
    },
    footer = {
      "",
      "Example:",
      "  fermata insights groups applicants.csv --group sex --workflow lending/loans \\",
      "    --subject-column application_id --approved book"
    })
public final class GroupVerb implements Runnable {
  private static final int PERCENT = 100;

  /** How many runs are looked at, the last ones. */
  private static final int RUNS = 100_000;

  private static final View VIEW =
      new View(
          "value",
          List.of(
              Column.of("group", "value"),
              Column.of("runs", "runs"),
              share("approved"),
              share("errors"),
              share("stood")),
          5,
          "No group has " + Groups.LEAST + " runs that ended.");

  private final Desk desk;

  @Parameters(paramLabel = "FILE", description = "rows with the attribute; - for stdin")
  private String file = "";

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      required = true,
      description = "the column that holds the attribute")
  private String group = "";

  @Option(
      names = "--workflow",
      paramLabel = "NS/NAME",
      required = true,
      description = "whose runs; with @VERSION of that one alone")
  private String workflow = "";

  @Option(
      names = "--approved",
      paramLabel = "STEP",
      description = "the step that is done for those who are approved")
  private String approved = "";

  @Option(
      names = "--run-column",
      paramLabel = "NAME",
      defaultValue = "run",
      description = "names the run; 'run' by default")
  private String run = "run";

  @Option(
      names = "--subject-column",
      paramLabel = "NAME",
      defaultValue = "subject",
      description = "names what runs are about; 'subject' by default")
  private String subject = "subject";

  public GroupVerb(Desk desk) {
    this.desk = desk;
  }

  private static Column share(String member) {
    return new Column(
        member,
        (item, _) -> {
          JsonNode share = item.path(member);
          return share.isMissingNode()
              ? ""
              : String.format(
                  Locale.ROOT,
                  "%.0f %% (%.0f to %.0f)",
                  share.path("share").asDouble() * PERCENT,
                  share.path("low").asDouble() * PERCENT,
                  share.path("high").asDouble() * PERCENT);
        });
  }

  @Override
  public void run() {
    try (Server server = desk.server()) {
      Map<String, Groups.Went> went = went(server);
      ObjectNode told = told(went, subjects(server, went.keySet()));
      desk.printer().list(told, VIEW);
      if (desk.format().forPrograms()) return;
      long small = told.path("tooSmall").asLong();
      if (small > 0)
        desk.screen().note(small + " groups have fewer than " + Groups.LEAST + " runs; not told.");
      long unknown = told.path("withoutRun").asLong();
      if (unknown > 0) desk.screen().note(unknown + " rows are of no run that ended.");
    }
  }

  /** The runs that ended, and how. */
  private Map<String, Groups.Went> went(Server server) {
    String of = "/insights/runs?workflow=" + Server.quoted(workflow);
    Set<String> yes = new HashSet<>();
    if (!approved.isEmpty()) {
      String done = of + "&step=" + Server.quoted(approved) + "&figure=ok";
      for (JsonNode item : all(server, done)) yes.add(item.path("run").asText());
      if (yes.isEmpty())
        throw Trouble.notFound(
            "no run of " + workflow + " has done a step '" + approved + "'",
            "Steps are listed by: fermata insights quality --by step --workflow " + workflow);
    }
    Map<String, Groups.Went> went = new HashMap<>();
    for (JsonNode item : all(server, of)) {
      String id = item.path("run").asText();
      Optional<Boolean> good =
          item.has("good") ? Optional.of(item.path("good").asBoolean()) : Optional.empty();
      boolean faulted = item.path("result").asText().equals("faulted");
      went.put(id, new Groups.Went(yes.contains(id), faulted, good));
    }
    return went;
  }

  private static JsonNode all(Server server, String path) {
    JsonNode all = server.pages(path, "before", RUNS);
    if (all.has("next"))
      throw Trouble.usage(
          "there are more than " + RUNS + " runs",
          "Ask about one version: --workflow NAME@VERSION.");
    return all.path("items");
  }

  /** The runs about each subject. */
  private Map<String, Set<String>> subjects(Server server, Set<String> runs) {
    Map<String, Set<String>> found = new HashMap<>();
    for (JsonNode item : all(server, "/runs?workflow=" + Server.quoted(workflow))) {
      String id = item.path("id").asText();
      String about = item.path("subject").asText();
      if (!about.isEmpty() && runs.contains(id))
        found.computeIfAbsent(about, _ -> new HashSet<>()).add(id);
    }
    return found;
  }

  private ObjectNode told(Map<String, Groups.Went> went, Map<String, Set<String>> subjects) {
    var groups = new Groups();
    Set<String> seen = new HashSet<>();
    int without = 0;
    try (Rows rows = Rows.open(file, Json.object())) {
      for (var row = rows.next(); row.isPresent(); row = rows.next()) {
        if (!(row.get() instanceof Rows.Row.Input(var number, var object)))
          throw Trouble.failed("file", file + " row " + row.get().number() + " cannot be read", "");
        if (!object.has(group))
          throw Trouble.usage(
              file + " row " + number + " has no column '" + group + "'", "Name it by --group.");
        Set<String> runs =
            object.has(run)
                ? Set.of(object.path(run).asText())
                : subjects.getOrDefault(object.path(subject).asText(), Set.of());
        without += runs.stream().noneMatch(went::containsKey) ? 1 : 0;
        for (String id : runs)
          if (went.containsKey(id) && seen.add(id))
            groups.add(object.path(group).asText(), went.get(id));
      }
    }
    return groups.told(!approved.isEmpty()).put("withoutRun", without);
  }
}
