package dev.fermata.server;

import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.cli.Cli;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the launcher runs once after a build, so that the Java machine notes in its caches (JEP 483)
 * what a server loads, and what commands load. All that a cache names is loaded at each start, so
 * each has its own.
 */
final class Rehearsal {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Rehearsal() {}

  /**
   * @param args a command line that is run while a server in a folder of its own answers: this
   *     class in another process; or none to ask that server, named in FERMATA_SERVER
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      ask("status");
      ask("run", "list");
      ask("run", "list", "-o", "json");
      ask("version", "-o", "json");
      return;
    }
    Path folder = Scratch.folder();
    try {
      serve(folder, args);
    } finally {
      Scratch.delete(folder);
    }
  }

  private static void serve(Path folder, String... command) throws Exception {
    Path settings = folder.resolve("config");
    var log = new PlainLog(NOWHERE, Log.Level.INFO, InstantSource.system());
    var config =
        ServerConfig.of(folder.resolve("server"), log, _ -> {})
            .withUserFolder(Optional.of(settings))
            .onPort(0);
    try (FermataServer server = FermataServer.start(config)) {
      var other = new ProcessBuilder(command).inheritIO();
      other.environment().put("FERMATA_CONFIG", settings.toString());
      other.environment().put("FERMATA_SERVER", server.address().toString());
      Process asking = other.start();
      if (!asking.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) asking.destroyForcibly();
      int exit = asking.waitFor();
      if (exit != 0) throw new IllegalStateException("the commands ended with " + exit);
    }
  }

  private static void ask(String... words) {
    var in = new ByteArrayInputStream(new byte[0]);
    var screen = new Screen(NOWHERE, NOWHERE, in, System.getenv(), new boolean[3]);
    int exit = new Cli(screen).run(words);
    if (exit != 0) {
      throw new IllegalStateException(String.join(" ", words) + " ended with " + exit);
    }
  }
}
