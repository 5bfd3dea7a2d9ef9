package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Problems;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be run. */
@Command(name = "workflow", description = "Checks and publishes what can be run.")
public final class WorkflowVerbs {
  private final Desk desk;

  public WorkflowVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Says what is wrong with workflow files; stores nothing.",
      footer = {"", "Example:", "  fermata workflow lint examples/loans/workflow.yaml"})
  int lint(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "workflow files")
          List<String> files) {
    try (Server server = desk.server()) {
      Map<String, JsonNode> found = linted(server, files);
      ObjectNode answer = Json.object();
      var items = answer.putArray("items");
      found.forEach(
          (file, lint) -> items.add(Json.object().put("file", file).setAll(object(lint))));
      if (desk.format().forPrograms()) desk.printer().list(answer, Views.WORKFLOWS);
      else found.forEach(this::tell);
      return found.values().stream().anyMatch(WorkflowVerbs::hasErrors)
          ? Exit.FAILED.code()
          : Exit.OK.code();
    }
  }

  @Command(
      description = "Publishes workflow files: all of them, or none if one has errors.",
      footer = {"", "Example:", "  fermata workflow publish examples/loans/workflow.yaml"})
  int publish(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "workflow files")
          List<String> files,
      @Option(names = "--dry-run", description = "only check; publish nothing") boolean dryRun,
      @Mixin Why why) {
    if (dryRun) return lint(files);
    try (Server server = desk.server()) {
      List<String> wrong = new ArrayList<>();
      linted(server, files).forEach((file, lint) -> wrong.addAll(complaints(file, lint, true)));
      if (!wrong.isEmpty())
        throw Trouble.failed("invalid-workflow", "nothing was published", "Correct what is named.")
            .with(wrong);
      for (String file : files) {
        JsonNode done =
            server.post("/workflows", why.with(Json.object().put("source", Inputs.text(file))));
        for (JsonNode each : done.path("complaints"))
          desk.screen().note(file + ":" + Problems.complaint(each));
        String id = done.path("id").asText();
        desk.printer().done(done, id, "Published " + id + ".");
      }
      return Exit.OK.code();
    }
  }

  @Command(
      description = "Lists the published workflows.",
      footer = {"", "Example:", "  fermata workflow list --all -o json"})
  void list(@Option(names = "--all", description = "every version") boolean all) {
    try (Server server = desk.server()) {
      desk.printer().list(server.get("/workflows?all=" + all), Views.WORKFLOWS);
    }
  }

  @Command(
      description = "Shows one workflow with its source.",
      footer = {"", "Example:", "  fermata workflow show loan-origination"})
  void show(
      @Parameters(paramLabel = "NAME", description = "its name, or name@version") String name) {
    try (Server server = desk.server()) {
      JsonNode workflow = server.get(path(name));
      desk.printer().one(workflow, Views.WORKFLOWS);
      if (!desk.format().forPrograms() && desk.format() != Format.NAME)
        desk.screen().data(Visible.text("\n" + workflow.path("source").asText().stripTrailing()));
    }
  }

  /** The path of {@code name}, {@code name@version} or {@code namespace/name@version}. */
  public static String path(String workflow) {
    int slash = workflow.indexOf('/');
    int at = workflow.indexOf('@');
    String name = workflow.substring(slash + 1, at < 0 ? workflow.length() : at);
    var path = new StringBuilder(Server.path("/workflows", name));
    if (at >= 0) path.append("?version=").append(Server.quoted(workflow.substring(at + 1)));
    if (slash > 0)
      path.append(at < 0 ? '?' : '&')
          .append("namespace=")
          .append(Server.quoted(workflow.substring(0, slash)));
    return path.toString();
  }

  private static Map<String, JsonNode> linted(Server server, List<String> files) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (String file : files) {
      ObjectNode source = Json.object().put("source", Inputs.text(file));
      found.put(file, server.post("/workflows/lint", source));
    }
    return found;
  }

  private void tell(String file, JsonNode lint) {
    complaints(file, lint, false).forEach(desk.screen()::data);
    if (!hasErrors(lint)) desk.screen().data(file + ": can be published");
  }

  private static List<String> complaints(String file, JsonNode lint, boolean errorsOnly) {
    List<String> lines = new ArrayList<>();
    for (JsonNode each : lint.path("complaints")) {
      boolean warning = each.path("level").asText().equals("warning");
      if (warning && errorsOnly) continue;
      lines.add(file + ":" + Problems.complaint(each) + (warning ? " (warning)" : ""));
    }
    return lines;
  }

  private static boolean hasErrors(JsonNode lint) {
    for (JsonNode each : lint.path("complaints"))
      if (!each.path("level").asText().equals("warning")) return true;
    return false;
  }

  private static ObjectNode object(JsonNode tree) {
    return tree instanceof ObjectNode object ? object : Json.object();
  }
}
