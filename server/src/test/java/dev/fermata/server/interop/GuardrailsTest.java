package dev.fermata.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.Checkout;
import dev.fermata.server.Product;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** examples/checks does what its README says, with Guardrails AI as its makers published it. */
@Tag("interop")
class GuardrailsTest {
  private static final int INSTALL_MINUTES = 15;
  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache", "fermata", "interop", "agents");

  @TempDir private Path folder;

  @Test
  @Timeout(value = 2 * INSTALL_MINUTES, unit = TimeUnit.MINUTES)
  void a_letter_is_handed_on_only_once_its_guard_lets_it_pass() throws Exception {
    assumeTrue(
        Boolean.getBoolean("fermata.interop"),
        "SKIPPED: Guardrails AI runs with `./fermata test --interop`");
    installed();
    try (var product = Product.startAsAdmin()) {
      fine(product, "team", "add", "credit-ops", "--purpose", "Writes letters");
      fine(product, "agent", "add", folder.resolve("writer.yaml").toString());
      fine(product, "agent", "add", folder.resolve("guard.yaml").toString());
      fine(product, "workflow", "publish", folder.resolve("workflow.yaml").toString());
      Path input = folder.resolve("input.json");
      Files.writeString(input, "{\"text\":\"We need 900 euros a month. Rent is due soon.\"}");
      String run =
          fine(product, "run", "start", "checked-letter", "-i", input.toString(), "-o", "name")
              .strip();
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(500))
          .until(() ->
              shown(product, run).path("ended").isTextual()
                  || shown(product, run).path("openTasks").asInt() > 0);
      JsonNode ended = shown(product, run);
      assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("completed");
      assertThat(ended.at("/output/letter").asText())
          .isEqualTo("You wrote: We need 900 euros a month. We look at it today.");
      assertThat(verdicts(fine(product, "run", "events", run)))
          .containsExactly(
              "grounded not in the source: \"a house by the sea\"", "guard it promises a loan");
    }
  }

  /** What the checks that were not passed said. */
  private static List<String> verdicts(String events) {
    return events
        .lines()
        .filter(line -> line.contains("  Checked  "))
        .map(line -> line.replaceFirst("^.*  letter  ", "").replaceAll(" +", " ").strip())
        .filter(line -> line.contains(" "))
        .toList();
  }

  private static String fine(Product product, String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit()).as("%s: %s%s", List.of(command), typed.out(), typed.err()).isZero();
    return typed.out();
  }

  private static JsonNode shown(Product product, String run) {
    return Json.parse(fine(product, "run", "show", run, "-o", "json")).view();
  }

  private void installed() throws Exception {
    try (Stream<Path> files = Files.list(Checkout.example("checks"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path requirements = folder.resolve("requirements.txt");
    String digest = Digest.of(Files.readString(requirements)).value().substring(0, 12);
    Path venv = CACHE.resolve("guardrails-" + digest);
    if (!Files.exists(venv.resolve("complete"))) {
      done("python3", "-m", "venv", venv.toString());
      done(venv.resolve("bin/pip").toString(), "install", "-q", "-r", requirements.toString());
      Files.createFile(venv.resolve("complete"));
    }
    Files.createSymbolicLink(folder.resolve(".venv"), venv);
  }

  /** Where there is no Python, or nothing to install from, it is said and skipped. */
  private static void done(String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("fermata-guardrails", ".log");
    List<String> words = new ArrayList<>(List.of(command));
    boolean fine;
    try {
      Process process =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      fine = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
      process.destroyForcibly();
    } catch (IOException e) {
      fine = false;
    }
    if (!fine) {
      String why = "SKIPPED: Guardrails AI, for this did not work: " + words;
      System.err.println(why + "\n" + Files.readString(log));
      assumeTrue(false, why);
    }
  }
}
