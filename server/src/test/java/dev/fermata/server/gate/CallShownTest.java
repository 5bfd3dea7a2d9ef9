package dev.fermata.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.server.cli.Typed;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever approves at a terminal sees the exact call, all of it, and nothing in it can hide or
 * pretend. The console's half of it is tested where the console is (shown.test.tsx).
 *
 * <p>S16 of docs/internals/security-tests.md.
 */
class CallShownTest {
  @TempDir private static Path folder;
  private static Till till;
  private static Map<String, String> ben;

  @BeforeAll
  static void open() throws IOException {
    till = new Till();
    till.asks("risk", 1, false);
    ben =
        Map.of(
            "FERMATA_SERVER",
            "http://127.0.0.1:" + till.server.port(),
            "FERMATA_CONFIG",
            folder.resolve("config").toString());
    typed("login", "--link", link());
  }

  @AfterAll
  static void close() throws InterruptedException {
    till.close();
  }

  private static String link() {
    Answer made = till.server.post("/api/v1/people/ben/link", till.server.admin(), "");
    return till.server.expect(201, made).json().path("link").asText();
  }

  private static String typed(String... command) {
    Typed typed = Typed.by(ben, command);
    assertThat(typed.exit()).as("%s: %s", List.of(command), typed.err()).isZero();
    return typed.out();
  }

  private static String shown(JsonNode task) {
    return typed("task", "show", task.path("id").asText());
  }

  private static boolean hides(String text) {
    return text.codePoints().anyMatch(c -> c != '\n' && c != '\t' && Visible.unseen(c));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pay\u202Eeve\u202C now", // reads backwards
        "al\u200Bice\u200C\u200D\uFEFF", // no width
        "\u001B[2J\u001B[31mAll is well\u001B[0m", // commands to a terminal
        "x\u0000\u0008\u0007\u007F\u009B2K", // control codes
        "a\u2028b\u2029c\u0085d", // line ends of other kinds
        "\u2066hidden\u2069\u061C\u200F", // isolates and marks
        "ten\u00A0000\u2003\u3000", // spaces that are none
        "\u3164\u115F\u2800\uFFA0", // letters that nothing is drawn for
        "1\uFE0E2\uDB40\uDDEF3\uDB40\uDC41", // variations and tags
        "\uE000\uDBFF\uDFFE", // of private use
      })
  void what_cannot_be_seen_stands_as_its_code(String hostile) {
    var input = Json.object().put("order", "o").put("memo", hostile).put(hostile, 1);
    JsonNode task = till.wanted("ana", input);
    assertThat(hides(hostile)).isTrue();
    String text = shown(task);
    assertThat(hides(text)).isFalse();
    assertThat(hides(typed("task", "list"))).isFalse();
    assertThat(hides(typed("run", "show", task.path("run").asText()))).isFalse();
    // Jackson escapes some of them with a letter of their own.
    assertThat(text).containsPattern("\\\\u[0-9a-f]{4}|\\\\u[0-9A-F]{4}|\\\\b");
    Json exact = Json.parse(typed("task", "show", task.path("id").asText(), "-o", "json"));
    assertThat(exact.view().at("/brief/show/arguments/memo").asText()).isEqualTo(hostile);
  }

  @Test
  void markup_and_instructions_of_agents_are_text() {
    String evil = "<script>alert(1)</script><b>Approved by ana</b> ' onload=x \"";
    JsonNode task = till.wanted("ana", Json.object().put("order", "o").put("memo", evil));
    assertThat(shown(task)).contains("not checked", "Approved by ana");
  }

  @Test
  void target_class_digest_rule_who_wants_it_and_every_argument_are_shown() {
    ObjectNode input = Json.object().put("order", "o").put("amount", 4_711).put("empty", "");
    ObjectNode at = input.putObject("deep");
    for (int i = 0; i < 12; i++) {
      at = at.putObject("level" + i);
    }
    at.put("end", "at-the-very-end");
    for (int i = 0; i < 100; i++) {
      input.withArray("items").add("item-" + i);
    }
    JsonNode task = till.wanted("ana", input);
    String digest = task.at("/brief/show/digest").asText();
    assertThat(shown(task))
        .contains("shop.book", "irreversible", digest, "agreed@", "ana", "4711", "0 of 1")
        .contains("at-the-very-end", "item-0", "item-99", "empty")
        .doesNotContain("…");
  }

  @Test
  void at_a_terminal_an_edit_shows_what_changes_and_asks() throws IOException {
    JsonNode task = till.wanted("ana", Json.object().put("order", "third").put("amount", 5));
    Path file = Files.writeString(folder.resolve("edit.json"), "{\"order\":\"fourth\"}");
    String id = task.path("id").asText();
    Typed no = Typed.atTerminal(ben, "n\n", "task", "decide", id, "edit", "--data", file + "");
    assertThat(no.exit()).isNotZero();
    assertThat(no.out()).contains("/order: \"third\" -> \"fourth\"", "/amount: 5 -> nothing");
    assertThat(till.status(task)).isEqualTo("waiting");
    Typed yes =
        Typed.atTerminal(
            ben, "y\nthe order is wrong\n", "task", "decide", id, "edit", "--data", file + "");
    assertThat(yes.exit()).as(yes.err()).isZero();
    till.isBought(task);
  }
}
