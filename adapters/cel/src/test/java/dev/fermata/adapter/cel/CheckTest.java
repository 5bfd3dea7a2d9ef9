package dev.fermata.adapter.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.policy.Rules.Finding;
import dev.fermata.policy.Rules.Flaw;
import dev.fermata.policy.Rules.Result;
import dev.fermata.value.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of what a step gave. */
class CheckTest {
  private static final Cel CEL = new Cel();
  private static final Result RESULT =
      new Result(
          Json.parse("{\"n\":5,\"list\":[\"a\",\"b\"]}"),
          Json.parse("{\"most\":7}"),
          Json.parse("{\"owner\":\"clerks\"}"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "output.n <= input.most",
        "output.list.all(x, size(x) == 1)",
        "has(output.n) && !has(output.m)",
        "run.owner == 'clerks'",
      })
  void a_check_reads_what_was_given_and_gotten(String check) {
    assertThat(CEL.flawsOfCheck(check)).isEmpty();
    assertThat(CEL.check(check, RESULT)).isEqualTo(new Finding.Holds());
    assertThat(CEL.check("!(" + check + ")", RESULT)).isEqualTo(new Finding.HoldsNot());
  }

  @Test
  void a_check_knows_no_effect_and_a_policy_no_output() {
    assertThat(CEL.flawsOfCheck("effect.class == 'read'"))
        .extracting(Flaw::column, Flaw::message)
        .first()
        .asString()
        .contains("there is no name 'effect'");
    assertThat(CEL.flaws("output.n > 3")).isNotEmpty();
    assertThat(CEL.flawsOfCheck("run.ownr == 'a'")).first().asString().contains("owner");
    assertThat(CEL.flawsOfCheck("output.n")).isEmpty();
    assertThat(CEL.check("output.n", RESULT)).isInstanceOf(Finding.Failed.class);
  }

  @Test
  void what_is_missing_fails() {
    assertThat(CEL.check("output.m > 3", RESULT)).isInstanceOf(Finding.Failed.class);
    assertThat(CEL.check("effect.n > 3", RESULT)).isInstanceOf(Finding.Failed.class);
  }
}
