package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.fact.ledger.Audit;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Checkpoints;
import dev.fermata.fact.ledger.Finding;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds out whether a ledger is as it was written, and says so. */
final class Inquiry {
  private static final View REPORT =
      new View(
          "ledger",
          List.of(
              Column.of("ledger", "ledger"),
              Column.of("entries", "entries"),
              Column.of("commits", "commits"),
              Column.of("checkpoints", "checkpoints"),
              Column.of("signed up to entry", "signed"),
              Column.of("entry", "first.position"),
              Column.of("stream", "first.stream"),
              Column.of("number", "first.number"),
              Column.of("what", "first.what")),
          9,
          "");

  private final Desk desk;
  private final Set<String> keys = new LinkedHashSet<>();
  private final Checkpoints checks;
  private final Optional<Finding> unsound;
  private final List<Checkpoint> elsewhere;

  /**
   * @param checkpoints a file of checkpoints that were kept elsewhere; empty for none
   * @param keys public keys, or files that hold one
   */
  Inquiry(Desk desk, String checkpoints, List<String> keys) {
    this.desk = desk;
    keys.forEach(each -> this.keys.add(key(each)));
    checks = new Checkpoints(this.keys);
    var read = checkpoints.isEmpty() ? new Checkpoints.File.Good(List.of()) : read(checkpoints);
    switch (read) {
      case Checkpoints.File.Good(var good) -> {
        elsewhere = good;
        unsound = checks.sound(good);
      }
      case Checkpoints.File.Bad(var finding) -> {
        elsewhere = List.of();
        unsound = Optional.of(finding);
      }
    }
  }

  private static Checkpoints.File read(String file) {
    try {
      return Checkpoints.read(file, Files.readString(Path.of(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A key as text; anything else is the name of a file that holds one. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{40,}=*");

  private static String key(String given) {
    Path file = Path.of(given);
    try {
      boolean key = KEY.matcher(given).matches() && !Files.exists(file);
      return key ? given : Files.readString(file).strip();
    } catch (IOException e) {
      throw unreadable(given, e);
    }
  }

  private static Trouble unreadable(String file, IOException e) {
    return Trouble.failed("unreadable", "cannot read " + file + ": " + Reason.of(e), "");
  }

  Exit folder(Path folder) {
    var witnesses = new Verification.Witnesses(checks, elsewhere);
    Verification.Report report =
        VerifyVerb.watched(desk, progress -> Verification.of(folder, witnesses, progress));
    var json = Json.object().put("entries", report.entries()).put("commits", report.commits());
    json.put("runs", report.runs()).put("checkpoints", report.checkpoints());
    return say(json, report.entries(), report.signed(), report.finding());
  }

  Exit export(String file) {
    var audit = new Audit(checks, elsewhere);
    try (BufferedReader in =
        file.equals("-")
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      String line = in.readLine();
      while (line != null && audit.take(line)) {
        line = in.readLine();
      }
    } catch (java.nio.charset.MalformedInputException e) {
      audit.take(""); // Nothing that was written has such bytes.
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    Audit.Report report = audit.report();
    var json = Json.object().put("entries", report.entries()).put("commits", report.commits());
    json.put("checkpoints", report.checkpoints());
    return say(json, report.position(), report.signed(), report.finding());
  }

  private Exit say(ObjectNode json, long last, long signed, Optional<Finding> found) {
    Optional<Finding> first = found.or(() -> unsound);
    long covered =
        elsewhere.isEmpty() || first.isPresent()
            ? signed
            : Math.max(signed, elsewhere.getLast().commit().last());
    json.put("ledger", first.isPresent() ? "broken" : "sound");
    json.put("signed", covered).put("keyGiven", !keys.isEmpty());
    first.ifPresent(it ->
        json.putObject("first")
            .put("position", it.position())
            .put("stream", it.stream())
            .put("number", it.number())
            .put("what", it.what()));
    if (first.isPresent()) {
      desk.printer().one(json, REPORT);
      return Exit.BROKEN;
    }
    desk.printer()
        .done(
            json,
            "sound",
            "The ledger is sound: %d entries, signed up to entry %d."
                .formatted(json.path("entries").asLong(), covered));
    if (covered < last)
      desk.screen()
          .note(
              (last - covered)
                  + " entries came after the last checkpoint: nothing proves them yet.");
    if (keys.isEmpty() && covered > 0)
      desk.screen().note("Whose key signed was not compared; give it with --key.");
    return Exit.OK;
  }
}
