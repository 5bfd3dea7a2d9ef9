package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.server.cli.Typed;
import dev.fermata.testkit.scripted.ModelScript;
import dev.fermata.testkit.scripted.ScriptedModels;
import dev.fermata.value.Json;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** examples/plan does what its README says, with scripted models on a port of the test's own. */
class PlanExampleTest {
  private Product product;
  private ScriptedModels models;

  private static ScriptedModels scripted(Path file) throws IOException {
    if (new YamlParser().parse(Files.readString(file)) instanceof Document.Parsed.Good(var document)
        && ModelScript.read(document) instanceof Read.Good<ModelScript>(var script, _)) {
      return ScriptedModels.start(script);
    }
    throw new AssertionError(file + " cannot be read");
  }

  private Typed fine(String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit()).as("%s: %s%s", List.of(command), typed.out(), typed.err()).isZero();
    return typed;
  }

  @BeforeEach
  void start() throws IOException {
    models = scripted(Checkout.example("plan/answers.yaml"));
    product = Product.startAsAdmin();
    fine("team", "add", "credit-ops", "--purpose", "Of the examples");
    fine("person", "add", "ana", "--role", "approver,operator", "--team", "credit-ops");
    for (String agent : List.of("planner", "researcher", "pricer", "writer")) {
      String text = Files.readString(Checkout.example("plan/" + agent + ".yaml"));
      Path file = product.folder().resolve(agent + ".yaml");
      Files.writeString(file, text.replace("http://127.0.0.1:8089/v1", models.url()));
      fine("agent", "add", file.toString());
    }
  }

  @AfterEach
  void stop() {
    product.close();
    models.close();
  }

  private JsonNode shown(String run) {
    return Json.parse(fine("run", "show", run, "-o", "json").out()).view();
  }

  @Test
  void a_goal_of_five_pieces_is_planned_repaired_run_and_put_before_a_person() {
    Typed planned =
        fine(
            "plan",
            "offer the chair to the customer",
            "--agent",
            "planner",
            "-i",
            "product=chair",
            "--people",
            "1");
    assertThat(planned.err())
        .contains("The plan was refused", "no agent is registered as 'riter'", "side by side")
        .contains("It calls pricer, researcher, writer", "The plan waits for a person");
    String task =
        Json.parse(fine("task", "list", "-o", "json").out()).view().at("/items/0/id").asText();
    JsonNode brief = Json.parse(fine("task", "show", task, "-o", "json").out()).view();
    assertThat(brief.at("/brief/question").asText()).isEqualTo("May this offer go out?");

    String link = Json.parse(fine("person", "link", "ana", "-o", "json").out()).text("link").get();
    fine("login", "--link", link);
    fine("task", "decide", task, "yes", "--digest", brief.path("digest").asText());
    String run =
        Json.parse(fine("run", "list", "--all", "-o", "json").out())
            .view()
            .at("/items/1/id")
            .asText();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> shown(run).path("status").asText().equals("completed"));
    assertThat(shown(run).at("/output/text").asText()).isEqualTo("We are glad to offer it to you.");
  }

  @Test
  void a_plan_that_may_ask_nobody_goes_to_its_owner_after_its_repairs() {
    Typed planned =
        fine(
            "plan",
            "offer the chair to the customer",
            "--agent",
            "planner",
            "-i",
            "product=chair",
            "--people",
            "0",
            "--owner",
            "credit-ops");
    assertThat(planned.err()).contains("it asks people 1 times; at most 0 are allowed");
    assertThat(fine("task", "list").out()).contains("No plan");
  }
}
