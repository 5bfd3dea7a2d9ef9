package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quick ones of the console's checks, in a real browser against the server of this build. All
 * of them: {@code ./fermata test --console}.
 */
class ConsoleChecksTest {
  private static final int MINUTES = 8;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 2 * MINUTES, unit = TimeUnit.MINUTES)
  void the_console_is_light_complete_hard_to_rubber_stamp_and_shows_what_is_hostile_as_text()
      throws IOException, InterruptedException {
    Optional<Path> node = Program.find("node");
    assumeTrue(node.isPresent(), "SKIPPED: the console's checks need Node");
    String browser = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
    assumeTrue(Files.isExecutable(Path.of(browser)), "SKIPPED: the console's checks need Chromium");
    Path console = Checkout.root().resolve("console");
    run(console, node.get().toString(), "build.mjs", "checks");
    String told = run(console, node.get().toString(), "target/checks/main.js", "--quick");
    System.out.println(told);
    assertThat(told).as("what the checks say").contains(" checks, 0 failed");
  }

  /** What it prints; the checks start the classes of this test. */
  private String run(Path in, String... words) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    var builder =
        new ProcessBuilder(words)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("FERMATA_COMMAND", server());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("ends in time").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    return Files.readString(out);
  }

  /** What starts the server, as a JSON list of words. */
  private static String server() {
    var words = Json.object().putArray("words");
    words.add(Program.java().toString()).add("--enable-native-access=ALL-UNNAMED").add("-cp");
    words.add(System.getProperty("java.class.path")).add("dev.fermata.server.Main");
    return words.toString();
  }
}
