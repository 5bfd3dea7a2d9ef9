package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.Product.Ran;
import dev.fermata.server.cli.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The server is killed while a decision can still be taken back: it was acknowledged, so it counts.
 */
class UndoKilledTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: test, name: ask, version: '1.0.0', metadata: { owner: house } }
      do:
      - ask:
          call: human
          with:
            team: house
            question: '${ "Go on with " + .about + "?" }'
            show: { about: '${ .about }' }
            answers: { go: It goes on., stop: It ends. }
            due: PT4H
      """;

  private static Ran fine(Product product, String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit()).as("%s: %s", List.of(command), typed.err()).isZero();
    return new Ran(typed.exit(), typed.out(), typed.err());
  }

  private static JsonNode asked(Product product, String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-o", "json"));
    return fine(product, all.toArray(String[]::new)).json().view();
  }

  @Test
  void what_was_answered_before_a_kill_is_handed_over_after_it() throws IOException {
    try (Product product = Product.startAsAdmin()) {
      fine(product, "team", "add", "house");
      fine(product, "person", "add", "ana", "--role", "approver,operator", "--team", "house");
      Path file = Files.writeString(product.folder().resolve("ask.yaml"), WORKFLOW);
      fine(product, "workflow", "publish", file.toString());
      String link = asked(product, "person", "link", "ana").path("link").asText();
      fine(product, "login", "--link", link);
      String run =
          asked(product, "run", "start", "ask", "--input", "about=bread").path("run").asText();
      String task =
          Awaitility.await()
              .atMost(PATIENCE)
              .until(
                  () -> asked(product, "task", "list", "--run", run).at("/items/0/id").asText(""),
                  id -> !id.isEmpty());
      String digest = asked(product, "task", "show", task).path("digest").asText();
      JsonNode answered =
          asked(product, "task", "decide", task, "go", "--digest", digest, "--undo", "PT10S");
      assertThat(answered.path("state").asText()).isEqualTo("handing-over");

      product.kill();
      product.startServer();
      assertThat(asked(product, "task", "show", task).path("decision").path("by").asText())
          .isEqualTo("ana");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> asked(product, "run", "show", run).path("status").asText(),
              "completed"::equals);
    }
  }
}
