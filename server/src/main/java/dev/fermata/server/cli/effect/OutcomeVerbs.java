package dev.fermata.server.cli.effect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.server.cli.batch.Rows;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What later turned out to be true. */
@Command(name = "outcome", description = "Reports what later turned out to be true of runs.")
public final class OutcomeVerbs {
  /** How many rows go in one request. */
  private static final int CHUNK = 500;

  /** How many rows that were not taken are told one by one. */
  private static final int TOLD = 10;

  private final Desk desk;

  public OutcomeVerbs(Desk desk) {
    this.desk = desk;
  }

  /** Which column of a file is what. */
  static final class Columns {
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

    @Option(
        names = "--row-column",
        paramLabel = "NAME",
        defaultValue = "row",
        description = "numbers the row of --batch; 'row' by default")
    private String row = "row";

    @Option(
        names = "--batch",
        paramLabel = "ID",
        defaultValue = "",
        description = "only runs of this batch; else the column 'batch'")
    private String batch = "";

    @Option(
        names = "--outcome-column",
        paramLabel = "NAME",
        defaultValue = "outcome",
        description = "holds the outcome; 'outcome' by default")
    private String outcome = "outcome";

    @Option(
        names = "--good",
        paramLabel = "VALUE",
        split = ",",
        description = "outcomes that are good; else the column 'good'")
    private Set<String> good = Set.of();

    @Option(
        names = "--bad",
        paramLabel = "VALUE",
        split = ",",
        description = "outcomes that are bad")
    private Set<String> bad = Set.of();
  }

  @Command(
      description = {
        "Says of runs that have ended what came of them; a later report corrects.",
        "A file of comma-separated values or JSON lines names in each row a run, a",
        "subject, or a batch and its row, and the outcome."
      },
      footer = {
        "",
        "Examples:",
        "  fermata outcome report --run r01k8 --outcome '{\"repaid\": false}' --is bad",
        "  fermata outcome report loans.csv --subject-column application_id --bad bad"
      })
  int report(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = "rows; - for stdin")
          String file,
      @Option(names = "--run", paramLabel = "RUN", defaultValue = "", description = "of one run")
          String run,
      @Option(
              names = "--outcome",
              paramLabel = "JSON",
              defaultValue = "",
              description = "what turned out to be true, with --run")
          String outcome,
      @Option(
              names = "--is",
              paramLabel = "WORD",
              defaultValue = "",
              description = "good or bad, with --run; left out where nobody can say")
          String is,
      @Mixin Columns columns) {
    if ((file == null) == run.isEmpty())
      throw Trouble.usage("outcome report needs a file, or --run and --outcome", "");
    try (Server server = desk.server()) {
      return file == null ? one(server, run, outcome, is) : all(server, file, columns);
    }
  }

  private int one(Server server, String run, String outcome, String is) {
    if (outcome.isEmpty()) throw Trouble.usage("--run needs --outcome", "Give it as JSON.");
    if (!Set.of("", "good", "bad").contains(is))
      throw Trouble.usage("--is is '" + is + "'", "Say good or bad, or leave it out.");
    ObjectNode body = Json.object();
    body.set("outcome", value(outcome));
    if (!is.isEmpty()) body.put("good", is.equals("good"));
    JsonNode done = server.post(Server.path("/runs", run, "outcome"), body);
    String id = done.path("run").asText();
    desk.printer().done(done, id, "Reported what came of run " + id + ".");
    return Exit.OK.code();
  }

  private static JsonNode value(String text) {
    try {
      return Json.parse(text).view();
    } catch (Json.Malformed e) {
      return TextNode.valueOf(text);
    }
  }

  private int all(Server server, String file, Columns columns) {
    var told = new Told();
    try (Rows rows = Rows.open(file, Json.object())) {
      List<Integer> numbers = new ArrayList<>();
      ArrayNode chunk = Json.object().putArray("rows");
      for (var row = rows.next(); row.isPresent(); row = rows.next()) {
        switch (row.get()) {
          case Rows.Row.Rejected(var number, var reason) -> told.refused(number, reason);
          case Rows.Row.Input(var number, var object) -> {
            numbers.add(number);
            chunk.add(body(object, columns, file, number));
          }
        }
        if (chunk.size() == CHUNK) {
          send(server, chunk, numbers, told);
          chunk = Json.object().putArray("rows");
          numbers = new ArrayList<>();
        }
      }
      send(server, chunk, numbers, told);
    }
    ObjectNode tree = Json.object().put("runs", told.runs).put("refused", told.refused);
    told.reasons.forEach(tree.putArray("reasons")::add);
    desk.printer()
        .done(tree, String.valueOf(told.runs), "Reported what came of " + told.runs + " runs.");
    if (told.refused > 0 && !desk.format().forPrograms()) {
      told.reasons.forEach(desk.screen()::note);
      desk.screen().note(told.refused + " rows were not taken.");
    }
    return told.refused == 0 ? Exit.OK.code() : Exit.FAILED.code();
  }

  /** What became of a file's rows. */
  private static final class Told {
    private int runs;
    private int refused;
    private final List<String> reasons = new ArrayList<>();

    void refused(int number, String reason) {
      refused++;
      if (reasons.size() < TOLD) reasons.add("row " + number + ": " + reason);
    }
  }

  private static void send(Server server, ArrayNode chunk, List<Integer> numbers, Told told) {
    if (chunk.isEmpty()) return;
    ObjectNode body = Json.object();
    body.set("rows", chunk);
    JsonNode results = server.post("/outcomes", body).path("results");
    for (int i = 0; i < results.size(); i++) {
      JsonNode result = results.get(i);
      told.runs += result.path("runs").size();
      if (result.has("problem")) {
        JsonNode problem = result.path("problem");
        String detail = problem.path("detail").asText(problem.path("title").asText());
        told.refused(numbers.get(i), detail);
      }
    }
  }

  private static ObjectNode body(JsonNode row, Columns columns, String file, int number) {
    ObjectNode body = Json.object();
    put(body, "run", row.path(columns.run).asText());
    put(body, "subject", row.path(columns.subject).asText());
    put(body, "row", row.path(columns.row).asText());
    put(body, "batch", columns.batch.isEmpty() ? row.path("batch").asText() : columns.batch);
    if (body.isEmpty() || body.size() == 1 && body.has("batch"))
      throw Trouble.usage(
          file + " row " + number + " names no run",
          "Say which column does: --run-column, --subject-column, or --batch and --row-column.");
    JsonNode outcome = row.path(columns.outcome);
    if (outcome.isMissingNode())
      throw Trouble.usage(
          file + " row " + number + " has no column '" + columns.outcome + "'",
          "Say which holds the outcome with --outcome-column.");
    body.set("outcome", outcome.isTextual() ? value(outcome.textValue()) : outcome);
    String word = outcome.asText();
    if (columns.good.contains(word) || columns.bad.contains(word))
      body.put("good", columns.good.contains(word));
    else if (row.has("good")) body.put("good", row.path("good").asBoolean());
    return body;
  }

  private static void put(ObjectNode body, String name, String value) {
    if (!value.isEmpty()) body.put(name, value);
  }
}
