package dev.fermata.server.cli.local;

import dev.fermata.adapter.sqlite.backup.Restoration;
import dev.fermata.server.cli.verb.Desk;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a data folder of a backup. */
@Command(
    name = "restore",
    description = {
      "Makes a data folder of a backup, in an empty folder.",
      "Runs that had not ended ask before they repeat what cannot be undone."
    },
    footer = {"", "Example:", "  fermata restore backups/monday --data /var/lib/fermata"})
final class RestoreVerb implements Runnable {
  private final Desk desk;

  @Parameters(paramLabel = "BACKUP", description = "the folder that `fermata backup` made")
  private String backup = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "an empty folder; ~/.local/share/fermata/server by default")
  private String data = "";

  RestoreVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    Path folder = data.isEmpty() ? Folders.data(desk.screen(), "server") : Path.of(data);
    Instant began = desk.screen().clock().instant();
    Restoration.Restored restored =
        VerifyVerb.watched(
            desk,
            progress ->
                Restoration.of(
                    Path.of(backup), folder, desk.screen().clock(), new SecureRandom(), progress));
    var json =
        VerifyVerb.json(
            restored.report(), Duration.between(began, desk.screen().clock().instant()));
    json.put("data", folder.toString()).put("backupAt", restored.backup().toString());
    json.put("told", restored.marked());
    desk.printer()
        .done(
            json,
            folder.toString(),
            "%s holds all until %s: %d runs, of which %d had not ended."
                .formatted(folder, restored.backup(), restored.report().runs(), restored.marked()));
  }
}
