package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example agents of every framework, installed with their pinned versions and called in a run
 * of a real server. What is installed is kept in the user's cache, by the digest of its versions.
 */
@Tag("interop")
class ExampleAgentsTest {
  private static final int OWN_LINES = 30;
  private static final int INSTALL_MINUTES = 15;
  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache", "fermata", "interop", "agents");

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: examples, name: %1$s, version: '1.0.0', metadata: { owner: credit-ops } }
      do: [ { measure: { call: agent, with: { agent: %1$s, work: measure } } } ]
      """;

  private static Product product;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    assumeTrue(
        Boolean.getBoolean("fermata.interop"),
        "SKIPPED: the example agents run with `./fermata test --interop`");
    product = Product.startAsAdmin();
    fine("team", "add", "credit-ops", "--purpose", "Of the examples");
  }

  @AfterAll
  static void stop() {
    if (product != null) product.close();
  }

  private static String fine(String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit()).as("%s: %s%s", List.of(command), typed.out(), typed.err()).isZero();
    return typed.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"langgraph", "llamaindex", "autogen", "crewai"})
  @Timeout(value = 2 * INSTALL_MINUTES, unit = TimeUnit.MINUTES)
  void an_agent_in_a_python_framework_works_in_a_run(String framework) throws Exception {
    needs("python3");
    copied(framework);
    Path requirements = folder.resolve("requirements.txt");
    Path venv = cache(framework, requirements);
    if (!Files.exists(venv.resolve("complete"))) {
      done(folder, "python3", "-m", "venv", venv.toString());
      String pip = venv.resolve("bin/pip").toString();
      done(folder, pip, "install", "-q", "-r", requirements.toString());
      Files.createFile(venv.resolve("complete"));
    }
    Files.createSymbolicLink(folder.resolve(".venv"), venv);
    works(framework, "agent.py");
  }

  @ParameterizedTest
  @ValueSource(strings = "typescript")
  @Timeout(value = INSTALL_MINUTES, unit = TimeUnit.MINUTES)
  void the_agent_in_typescript_works_in_a_run(String language) throws Exception {
    needs("node");
    needs("npm");
    copied(language);
    Path installed = cache(language, folder.resolve("package-lock.json"));
    if (!Files.exists(installed.resolve("complete"))) {
      Files.createDirectories(installed);
      for (String file : List.of("package.json", "package-lock.json")) {
        Files.copy(folder.resolve(file), installed.resolve(file));
      }
      done(installed, "npm", "ci", "--no-audit", "--no-fund");
      Files.createFile(installed.resolve("complete"));
    }
    Files.createSymbolicLink(folder.resolve("node_modules"), installed.resolve("node_modules"));
    done(folder, "npx", "tsc");
    works(language, "agent.ts");
  }

  @ParameterizedTest
  @ValueSource(strings = "python")
  void the_agent_in_plain_python_works_in_a_run_over_http(String language) throws Exception {
    needs("python3");
    copied(language);
    String port = Integer.toString(Product.freePort());
    Path file = folder.resolve("agent.yaml");
    Files.writeString(file, Files.readString(file).replace("8790", port));
    Process agent =
        new ProcessBuilder("python3", "agent.py", port)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (var out = agent.inputReader()) {
      assertThat(out.readLine()).contains(port);
      works(language, "agent.py");
    } finally {
      agent.destroyForcibly();
    }
  }

  private static void needs(String program) {
    boolean there = Program.find(program).isPresent();
    if (!there) System.err.println("SKIPPED: an example agent, for there is no " + program);
    assumeTrue(there, "no " + program);
  }

  private void copied(String example) throws IOException {
    try (Stream<Path> files = Files.list(Checkout.example("agents/" + example))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private static Path cache(String example, Path versions) throws IOException {
    String digest = Digest.of(Files.readString(versions)).value().substring(0, 12);
    return CACHE.resolve(example + "-" + digest);
  }

  private static void done(Path in, String... command) throws Exception {
    Path log = Files.createTempFile("fermata-example", ".log");
    List<String> words = new ArrayList<>(List.of(command));
    Process process =
        new ProcessBuilder(words)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
    if (!ended) process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as(() -> {
          try {
            return words + ": " + Files.readString(log);
          } catch (IOException e) {
            return words.toString();
          }
        })
        .isTrue();
  }

  /** Registers it, runs a workflow with it, and looks at what came out. */
  private void works(String example, String source) throws IOException {
    assertThat(Files.readAllLines(folder.resolve(source))).hasSizeLessThanOrEqualTo(OWN_LINES);
    String name = "measure-" + example;
    fine("agent", "add", folder.resolve("agent.yaml").toString());
    Path workflow = folder.resolve("workflow.yaml");
    fine("workflow", "publish", Files.writeString(workflow, WORKFLOW.formatted(name)).toString());
    Path input = folder.resolve("input.json");
    Files.writeString(input, "{\"text\":\"one two three four five six\"}");
    String run = fine("run", "start", name, "-i", input.toString(), "-o", "name").strip();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> shown(run).path("ended").isTextual() || shown(run).path("openTasks").asInt() > 0);
    JsonNode ended = shown(run);
    assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("completed");
    assertThat(ended.at("/output/words").asInt()).isEqualTo(6);
    assertThat(ended.at("/output/verdict").asText()).isEqualTo("long");
    assertThat(ended.at("/effects/0/target").asText()).isEqualTo(name);
  }

  private static JsonNode shown(String run) {
    return Json.parse(fine("run", "show", run, "-o", "json")).view();
  }
}
