package dev.fermata.server.a2a;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs that speak A2A with the protocol's own SDK for JavaScript, in the versions that the lock
 * file pins. It is installed once, when {@code fermata test --interop} asks for it; a test that
 * needs it is skipped where it is not.
 */
final class NodePeer implements AutoCloseable {
  private static final String SDK = "a2a-js-1.3.0";
  private static final int INSTALL_MINUTES = 5;
  private static final int RUN_SECONDS = 90;

  private final Process process;
  private final BufferedReader out;

  private NodePeer(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Where the SDK is installed. */
  private static Path folder() throws IOException {
    Path folder = Path.of(System.getProperty("user.home"), ".cache", "fermata", "interop", SDK);
    Path sdk = folder.resolve(Path.of("node_modules", "@a2a-js", "sdk", "package.json"));
    if (!Files.exists(sdk) && Boolean.getBoolean("fermata.interop")) {
      install(folder);
    }
    assumeTrue(
        Files.exists(sdk),
        "SKIPPED: "
            + sdk
            + " is not there; run `./fermata test --interop` where npm can reach its registry");
    return folder;
  }

  private static void install(Path folder) throws IOException {
    Files.createDirectories(folder);
    copy("package.json", folder);
    copy("package-lock.json", folder);
    try {
      Process npm =
          new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
      }
    } catch (IOException e) {
      System.err.println("npm could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path copy(String name, Path folder) throws IOException {
    Path to = folder.resolve(name);
    try (InputStream from = NodePeer.class.getResourceAsStream("/a2a/" + name)) {
      if (from == null) {
        throw new AssertionError("no resource /a2a/" + name);
      }
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  /** Starts one of our scripts. */
  static NodePeer start(String script, String... arguments) {
    try {
      Path program = copy(script, folder());
      List<String> command = new ArrayList<>(List.of("node", program.toString()));
      command.addAll(List.of(arguments));
      return new NodePeer(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it says on its next line. */
  JsonNode said() {
    try {
      String line = out.readLine();
      if (line == null) {
        throw new AssertionError("it ended without a word");
      }
      return Json.parse(line).view();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it says until it ends. */
  JsonNode told() {
    JsonNode said = said();
    try {
      if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
