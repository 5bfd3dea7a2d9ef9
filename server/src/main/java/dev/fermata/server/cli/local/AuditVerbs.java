package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.sqlite.Transcript;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The ledger as evidence. */
@Command(
    name = "audit",
    description = "Verifies, exports and signs the ledger; looks the roster over.")
public final class AuditVerbs {
  private static final String DATA =
      "the data folder; ~/.local/share/fermata/server by default, or the demo's";

  private final Desk desk;

  public AuditVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = {
        "Verifies that the ledger is as it was written: every digest, chain and signature.",
        "Needs no server and writes nothing; one may be running. 11 if something was",
        "changed, with the first entry that is not as it was."
      },
      footer = {
        "",
        "Examples:",
        "  fermata audit verify --data /var/lib/fermata --checkpoints /mnt/other/checkpoints",
        "  fermata audit verify --export ledger.jsonl --key ledger.pub -o json"
      })
  int verify(
      @Option(names = "--data", paramLabel = "DIR", defaultValue = "", description = DATA)
          String data,
      @Option(
              names = "--export",
              paramLabel = "FILE",
              defaultValue = "",
              description = "an export instead of a folder; - for stdin")
          String export,
      @Option(
              names = "--checkpoints",
              paramLabel = "FILE",
              defaultValue = "",
              description = "checkpoints that were kept elsewhere: they find a lost end")
          String checkpoints,
      @Option(
              names = "--key",
              paramLabel = "KEY",
              split = ",",
              description = "the public key that must have signed, or its file")
          List<String> keys) {
    if (!data.isEmpty() && !export.isEmpty())
      throw Trouble.usage("give either --data or --export", "See --help.");
    var inquiry = new Inquiry(desk, checkpoints, keys == null ? List.of() : keys);
    return (export.isEmpty() ? inquiry.folder(folder(data)) : inquiry.export(export)).code();
  }

  @Command(
      description = {
        "Writes the ledger into a file that can be verified anywhere, without the server.",
        "With --run, --since or --until other entries are there by their digest only."
      },
      footer = {
        "",
        "Examples:",
        "  fermata audit export --to ledger.jsonl",
        "  fermata audit export --to r01k8.jsonl --run r01k8f3xq --no-bodies"
      })
  void export(
      @Option(names = "--data", paramLabel = "DIR", defaultValue = "", description = DATA)
          String data,
      @Option(
              names = "--to",
              paramLabel = "FILE",
              required = true,
              description = "the file to make; it must not be there yet")
          String to,
      @Option(
              names = "--run",
              paramLabel = "RUN",
              defaultValue = "",
              description = "the whole id of a run: only what it did")
          String run,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              defaultValue = "",
              description = "from then on: 2026-03-01 or 2026-03-01T10:00:00Z")
          String since,
      @Option(
              names = "--until",
              paramLabel = "TIME",
              defaultValue = "",
              description = "before then")
          String until,
      @Option(names = "--no-bodies", description = "only digests of what entries say")
          boolean noBodies) {
    var wanted =
        new Transcript.Wanted(
            run.isEmpty() ? Optional.empty() : Optional.of(new RunId(run)),
            time(since),
            time(until),
            !noBodies);
    Path file = Path.of(to);
    Transcript.Written written = write(folder(data), wanted, file);
    var json = Json.object().put("export", to).put("entries", written.entries());
    json.put("commits", written.commits()).put("checkpoints", written.checkpoints());
    desk.printer()
        .done(
            json,
            to,
            "Wrote %d entries with %d checkpoints to %s. Verify it with: fermata audit verify --export %s"
                .formatted(written.entries(), written.checkpoints(), to, to));
  }

  private static Transcript.Written write(Path folder, Transcript.Wanted wanted, Path to) {
    boolean whole = false;
    try (BufferedWriter out =
        Files.newBufferedWriter(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Transcript.Written written =
          Transcript.of(
              folder,
              wanted,
              line -> {
                out.write(line);
                out.write('\n');
              });
      whole = true;
      return written;
    } catch (FileAlreadyExistsException e) {
      whole = true; // It is not ours.
      throw Trouble.failed("there", "there is something at " + to, "Choose another name.");
    } catch (JournalFailure e) {
      throw Trouble.failed("store", String.valueOf(e.getMessage()), "");
    } catch (IOException e) {
      throw unwritable(to, e);
    } finally {
      if (!whole) forget(to);
    }
  }

  private static Trouble unwritable(Path to, IOException e) {
    return Trouble.failed("unwritable", "cannot write " + to + ": " + Reason.of(e), "");
  }

  /** A part of an export would only be found out when it is verified. */
  private static void forget(Path to) {
    try {
      Files.deleteIfExists(to);
    } catch (IOException e) {
      // It says itself that it has no end.
    }
  }

  @Command(
      description = {
        "Has the server sign its ledger as it is now, and shows what it signed.",
        "Keep that line anywhere else: it proves what stood in the ledger until now."
      },
      footer = {"", "Example:", "  fermata audit checkpoint -o jsonl >> /mnt/other/checkpoints"})
  void checkpoint() {
    try (Server server = desk.server()) {
      JsonNode signed = server.post("/ledger/checkpoint", Json.object());
      desk.printer()
          .done(
              signed,
              signed.path("number").asText(),
              "Signed checkpoint %s: entries 1 to %s."
                  .formatted(signed.path("number").asText(), signed.path("last").asText()));
    }
  }

  @Command(
      name = "allow-retention",
      description = {
        "Allows servers on this data to keep runs for fewer than 183 days, and records",
        "who allowed it and why. Start the server with --retention afterwards."
      },
      footer = {"", "Example:", "  fermata audit allow-retention 90 --why 'decided 2026-03-01'"})
  void allowRetention(
      @Parameters(paramLabel = "DAYS", description = "how many at least") int days,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "stands in the ledger for good")
          String why) {
    try (Server server = desk.server()) {
      JsonNode answer =
          server.post("/ledger/retention", Json.object().put("days", days).put("why", why));
      desk.printer()
          .done(
              answer,
              Integer.toString(days),
              "Recorded. Start the server with --retention %d to keep runs for %d days."
                  .formatted(days, days));
    }
  }

  private Path folder(String data) {
    return data.isEmpty() ? Folders.served(desk.screen()) : Path.of(data);
  }

  private static Optional<Instant> time(String text) {
    if (text.isEmpty()) return Optional.empty();
    try {
      return Optional.of(
          text.length() == "2026-03-01".length()
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw Trouble.usage("'" + text + "' is no time", "Write 2026-03-01 or 2026-03-01T10:00:00Z.");
    }
  }
}
