package dev.fermata.server;

import dev.fermata.server.bench.Drill;
import dev.fermata.server.bench.rig.Scratch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the launcher runs once after a build, so that the Java machine notes in its caches (JEP 483,
 * JEP 515) what a server loads and how it runs, and what commands load. All that a cache names is
 * loaded at each start, so each has its own.
 */
final class Rehearsal {
  private static final int USAGE = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What is asked of a server by its command, in order. */
  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("status"),
          List.of("run", "list"),
          List.of("run", "list", "-o", "json"),
          List.of("version"),
          List.of("version", "-o", "json"));

  private Rehearsal() {}

  /**
   * @param args a command line that is run while a server in a folder of its own answers: this
   *     class in another process; or none to ask that server, named in FERMATA_SERVER
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      QUESTIONS.forEach(words -> said(0, words.toArray(String[]::new)));
      return;
    }
    // All that its command needs before a server starts, which would run until it is stopped.
    said(USAGE, "server", "--port", "65536");
    Path folder = Scratch.folder();
    try {
      new Drill(folder).play(address -> asked(folder.resolve("config"), address, args));
    } finally {
      Scratch.delete(folder);
    }
  }

  private static void asked(Path settings, URI address, String... command) throws Exception {
    var other = new ProcessBuilder(command).inheritIO();
    other.environment().put("FERMATA_CONFIG", settings.toString());
    other.environment().put("FERMATA_SERVER", address.toString());
    Process asking = other.start();
    if (!asking.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) asking.destroyForcibly();
    int exit = asking.waitFor();
    if (exit != 0) throw new IllegalStateException("the commands ended with " + exit);
  }

  private static void said(int expected, String... words) {
    int exit = Main.run(words);
    if (exit != expected) {
      throw new IllegalStateException(String.join(" ", words) + " ended with " + exit);
    }
  }
}
