package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.batch.Batch;
import dev.fermata.server.cli.batch.Standing;
import dev.fermata.server.cli.client.Patience;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import dev.fermata.value.turn.Priority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts one run, or one for each row of a file. */
@Command(
    name = "start",
    description = {
      "Starts a run, or with --each a run for each row of a file.",
      "With --wait, the command ends when every run has ended or waits for a person."
    },
    footer = {
      "",
      "Examples:",
      "  fermata run start loan-origination -i application.json --wait",
      "  fermata run start loan-origination -i application.json --dry-run",
      "  fermata run start loan-origination --each applications.csv --wait -o json"
    })
public final class StartVerb implements Callable<Integer> {
  private static final long POLL_MS = 300;

  private final Desk desk;

  @Parameters(paramLabel = "WORKFLOW", description = "its name, or name@version")
  private String workflow = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE|k=v",
      arity = "1..*",
      description = "a file of JSON or YAML, - for stdin, or single fields: amount=100")
  private List<String> input = new ArrayList<>();

  @Option(
      names = "--each",
      paramLabel = "FILE",
      description =
          "JSON lines, or CSV with a header; - for stdin. Rows that cannot start are"
              + " told and stop nothing")
  private String each = "";

  @Option(
      names = "--batch",
      paramLabel = "ID",
      description = "goes on with an earlier --each: rows that started already start nothing")
  private String batch = "";

  @Option(names = "--wait", description = "wait until it ended or waits for a person")
  private boolean wait;

  @Option(names = "--no-human", description = "exit with 7 if it waits for a person")
  private boolean noHuman;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "with --wait: exit with 8 after so long; without it, no limit")
  private long timeoutSeconds;

  @Option(
      names = "--key",
      paramLabel = "K",
      description = "a start with the same key gives the same run")
  private String key = "";

  @Option(
      names = "--priority",
      paramLabel = "low|normal|high",
      description = "its share of turns where its calls wait with those of others")
  private String priority = Priority.NORMAL.word();

  @Option(
      names = "--dry-run",
      description = "start nothing: say whom it would call and ask, as `workflow test` does")
  private boolean dryRun;

  public StartVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (Priority.of(priority).isEmpty())
      throw Trouble.usage(
          "there is no priority '" + priority + "'",
          "Give one of " + String.join(", ", Priority.words()) + ".");
    if (noHuman && !wait) throw Trouble.usage("--no-human needs --wait", "Add --wait.");
    if (!each.isEmpty() && (!input.isEmpty() || !key.isEmpty()))
      throw Trouble.usage(
          "--each goes with neither -i nor --key", "Its rows are the inputs and make the keys.");
    if (each.isEmpty() && !batch.isEmpty())
      throw Trouble.usage("--batch needs --each", "Give the file again: it is safe to do so.");
    if (dryRun && (!each.isEmpty() || wait || !key.isEmpty()))
      throw Trouble.usage("--dry-run starts nothing", "Leave --each, --wait and --key out.");
    try (Server server = desk.server();
        var progress = new Progress(desk.screen())) {
      if (dryRun) return played(server).code();
      var patience = new Patience(desk.screen().clock(), progress);
      return (each.isEmpty() ? one(server, patience) : all(server, patience, progress)).code();
    }
  }

  private Exit played(Server server) {
    JsonNode published = server.get(WorkflowVerbs.path(workflow));
    ObjectNode request = Json.object().put("source", published.path("source").asText());
    request.set("input", Inputs.of(input));
    return Played.show(desk, server, request);
  }

  private Exit one(Server server, Patience patience) {
    // A key of its own makes it safe to ask again when the server went away before it answered.
    ObjectNode start =
        Json.object()
            .put("workflow", workflow)
            .put("startKey", key.isEmpty() ? "cli-" + UUID.randomUUID() : key);
    if (!priority.equals(Priority.NORMAL.word())) start.put("priority", priority);
    start.set("input", Inputs.of(input));
    JsonNode started =
        wait ? patience.with(() -> server.post("/runs", start)) : server.post("/runs", start);
    String id = started.path("run").asText();
    if (!wait) {
      String words = started.path("already").asBoolean() ? " was started before." : " started.";
      desk.printer().done(started, id, "Run " + id + words);
      if (!desk.format().forPrograms())
        desk.screen().note("Follow it with: " + desk.next("run watch " + id));
      return Exit.OK;
    }
    desk.screen().note("Run " + id + " started.");
    JsonNode[] run = {Json.EMPTY.view()};
    await(() -> {
      run[0] = patience.with(() -> server.get(Server.path("/runs", id)));
      return settled(run[0].path("status").asText());
    });
    desk.printer().one(run[0], Views.RUN);
    return switch (run[0].path("status").asText()) {
      case "completed" -> Exit.OK;
      case "waiting", "paused" -> waits(run[0]);
      default -> Exit.FAILED;
    };
  }

  private Exit waits(JsonNode run) {
    String task = run.at("/tasks/0/id").asText();
    if (!task.isEmpty())
      desk.screen().note("It waits for a person. See: " + desk.next("task show " + task));
    return noHuman ? Exit.WAITS : Exit.OK;
  }

  private static boolean settled(String status) {
    return !status.equals("running") && !status.equals("ending");
  }

  private Exit all(Server server, Patience patience, Progress progress) {
    if (!each.equals("-") && !Files.exists(Path.of(each)))
      throw Trouble.notFound("there is no file " + each, "Check the path after --each.");
    JsonNode definition = patience.with(() -> server.get(WorkflowVerbs.path(workflow)));
    String id = batch.isEmpty() ? newBatch() : batch;
    desk.screen().note("Batch " + id + (batch.isEmpty() ? "" : " goes on"));
    var sending = new Batch(server, patience, progress);
    sending.send(new Batch.Order(pinned(definition), id, each, schema(definition), priority));
    int rejected = sending.rejected().size();
    Standing[] standing = {patience.with(() -> Standing.of(server, id))};
    if (wait)
      await(() -> {
        standing[0] = patience.with(() -> Standing.of(server, id));
        progress.show(standing[0].settled(), standing[0].started(), standing[0].words());
        return standing[0].running() == 0;
      });
    progress.clear();
    report(id, standing[0], sending.rejected());
    boolean bad = standing[0].faulted() + standing[0].cancelled() + rejected > 0;
    boolean waiting = standing[0].waiting() + standing[0].inDoubt() > 0;
    return bad ? Exit.FAILED : noHuman && waiting ? Exit.WAITS : Exit.OK;
  }

  private void report(String id, Standing standing, List<Batch.Rejected> rejected) {
    ObjectNode answer = Json.object().put("batch", id);
    answer.setAll(standing.json(rejected.size()));
    var list = answer.putArray("rejected");
    for (Batch.Rejected row : rejected)
      list.addObject().put("row", row.row()).put("reason", row.reason());
    long total = answer.path("total").asLong();
    String words =
        standing.words()
            + (rejected.isEmpty() ? "" : ", " + counted(rejected.size(), "row") + " rejected");
    desk.printer()
        .done(answer, id, "Batch " + id + ": " + counted(total, "row") + "; " + words + ".");
    if (standing.waiting() > 0 && !desk.format().forPrograms())
      desk.screen().note("See what waits for people with: " + desk.next("task list"));
    if (standing.running() > 0 && !desk.format().forPrograms())
      desk.screen().note("See how it goes on with: " + desk.next("run list --batch " + id));
  }

  private static String counted(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  private void await(BooleanSupplier done) {
    Instant start = desk.screen().clock().instant();
    while (!done.getAsBoolean()) {
      if (timeoutSeconds > 0
          && desk.screen().clock().instant().isAfter(start.plusSeconds(timeoutSeconds)))
        throw Trouble.of(
            Exit.TIMEOUT,
            "timeout",
            "not settled after " + timeoutSeconds + " s; what was started goes on",
            "Follow it with `fermata run list`, or wait longer.");
      Patience.pause(POLL_MS);
    }
  }

  /** All rows run the version that was the latest when the first was sent. */
  private String pinned(JsonNode definition) {
    String id = definition.path("id").asText();
    return id.isEmpty() ? workflow : id;
  }

  private static JsonNode schema(JsonNode definition) {
    String source = definition.path("source").asText();
    return source.isEmpty()
        ? MissingNode.getInstance()
        : Inputs.tree("the workflow", source).at("/input/schema/document");
  }

  private String newBatch() {
    String time = desk.screen().clock().instant().toString().replaceAll("[-:]|\\..*", "");
    return time.replace("T", "-") + "-" + UUID.randomUUID().toString().substring(0, 6);
  }
}
