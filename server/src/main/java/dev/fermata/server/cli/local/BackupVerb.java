package dev.fermata.server.cli.local;

import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.adapter.sqlite.backup.Backup;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a data folder while its server works. */
@Command(
    name = "backup",
    description = {
      "Copies all that is stored into a new folder, and verifies the copy.",
      "The server may be running; it is not disturbed."
    },
    footer = {"", "Example:", "  fermata backup backups/monday --data /var/lib/fermata"})
final class BackupVerb implements Runnable {
  private final Desk desk;

  @Parameters(paramLabel = "BACKUP", description = "the folder to make; it must not be there yet")
  private String backup = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data folder; ~/.local/share/fermata/server by default")
  private String data = "";

  @Option(names = "--no-verify", description = "do not verify the copy")
  private boolean unverified;

  BackupVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    Path folder = data.isEmpty() ? Folders.data(desk.screen(), "server") : Path.of(data);
    Path to = Path.of(backup);
    Instant began = desk.screen().clock().instant();
    Instant at = VerifyVerb.watched(desk, _ -> Backup.write(folder, to, desk.screen().clock()));
    Verification.Report report =
        VerifyVerb.watched(
            desk, progress -> unverified ? nothing() : Verification.of(to, progress));
    if (report.problem().isPresent()) {
      throw Trouble.failed(
          "damaged",
          "the backup " + to + " is damaged: " + report.problem().get(),
          "Verify " + folder + " too: what was copied may be damaged there.");
    }
    var json = VerifyVerb.json(report, Duration.between(began, desk.screen().clock().instant()));
    json.put("backup", backup).put("at", at.toString()).put("verified", !unverified);
    String how = unverified ? "" : ", verified: " + report.runs() + " runs";
    desk.printer().done(json, backup, "Backup " + backup + " holds all until " + at + how + ".");
  }

  private static Verification.Report nothing() {
    return new Verification.Report(
        0, 0, 0, 0, 0, 0, 0, java.util.Optional.empty(), java.util.Optional.empty());
  }
}
