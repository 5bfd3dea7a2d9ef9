package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verifies a data folder or a backup, from its files alone. */
@Command(
    name = "verify",
    description = {
      "Verifies all that is stored: every digest, chain, index and row.",
      "Needs no server and writes nothing; one may be running."
    },
    footer = {
      "",
      "Examples:",
      "  fermata verify --data /var/lib/fermata",
      "  fermata verify --data backups/monday -o json"
    })
final class VerifyVerb implements Callable<Integer> {
  private static final double MILLIS = 1000.0;

  private static final View REPORT =
      new View(
          "journal",
          List.of(
              Column.of("journal", "journal"),
              Column.of("entries", "entries"),
              Column.of("commits", "commits"),
              Column.of("runs", "runs"),
              Column.of("tasks", "tasks"),
              Column.of("timers", "timers"),
              Column.of("seconds", "seconds"),
              Column.of("damage", "problem")),
          8,
          "");

  private final Desk desk;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a data folder or a backup; ~/.local/share/fermata/server by default")
  private String data = "";

  VerifyVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Path folder = data.isEmpty() ? Folders.data(desk.screen(), "server") : Path.of(data);
    Instant began = desk.screen().clock().instant();
    Verification.Report report = watched(desk, progress -> Verification.of(folder, progress));
    ObjectNode json = json(report, Duration.between(began, desk.screen().clock().instant()));
    json.put("journal", report.problem().isPresent() ? "damaged" : "sound");
    desk.printer().one(json, REPORT);
    return (report.problem().isPresent() ? Exit.FAILED : Exit.OK).code();
  }

  /** Does something long with the store while its progress is shown. */
  static <T> T watched(Desk desk, Function<Verification.Progress, T> work) {
    try (var shown = new Progress(desk.screen())) {
      return work.apply((what, done, total) -> shown.show(done, total, what));
    } catch (JournalFailure e) {
      throw Trouble.failed("store", String.valueOf(e.getMessage()), "");
    }
  }

  static ObjectNode json(Verification.Report report, Duration took) {
    var json = Json.object().put("entries", report.entries()).put("commits", report.commits());
    json.put("runs", report.runs()).put("tasks", report.tasks()).put("timers", report.timers());
    json.put("seconds", took.toMillis() / MILLIS);
    report.problem().ifPresent(problem -> json.put("problem", problem));
    return json;
  }
}
