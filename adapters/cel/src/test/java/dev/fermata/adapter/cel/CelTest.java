package dev.fermata.adapter.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.policy.Reading;
import dev.fermata.policy.Rules.Finding;
import dev.fermata.policy.Rules.Flaw;
import dev.fermata.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelTest {
  private static final Cel CEL = new Cel();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "effect.class == 'irreversible'",
        "effect.target.startsWith('core-banking.')",
        "effect.arguments.amount > 2500",
        "effect.arguments.amount > 2999.5",
        "effect.arguments.amount == 3000.0",
        "effect.arguments.rate < 1",
        "effect.arguments['amount'] == 3000",
        "has(effect.arguments.amount) && !has(effect.arguments.nowhere)",
        "effect.arguments.list.exists(x, x > 2) && effect.arguments.list.all(x, x < 4)",
        "effect.arguments.list.map(x, x * 2) == [2, 4, 6]",
        "effect.arguments.list.filter(x, x > 1).size() == 2",
        "2 in effect.arguments.list && 'amount' in effect.arguments",
        "effect.arguments.exists(name, name == 'rate')",
        "effect.arguments.nothing == null",
        "size(effect.arguments.text) == 5",
        "effect.arguments.text.matches('^[a-e]+$')",
        "effect.arguments.text + '!' == 'abcde!'",
        "string(effect.arguments.amount) == '3000'",
        "'personal' in effect.labels.classification && effect.labels.origin == 'trusted'",
        "effect.labels.regions == null && effect.cost == null",
        "effect.cost == null || effect.cost.amount > 5",
        "run.namespace == 'lending' && run.workflow == 'lending/loans@1.0.0'",
        "panels.assess.unanimous && panels['assess'].agreed.recommendation == 'accept'",
        "!has(panels.other) && !('other' in panels)",
        "!has(agent.name)",
        "effect.arguments.nowhere == 1 || true",
        "!(effect.arguments.nowhere == 1 && false)",
        "double(effect.arguments.amount) * 1.5 == 4500.0",
        "timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-02T00:00:00Z')",
      })
  void a_rule_reads_the_effect_the_run_the_agent_and_panels(String rule) {
    assertThat(CEL.flaws(rule)).isEmpty();
    assertThat(CEL.evaluate(rule, reading())).isEqualTo(new Finding.Holds());
    assertThat(CEL.evaluate("!(" + rule + ")", reading())).isEqualTo(new Finding.HoldsNot());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "effect.clas == 'x'|1:7|there is no field 'clas'. Did you mean 'class'?",
        "efect.class == 'x'|1:1|there is no name 'efect'. Did you mean 'effect'?",
        "effect.class == 3|1:14|'==' cannot be used with (string, int)",
        "effect.cost.amont > 1|1:12|there is no field 'amont'. Did you mean 'amount'?",
        "panels.assess.unanimus|1:14|there is no field 'unanimus'. Did you mean 'unanimous'?",
        "effect.class|1:7|expected type 'bool' but found 'string'",
        "open('/etc/passwd') == ''|1:5|there is no name 'open'.",
        "effect.class.size() > 'a'|1:21|'>' cannot be used with (int, string)",
      })
  void a_wrong_rule_says_where_and_what(String rule, String at, String message) {
    Flaw flaw = CEL.flaws(rule).getFirst();
    assertThat(flaw.line() + ":" + flaw.column() + " " + flaw.message())
        .isEqualTo(at + " " + message);
  }

  @Test
  void a_place_in_a_later_line_is_told() {
    assertThat(CEL.flaws("effect.class == 'read' &&\n  run.nam == 'x'"))
        .containsExactly(new Flaw(2, 6, "there is no field 'nam'. Did you mean 'name'?"));
  }

  @Test
  void what_is_no_cel_says_what_was_expected() {
    assertThat(CEL.flaws("effect.class ==").getFirst().message())
        .startsWith("mismatched input '<EOF>' expecting");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "effect.arguments.nowhere > 1|key 'nowhere' is not present in map",
        "agent.name == 'x'|key 'name' is not present in map",
        "panels.other.unanimous|key 'other' is not present in map",
        "effect.arguments.text|it is neither true nor false",
        "effect.arguments.huge > 1|a whole number in it has more than 64 bits",
        "effect.arguments.amount / 0 == 1|/ by zero",
        "effect.clas == 'x'|there is no field 'clas'. Did you mean 'class'?",
        "'eu' in effect.labels.regions|No matching overload for function '@in'",
        "effect.arguments.text > 5|No matching overload for function '_>_'",
      })
  void a_rule_that_cannot_be_evaluated_fails_and_says_why(String rule, String reason) {
    assertThat(CEL.evaluate(rule, reading()))
        .isInstanceOfSatisfying(
            Finding.Failed.class, failed -> assertThat(failed.reason()).contains(reason));
  }

  @Test
  void one_rule_gives_the_same_for_ever_and_for_many_threads() throws InterruptedException {
    var threads =
        List.of(1, 2, 3, 4).stream()
            .map(_ ->
                Thread.startVirtualThread(() -> {
                  for (int i = 0; i < 200; i++) {
                    CEL.evaluate("effect.arguments.list.all(x, x < " + i % 10 + ")", reading());
                  }
                }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(CEL.evaluate("effect.arguments.list.all(x, x < 4)", reading()))
        .isEqualTo(new Finding.Holds());
  }

  @Test
  void warming_up_leaves_nothing_behind() {
    assertThat(new Cel().warm().flaws("true")).isEmpty();
  }

  static Reading reading() {
    return new Reading(
        Json.parse(
            """
            {"class":"irreversible","target":"core-banking.book_loan","kind":"tool",
             "server":"core-banking","tool":"book_loan","work":"book_loan","digest":"d",
             "arguments":{"amount":3000,"rate":0.5,"list":[1,2,3],"text":"abcde","nothing":null,
                          "huge":123456789012345678901234567890},
             "keyed":true,
             "labels":{"classification":["personal"],"regions":null,"origin":"trusted"},
             "cost":null}
            """),
        Json.parse(
            """
            {"id":"r1","workflow":"lending/loans@1.0.0","namespace":"lending","name":"loans",
             "version":"1.0.0","owner":"credit-ops","subject":"a-1","batch":null,
             "startedBy":"ada","priority":"normal"}
            """),
        Json.EMPTY,
        Json.parse(
            """
            {"assess":{"unanimous":true,"resolvedBy":"agreement",
                       "agreed":{"recommendation":"accept"}}}
            """));
  }
}
