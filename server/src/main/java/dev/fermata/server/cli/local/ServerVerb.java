package dev.fermata.server.cli.local;

import dev.fermata.adapter.otel.Settings;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.host.CannotStart;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.server.ledger.Keeping;
import dev.fermata.server.ledger.Retention;
import dev.fermata.server.log.JsonLog;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import dev.fermata.server.notify.MailServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a server in this process until it is told to stop. */
@Command(
    name = "server",
    description = "Runs a server until Ctrl-C or SIGTERM. A restart goes on where it was.",
    footer = {"", "Example:", "  fermata server --port 7070 --data /var/lib/fermata"})
final class ServerVerb implements Runnable {
  private static final int PORTS = 65_535;

  private final Desk desk;

  @Option(names = "--port", paramLabel = "PORT", description = "where it listens; 7070 by default")
  private int port = ServerConfig.PORT;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "keeps everything; ~/.local/share/fermata/server by default")
  private String data = "";

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      split = ",",
      description = "hosts of your own network that `call: http` may reach")
  private List<String> allowedHosts = new ArrayList<>();

  @Option(
      names = "--checkpoints",
      paramLabel = "PLACE",
      description = {
        "a file, or an address that begins with http, that gets every signed checkpoint;",
        "keep it on another machine. May be given more than once"
      })
  private List<String> checkpoints = new ArrayList<>();

  @Option(
      names = "--ledger-key",
      paramLabel = "FILE",
      description = {
        "the key that signs checkpoints, outside the data folder; made if it is not there.",
        "ledger.key in your own folder by default"
      })
  private String ledgerKey = "";

  @Option(
      names = "--retention",
      paramLabel = "DAYS",
      description = {
        "how long what ended runs were given and gave is kept; 400 by default. Fewer than",
        "183 need `fermata audit allow-retention` first"
      })
  private int retention = Retention.DAYS;

  @Option(
      names = "--mail",
      paramLabel = "URL",
      description = {
        "where mail to people is handed in: smtp://USER@HOST:587?from=ADDRESS, smtps in TLS",
        "from the beginning; the password stands in FERMATA_MAIL_PASSWORD"
      })
  private String mail = "";

  @Option(
      names = "--telemetry",
      paramLabel = "URL",
      description = {
        "where traces and metrics go by OTLP over HTTP, such as http://localhost:4318; else",
        "OTEL_EXPORTER_OTLP_ENDPOINT says it, else they go nowhere"
      })
  private String telemetry = "";

  @Option(
      names = "--telemetry-content",
      description = {
        "traces also hold what is sent and answered, without what is confidential, personal",
        "or special"
      })
  private boolean telemetryContent;

  @Option(
      names = "--log",
      paramLabel = "FORM",
      description = "how the log is written: plain, or json with one object a line")
  private String logForm = "plain";

  ServerVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    Path folder = data.isEmpty() ? Folders.data(desk.screen(), "server") : Path.of(data);
    Log log = log();
    var config =
        ServerConfig.of(folder.toAbsolutePath().normalize(), log, desk.screen()::note)
            .withAllowedHosts(Set.copyOf(allowedHosts))
            .withLedger(ledger())
            .withMail(mailServer())
            .withTelemetry(told())
            .onPort(checked(port));
    try {
      FermataServer server = started(config);
      server.closeWithProcess();
      desk.screen().data("Fermata answers at " + server.address() + " and keeps all in " + folder);
      server.awaitClose();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.interrupted();
    }
  }

  private Log log() {
    return switch (logForm) {
      case "plain" -> new PlainLog(System.err, Log.Level.INFO, desk.screen().clock());
      case "json" -> new JsonLog(System.err, Log.Level.INFO, desk.screen().clock());
      default ->
          throw Trouble.usage("no log is written as '" + logForm + "'", "Give plain or json.");
    };
  }

  private Settings told() {
    try {
      return Settings.of(System.getenv(), telemetry, telemetryContent);
    } catch (Settings.Unfit e) {
      throw Trouble.usage(String.valueOf(e.getMessage()), "See docs/guides/telemetry.md.");
    }
  }

  private Optional<MailServer> mailServer() {
    if (mail.isEmpty()) return Optional.empty();
    try {
      Optional<Secret> password =
          Optional.ofNullable(System.getenv("FERMATA_MAIL_PASSWORD")).map(Secret::of);
      return Optional.of(MailServer.of(mail, password));
    } catch (IllegalArgumentException e) {
      throw Trouble.usage(
          String.valueOf(e.getMessage()), "Give --mail smtp://HOST:587?from=ADDRESS.");
    }
  }

  private Keeping.Wanted ledger() {
    if (retention < 1)
      throw Trouble.usage("nothing can be kept for " + retention + " days", "Give 1 or more.");
    Optional<Path> key = ledgerKey.isEmpty() ? Optional.empty() : Optional.of(Path.of(ledgerKey));
    return new Keeping.Wanted(key, checkpoints, retention);
  }

  static int checked(int port) {
    if (port >= 0 && port <= PORTS) return port;
    throw Trouble.usage("there is no port " + port, "Give one from 1 to 65535, or 0 for any.");
  }

  static FermataServer started(ServerConfig config) {
    try {
      return FermataServer.start(config);
    } catch (CannotStart e) {
      throw Trouble.failed("cannot-start", String.valueOf(e.getMessage()), "");
    }
  }
}
