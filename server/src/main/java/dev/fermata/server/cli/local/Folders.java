package dev.fermata.server.cli.local;

import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.host.UserPlaces;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are on this machine. */
public final class Folders {
  private static final String LOANS = "examples/loans";
  private static final String JOURNAL = "fermata.db";

  private Folders() {}

  /** The usual data folder of that name: under {@code $XDG_DATA_HOME}, else in the home folder. */
  static Path data(Screen screen, String name) {
    return UserPlaces.data(screen::environment).resolve(name);
  }

  /** The usual data folder of a server; that of the demo, if only a demo was run here. */
  static Path served(Screen screen) {
    Path server = data(screen, "server");
    Path demo = data(screen, "demo").resolve("server");
    boolean only = !Files.exists(server.resolve(JOURNAL)) && Files.exists(demo.resolve(JOURNAL));
    return only ? demo : server;
  }

  /** The folder of the loans example: above the program's own files, or where it was started. */
  public static Path loans() {
    for (Path start : new Path[] {program(), Path.of("").toAbsolutePath()})
      for (Path at = start; at != null; at = at.getParent())
        if (Files.exists(at.resolve(LOANS).resolve("workflow.yaml"))) return at.resolve(LOANS);
    throw Trouble.notFound(
        "the example " + LOANS + " is nowhere above " + program(),
        "Start the demo from a clone of the repository.");
  }

  private static Path program() {
    try {
      return Path.of(Folders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      return Path.of("").toAbsolutePath();
    }
  }
}
