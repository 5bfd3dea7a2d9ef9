package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.Product.Ran;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything under examples/ does what its README says. */
class ExamplesTest {
  private static final String JAVA = Program.java().toString();

  private static Product product;

  @BeforeAll
  static void start() {
    product = Product.startAsAdmin();
    for (String team : List.of("underwriters", "credit-managers", "credit-ops", "accounting"))
      fine("team", "add", team, "--purpose", "Of the examples");
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  private static Typed fine(String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit()).as("%s: %s%s", List.of(command), typed.out(), typed.err()).isZero();
    return typed;
  }

  private static Ran fine(Program program) {
    Ran ran = program.run();
    assertThat(ran.exit()).as("%s: %s%s", program.command(), ran.out(), ran.err()).isZero();
    return ran;
  }

  /** What an example leaves behind goes with the product's folder. */
  private static String temporary() {
    return "-Djava.io.tmpdir=" + product.folder();
  }

  @Test
  void a_workflow_runs_inside_another_program() {
    Path folder = Checkout.example("embedded");
    var program =
        Program.of(
            JAVA,
            "--enable-native-access=ALL-UNNAMED",
            temporary(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Dexample=" + folder,
            folder.resolve("Embedded.java").toString());
    assertThat(fine(program).out()).isEqualTo("{\"gross\":120}\n");
  }

  @Test
  void the_agents_of_the_loans_example_check_themselves() {
    String agents = Checkout.example("loans/agents").toString();
    assertThat(fine(Program.of(JAVA, temporary(), agents + "/SelfCheck.java", agents)).out())
        .contains(" checks, 0 failed");
  }

  @Test
  void measure_prints_its_figures_for_programs() {
    String precedents = Checkout.example("loans/agents/precedents.csv").toString();
    var measure =
        Program.of(
            Checkout.example("loans/measure").toString(),
            precedents,
            "--train",
            "300",
            "--neighbours",
            "21",
            "-o",
            "json");
    JsonNode figures =
        fine(measure.with("FERMATA_JAVA_HOME", System.getProperty("java.home"))).json().view();
    assertThat(figures.path("fitted_on").asInt()).isEqualTo(300);
    assertThat(figures.at("/measured_on/cases").asInt()).isEqualTo(100);
    assertThat(figures.path("ways")).hasSizeGreaterThan(5);
    assertThat(figures.at("/turnaround_hours/panel/median").isNumber()).isTrue();
  }

  @Test
  void measure_says_what_a_file_lacks() throws IOException {
    String file =
        Files.writeString(product.folder().resolve("few.csv"), "application_id,outcome\na,good\n")
            .toString();
    Ran ran =
        Program.of(Checkout.example("loans/measure").toString(), file)
            .with("FERMATA_JAVA_HOME", System.getProperty("java.home"))
            .run();
    assertThat(ran.exit()).isNotZero();
    assertThat(ran.err()).contains("few.csv", "1 rows", "--train").doesNotContain("Exception");
  }

  @Test
  void the_python_agent_answers_and_complains() {
    greets("hello", "python3");
  }

  @Test
  void the_typescript_agent_answers_and_complains() {
    greets("hello-ts", "node");
  }

  @Test
  void an_agent_with_a_loop_of_its_own_asks_for_a_tool() {
    boolean there = Program.find("python3").isPresent();
    if (!there) System.err.println("SKIPPED: asker, for there is no python3");
    assumeTrue(there, "no python3");
    fine("tool", "add", Checkout.example("agents/phonebook.yaml").toString());
    fine("agent", "add", Checkout.example("agents/asker.yaml").toString());
    fine("workflow", "publish", Checkout.example("agents/asking.yaml").toString());
    Typed run = fine("run", "start", "asking", "-i", "name=Ada", "--wait", "-o", "json");
    assertThat(run.out()).contains("Call 1815");
  }

  private static void greets(String agent, String interpreter) {
    boolean there = Program.find(interpreter).isPresent();
    if (!there) System.err.println("SKIPPED: " + agent + ", for there is no " + interpreter);
    assumeTrue(there, "no " + interpreter);
    fine("agent", "add", Checkout.example("agents/" + agent + ".yaml").toString());
    Typed answer = fine("agent", "test", agent, "-i", "name=Ana", "-o", "json");
    assertThat(answer.out()).contains("Hello, Ana!");
    Typed nameless = Typed.by(product.environment(), "agent", "test", agent, "-i", "name=");
    assertThat(nameless.exit()).isEqualTo(1);
    assertThat(nameless.out() + nameless.err()).contains("name");
  }

  @Test
  void an_order_begins_a_run_for_each_line() {
    fine("workflow", "publish", Checkout.example("children/item.yaml").toString());
    fine("workflow", "publish", Checkout.example("children/order.yaml").toString());

    String started =
        fine("run", "start", "price-order", "-i", "reams=5", "--wait", "-o", "json").out();

    String run = Json.parse(started).view().path("id").asText();
    JsonNode shown = Json.parse(fine("run", "show", run, "-o", "json").out()).view();
    assertThat(shown.at("/output/cents").asInt()).as(started).isEqualTo(4200);
    assertThat(shown.path("children")).hasSize(2);
    JsonNode listed =
        Json.parse(fine("run", "list", "--parent", run, "-o", "json").out()).view().path("items");
    assertThat(listed)
        .hasSize(2)
        .allSatisfy(child -> {
          assertThat(child.path("root").asText()).isEqualTo(run);
          assertThat(child.path("status").asText()).isEqualTo("completed");
        });
  }

  /**
   * All but the embedded example, whose tool no server has, and that of MCP, whose server comes
   * from npm; they run in tests of their own.
   */
  @Test
  void every_roster_file_and_workflow_is_taken_without_a_complaint() {
    for (Path file : yaml("agent: ")) silent("agent", "add", file.toString());
    for (Path file : yaml("server: ")) silent("tool", "add", file.toString());
    // The loans say that ben answers for lifting the rule of two.
    fine("person", "add", "ben", "--role", "approver");
    // What a workflow runs is published before it.
    fine("workflow", "publish", Checkout.example("children/item.yaml").toString());
    List<Path> workflows = yaml("document:");
    assertThat(workflows).hasSizeGreaterThanOrEqualTo(2);
    for (Path file : workflows) {
      JsonNode lint = linted(file);
      assertThat(lint.path("complaints")).as("%s: %s", file, lint).isEmpty();
    }
  }

  private static JsonNode linted(Path file) {
    String found = fine("workflow", "lint", file.toString(), "-o", "json").out();
    return Json.parse(found).view().at("/items/0");
  }

  private static void silent(String... command) {
    assertThat(fine(command).err()).as(String.join(" ", command)).isEmpty();
  }

  /** The files that have a line that begins so. */
  private static List<Path> yaml(String beginning) {
    try (Stream<Path> files = Files.walk(Checkout.root().resolve("examples"))) {
      return files
          .filter(file -> !file.startsWith(Checkout.example("embedded")))
          .filter(file -> !file.startsWith(Checkout.example("mcp")))
          .filter(file -> file.toString().endsWith(".yaml") && hasLine(file, beginning))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError("cannot walk the examples", e);
    }
  }

  private static boolean hasLine(Path file, String beginning) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.anyMatch(line -> line.startsWith(beginning));
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }
}
