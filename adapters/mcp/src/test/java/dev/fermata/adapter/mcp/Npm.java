package dev.fermata.adapter.mcp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Servers that other people published, in the versions named here. They are installed once, when
 * {@code fermata test --interop} asks for it; a test that needs them is skipped where they are not.
 */
final class Npm {
  private static final String VERSION = "2026.8.31";
  private static final List<String> SERVERS =
      List.of(
          "@modelcontextprotocol/server-everything@" + VERSION,
          "@modelcontextprotocol/server-filesystem@" + VERSION);
  private static final int MINUTES = 5;

  private Npm() {}

  /** The program of a server, to be run by node. */
  static String program(String server) {
    Path folder =
        Path.of(System.getProperty("user.home"), ".cache", "fermata", "interop", "mcp-" + VERSION);
    Path program =
        folder.resolve(
            Path.of("node_modules", "@modelcontextprotocol", server, "dist", "index.js"));
    if (!Files.exists(program) && Boolean.getBoolean("fermata.interop")) {
      install(folder);
    }
    assumeTrue(
        Files.exists(program),
        "SKIPPED: "
            + program
            + " is not there; run `./fermata test --interop` where npm can reach its registry");
    return program.toString();
  }

  private static void install(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("package.json"), "{\"private\":true}");
      List<String> command =
          new java.util.ArrayList<>(
              List.of(
                  "npm", "install", "--save-exact", "--ignore-scripts", "--no-audit", "--no-fund"));
      command.addAll(SERVERS);
      Process npm =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(MINUTES, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
      }
    } catch (IOException e) {
      System.err.println("npm could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
