package dev.fermata.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code policy lint} and {@code policy test}, which need no server. */
class PolicyVerbsTest {
  private static final String POLICY =
      """
      policy: large-refunds
      owner: finance
      when: effect.arguments.amount > 1000
      then: { ask: { team: finance } }
      cases:
        - { name: a large refund, effect: { arguments: { amount: 2000 } }, expect: ask }
        - { name: a small refund, effect: { arguments: { amount: 5 } }, expect: none }
      """;

  @TempDir Path folder;

  @Test
  void a_sound_policy_can_be_put_in_force() throws IOException {
    Typed lint = typed("lint", file("a.yaml", POLICY));
    assertThat(lint.exit()).isZero();
    assertThat(lint.out()).contains("a.yaml: can be put in force, as large-refunds@1");
  }

  @Test
  void an_error_in_a_rule_is_told_with_its_place_and_exit_1() throws IOException {
    String wrong =
        file("a.yaml", POLICY.replace("amount > 1000", "amount > 1 && effect.clas == ''"));
    Typed lint = typed("lint", wrong);
    assertThat(lint.exit()).isEqualTo(1);
    assertThat(lint.out())
        .contains(
            wrong + ":3:44 the rule is wrong: there is no field 'clas'. Did you mean 'class'?");
    Typed json = typed("lint", wrong, "-o", "json");
    assertThat(json.exit()).isEqualTo(1);
    assertThat(Json.parse(json.out()).view().at("/items/0/complaints/0/line").asInt()).isEqualTo(3);
  }

  @Test
  void cases_that_pass_are_counted() throws IOException {
    Typed test = typed("test", file("a.yaml", POLICY));
    assertThat(test.exit()).isZero();
    assertThat(test.out()).contains("a.yaml: 2 of 2 cases passed");
  }

  @Test
  void a_case_that_comes_out_otherwise_is_told_with_exit_1() throws IOException {
    String wrong = file("a.yaml", POLICY.replace("amount: 5 }", "sum: 5 }"));
    Typed test = typed("test", wrong, file("b.yaml", POLICY));
    assertThat(test.exit()).isEqualTo(1);
    assertThat(test.out())
        .contains(
            wrong
                + ": case 'a small refund': expected none, got ask"
                + " (the rule failed: key 'amount' is not present in map)",
            "a.yaml: 1 of 2 cases passed",
            "b.yaml: 2 of 2 cases passed");
    var item = Json.parse(typed("test", wrong, "-o", "json").out()).view().at("/items/0");
    assertThat(item.at("/failed").asInt()).isEqualTo(1);
    assertThat(item.at("/cases/1/got").asText()).isEqualTo("ask");
  }

  @Test
  void nothing_is_tried_of_a_file_with_errors() throws IOException {
    Typed test = typed("test", file("a.yaml", POLICY.replace("owner", "ower")));
    assertThat(test.exit()).isEqualTo(1);
    assertThat(test.err()).contains("nothing was tried", "Did you mean 'owner'?");
  }

  @Test
  void a_file_that_is_not_there_is_exit_3() {
    assertThat(typed("lint", folder.resolve("none.yaml").toString()).exit()).isEqualTo(3);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Typed typed(String verb, String... rest) {
    String[] command = new String[rest.length + 2];
    command[0] = "policy";
    command[1] = verb;
    System.arraycopy(rest, 0, command, 2, rest.length);
    return Typed.by(Map.of(), command);
  }
}
