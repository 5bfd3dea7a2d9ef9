package dev.fermata.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Model Context Protocol's own conformance suite, as its makers published it. */
@Tag("interop")
class ConformanceTest {
  private static final String REVISION = "2025-11-25";
  private static final String SUITE = "0.1.16";
  private static final String NODE = "22.23.3";
  private static final int SCENARIOS = 32;
  private static final int MINUTES = 5;
  private static final Pattern RESULT =
      Pattern.compile("(?m)^(\\S) ([a-z0-9-]+): (\\d+) passed, (\\d+) failed.*$");

  @TempDir private Path folder;

  @Test
  @Timeout(value = 2 * MINUTES, unit = TimeUnit.MINUTES)
  void every_scenario_of_the_revision_passes_through_the_transport_of_the_server()
      throws IOException, InterruptedException {
    Path modules = suite().resolve("node_modules");
    String told;
    try (var server = new ConformanceServer(folder.resolve("data"))) {
      told =
          run(
              suite(),
              modules.resolve("node/bin/node").toString(),
              modules.resolve("@modelcontextprotocol/conformance/dist/index.js").toString(),
              "server",
              "--url",
              server.url(),
              "--suite",
              "all",
              "--spec-version",
              REVISION);
    }
    List<String> wrong = new ArrayList<>();
    int scenarios = 0;
    int checks = 0;
    Matcher results = RESULT.matcher(told);
    while (results.find()) {
      scenarios++;
      checks += Integer.parseInt(results.group(3));
      boolean passed = results.group(1).equals("✓") && results.group(4).equals("0");
      if (!passed || results.group(0).contains("warning")) {
        wrong.add(results.group(0));
      }
      System.out.println(results.group(0));
    }
    System.out.println("MCP " + REVISION + ": " + scenarios + " scenarios, " + checks + " checks");
    assertThat(wrong).as(told).isEmpty();
    assertThat(scenarios).as(told).isEqualTo(SCENARIOS);
  }

  /** The folder that the suite is installed in; it is installed once. */
  private static Path suite() throws IOException, InterruptedException {
    assumeTrue(
        Boolean.getBoolean("fermata.interop"),
        "SKIPPED: the conformance suite runs with `./fermata test --interop`");
    Path at =
        Path.of(System.getProperty("user.home"), ".cache", "fermata", "interop", "mcp-" + SUITE);
    Path node = at.resolve("node_modules/node/bin/node");
    if (!Files.exists(node)) {
      Files.createDirectories(at);
      Files.writeString(at.resolve("package.json"), "{\"private\":true}");
      try {
        String wanted = "@modelcontextprotocol/conformance@" + SUITE;
        run(at, "npm", "install", "--no-audit", "--no-fund", wanted, "node@" + NODE);
      } catch (IOException e) {
        System.err.println("npm could not be started: " + e.getMessage());
      }
    }
    assumeTrue(
        Files.exists(node), "SKIPPED: the conformance suite needs npm and reach of its registry");
    return at;
  }

  private static String run(Path in, String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("fermata-interop", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    String told = Files.readString(out);
    Files.delete(out);
    return told;
  }
}
