package dev.fermata.testkit.review;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.cel.Cel;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.ReviewFact;
import dev.fermata.fact.ReviewFact.Giver;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.Rules;
import dev.fermata.task.Task;
import dev.fermata.testkit.Casts;
import dev.fermata.testkit.Play;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a step gives is looked over before anything uses it. */
class ReviewTest {
  static final Rules CEL = new Cel();

  /** A letter of the scorer, reviewed so, and a step after it that uses what is handed on. */
  static Play letter(String review) {
    return letter(review, "{ text: 'Rent is 900 a month.' }");
  }

  static Play letter(String review, String input) {
    return Casts.given(
            """
            do:
              - letter:
                  call: agent
                  with: { agent: scorer }
                  review:
            %s
              - send: { call: tool, with: { server: bank, name: look, arguments: { it: '${ . }' } } }
            """
                .formatted(review.indent(8)))
        .by(CEL)
        .start(input);
  }

  private static String canonical(Json json) {
    return new String(CanonicalJson.write(json), StandardCharsets.UTF_8);
  }

  private static List<String> checks(Play play) {
    return play.facts(ReviewFact.Checked.class).stream()
        .map(c -> c.check() + (c.passed() ? " passed" : ": " + c.why()))
        .toList();
  }

  private static final String SHORT =
      """
      checks: [ { schema: { type: object, required: [ say ] } } ]
      """;

  @Test
  void what_passes_is_handed_on_as_it_is() {
    Play play = letter(SHORT).answer("scorer", "{ say: hello }");

    assertThat(checks(play)).containsExactly("schema-1 passed");
    assertThat(play.call().arguments()).hasToString("{\"it\":{\"say\":\"hello\"}}");
    play.answer("bank.look", "ok").completes("ok");
  }

  @Test
  void what_does_not_pass_is_not_handed_on_but_put_before_the_owner() {
    Play play = letter(SHORT).answer("scorer", "{ tell: hello }");

    assertThat(checks(play)).singleElement().asString().startsWith("schema-1: ").contains("say");
    assertThat(play.calls("bank.look")).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question())
        .startsWith("'letter' failed: Checks failed. the result of 'letter' was not handed on: ");
  }

  @Test
  void an_agent_is_told_why_and_does_it_again_under_a_key_of_its_own() {
    Play play = letter(SHORT + "onFailure: { repair: 1 }").answer("scorer", "{ tell: hello }");

    assertThat(play.calls())
        .extracting(c -> c.key().toString())
        .containsExactly("r1/letter/letter", "r1/letter/letter~2");
    assertThat(play.facts(ReviewFact.SentBack.class))
        .extracting(ReviewFact.SentBack::to)
        .containsExactly(Giver.WORK);
    assertThat(canonical(play.call().arguments()))
        .startsWith("{\"repair\":{\"failed\":[{\"check\":\"schema-1\",\"why\":")
        .endsWith(",\"output\":{\"tell\":\"hello\"}},\"text\":\"Rent is 900 a month.\"}");
    play.answer("scorer", "{ say: hi }").answer("bank.look", "ok").completes("ok");
  }

  @Test
  void repairs_are_bounded() {
    Play play =
        letter(SHORT + "onFailure: { repair: 2 }")
            .answer("scorer", "1")
            .answer("scorer", "2")
            .answer("scorer", "3");

    assertThat(play.calls("scorer")).hasSize(3);
    assertThat(play.calls("bank.look")).isEmpty();
    assertThat(play.task().brief().question()).contains("Checks failed");
  }

  @Test
  void a_failure_can_be_caught_like_any_error() {
    Casts.given(
            """
            do:
              - guarded:
                  try:
                    - letter:
                        call: agent
                        with: { agent: scorer }
                        review: { checks: [ { cel: 'output.n > 3.0', because: too few } ] }
                  catch:
                    as: e
                    do: [ { told: { set: { why: '${ $e.detail }', what: '${ $e.title }' } } } ]
            """)
        .by(CEL)
        .start()
        .answer("scorer", "{ n: 2 }")
        .completes(
            "{ what: Checks failed, why: \"the result of 'letter' was not handed on: cel-1: too few\" }");
  }

  @Test
  void a_rule_reads_output_input_and_run() {
    String review =
        """
        checks:
          - cel: output.n <= input.most && run.owner == 'owners'
            because: more than was allowed
        """;
    assertThat(checks(letter(review, "{ most: 5 }").answer("scorer", "{ n: 5 }")))
        .containsExactly("cel-1 passed");
    assertThat(checks(letter(review, "{ most: 5 }").answer("scorer", "{ n: 6 }")))
        .containsExactly("cel-1: more than was allowed");
    assertThat(checks(letter(review, "{ most: 5 }").answer("scorer", "{ m: 6 }")))
        .singleElement()
        .asString()
        .startsWith("cel-1: it cannot be checked: ");
  }

  private static final String QUOTED =
      """
      checks:
        - quotes: { of: '${ .evidence[].quote }', in: '${ .text }' }
          name: grounded
      """;

  @Test
  void each_quote_must_stand_in_the_input() {
    assertThat(
            checks(
                letter(QUOTED)
                    .answer(
                        "scorer",
                        "{ evidence: [ { quote: 'Rent is  900' }, { quote: month. } ] }")))
        .containsExactly("grounded passed");
    assertThat(checks(letter(QUOTED).answer("scorer", "{ evidence: [ { quote: Rent is 800 } ] }")))
        .containsExactly("grounded: not in the source: \"Rent is 800\"");
    assertThat(checks(letter(QUOTED).answer("scorer", "{ evidence: 7 }")))
        .singleElement()
        .asString()
        .startsWith("grounded: it cannot be checked: ");
  }

  private static final String JUDGED =
      """
      checks:
        - schema: { required: [ say ] }
        - agent: checker
          name: judge
      onFailure: { repair: 1 }
      """;

  @Test
  void a_second_agent_judges_by_an_effect_of_its_own() {
    Play play = letter(JUDGED).answer("scorer", "{ say: hello }");

    assertThat(play.underWay()).containsExactly("checker");
    assertThat(play.calls().getLast().key()).hasToString("r1/letter/judge");
    assertThat(canonical(play.call().arguments()))
        .isEqualTo(
            "{\"input\":{\"text\":\"Rent is 900 a month.\"},\"output\":{\"say\":\"hello\"}}");
    play.answer("checker", "{ passed: false, reasons: [ rude, long ] }");
    assertThat(checks(play)).containsExactly("schema-1 passed", "judge: rude; long");

    play.answer("scorer", "{ say: good day }");
    assertThat(play.calls().getLast().key()).hasToString("r1/letter/judge~2");
    play.answer("checker", "{ passed: true }").answer("bank.look", "ok").completes("ok");
  }

  @Test
  void nobody_is_asked_about_what_failed_already() {
    Play play = letter(JUDGED).answer("scorer", "{ tell: hello }");

    assertThat(play.calls("checker")).isEmpty();
    assertThat(play.underWay()).containsExactly("scorer");
  }

  @Test
  void only_a_plain_yes_of_a_judge_is_one() {
    for (String said : List.of("{ passed: 'true' }", "{}", "yes", "{ passed: 'no' }", "7")) {
      assertThat(checks(letter(JUDGED).answer("scorer", "{ say: a }").answer("checker", said)))
          .last()
          .asString()
          .startsWith("judge: ");
    }
  }

  @Test
  void a_tool_or_an_address_checks_too() {
    String review =
        """
        checks:
          - tool: { server: bank, name: look, arguments: { it: '${ .output.say }' },
                    passes: '${ .score > 3 }', why: '${ "score \\(.score)" }' }
          - http: { method: post, endpoint: 'http://guard.test/validate', body: '${ .output }',
                    passes: '${ .validation_passed }', why: '${ .error }' }
        """;
    Play play = letter(review).answer("scorer", "{ say: hi }");
    assertThat(play.call().arguments()).hasToString("{\"it\":\"hi\"}");
    play.answer("bank.look", "{ score: 4 }");
    assertThat(play.underWay()).containsExactly("POST guard.test");
    play.answer("POST guard.test", "{ validation_passed: false, error: secret }");
    assertThat(checks(play)).containsExactly("tool-1 passed", "http-2: secret");
  }

  @Test
  void a_person_checks_too() {
    Play play = letter("checks: [ { human: clerks, name: read } ]").answer("scorer", "{ say: hi }");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.HUMAN);
    assertThat(play.task().team()).isEqualTo("clerks");
    assertThat(play.task().brief().show())
        .hasToString("{\"output\":{\"say\":\"hi\"},\"input\":{\"text\":\"Rent is 900 a month.\"}}");
    play.decide(person("ana", "clerks"), "pass", "", "d1");
    assertThat(checks(play)).containsExactly("read passed");
  }

  private static final String OTHER = SHORT + "onFailure: { repair: 1, then: { agent: rater } }";

  @Test
  void another_agent_gives_it_after_the_last_repair_and_is_checked_too() {
    Play play = letter(OTHER).answer("scorer", "1").answer("scorer", "2");

    assertThat(play.underWay()).containsExactly("rater");
    assertThat(play.calls().getLast().key()).hasToString("r1/letter/instead");
    assertThat(canonical(play.call().arguments())).contains("\"output\":2");
    assertThat(
            letter(OTHER).answer("scorer", "1").answer("scorer", "2").answer("rater", "3").task())
        .satisfies(t -> assertThat(t.kind()).isEqualTo(Task.Kind.REPAIR));
    play.answer("rater", "{ say: hi }").answer("bank.look", "ok").completes("ok");
  }

  private static final String PERSON = SHORT + "onFailure: { then: { human: clerks } }";

  @Test
  void a_person_sees_what_failed_and_may_let_it_pass() {
    Play play = letter(PERSON).answer("scorer", "{ tell: hello }");

    assertThat(play.task().brief().show().toString())
        .contains("\"output\":{\"tell\":\"hello\"}", "\"check\":\"schema-1\"", "\"input\":{");
    play.decide(person("ana", "clerks"), "accept", "", "d1");
    assertThat(play.call().arguments()).hasToString("{\"it\":{\"tell\":\"hello\"}}");
  }

  @Test
  void what_a_person_gives_instead_is_checked_and_they_are_asked_again() {
    Play play =
        letter(PERSON)
            .answer("scorer", "{ tell: hello }")
            .decide(person("ana", "clerks"), "correct", "{ tell: bye }", "d1");

    assertThat(play.calls("bank.look")).isEmpty();
    assertThat(play.task().brief().show().toString()).contains("\"output\":{\"tell\":\"bye\"}");
    play.decide(person("ana", "clerks"), "correct", "{ say: bye }", "d2");
    assertThat(play.call().arguments()).hasToString("{\"it\":{\"say\":\"bye\"}}");
    assertThat(play.facts(ReviewFact.Mended.class))
        .extracting(ReviewFact.Mended::by)
        .containsExactly("ana", "ana");
  }

  @Test
  void a_person_may_say_that_it_cannot_be_used() {
    Play play =
        letter(PERSON).answer("scorer", "1").decide(person("ana", "clerks"), "reject", "", "d1");

    assertThat(play.calls("bank.look")).isEmpty();
    assertThat(play.task().brief().question()).contains("ana: says that it cannot be used");
  }

  @Test
  void a_step_that_is_mended_after_its_checks_failed_calls_under_new_keys() {
    Play play = letter(SHORT).answer("scorer", "1").retry().answer("scorer", "{ say: hi }");

    assertThat(play.calls("scorer"))
        .extracting(c -> c.key().toString())
        .containsExactly("r1/letter/letter", "r1/letter/letter~2");
    play.answer("bank.look", "ok").completes("ok");
  }

  @Test
  void an_owner_may_give_the_result_or_end_the_run() {
    letter(SHORT)
        .answer("scorer", "1")
        .decide("supply", "{ say: mine }")
        .answer("bank.look", "ok")
        .completes("ok");
    assertThat(letter(SHORT).answer("scorer", "1").cancel().outcome())
        .isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void a_call_that_fails_is_no_result_and_is_mended_as_ever() {
    Play play = letter(JUDGED).reject("scorer");
    assertThat(play.task().brief().question()).startsWith("'letter' failed");
    play.retry().answer("scorer", "{ say: hi }").reject("checker");
    assertThat(play.task().brief().question()).startsWith("'judge' failed");
    play.decide("skip");
    assertThat(checks(play)).last().asString().startsWith("judge: ");
    assertThat(play.calls("bank.look")).isEmpty();
  }

  @Test
  void without_a_whole_look_only_the_checks_that_cost_nothing_are_made() {
    Play play = letter(JUDGED + "sample: 0").answer("scorer", "{ say: hi }");

    assertThat(play.calls("checker")).isEmpty();
    assertThat(checks(play)).containsExactly("schema-1 passed");
    assertThat(play.facts(ReviewFact.ReviewBegun.class))
        .extracting(f -> f.whole())
        .containsExactly(false);
    play.answer("bank.look", "ok").completes("ok");
  }

  @Test
  void the_share_is_that_of_the_risk() {
    String review =
        JUDGED
            + "sample: { risk: '${ if .n > 10 then \"high\" else \"low\" end }', low: 0, high: 1 }";
    assertThat(letter(review, "{ n: 1 }").answer("scorer", "{ say: hi }").calls("checker"))
        .isEmpty();
    assertThat(letter(review, "{ n: 11 }").answer("scorer", "{ say: hi }").calls("checker"))
        .hasSize(1);
  }

  @Test
  void a_reviewed_person_is_shown_what_was_wrong() {
    Play play =
        Casts.given(
                """
                do:
                  - fill:
                      call: human
                      with: { team: clerks, question: How much?, due: PT4H, answers: { done: it goes on } }
                      review:
                        checks: [ { cel: 'has(output.data) && output.data.n > 0.0', because: give n } ]
                        onFailure: { repair: 1 }
                """)
            .by(CEL)
            .start("{ a: 1 }")
            .decide(person("ana", "clerks"), "done", "{ n: 0 }", "d1");

    assertThat(play.task().brief().show().toString()).contains("\"why\":\"give n\"");
    play.decide(person("ana", "clerks"), "done", "{ n: 2 }", "d2");
    assertThat(play.output()).contains("\"n\":2");
    assertThat(play.facts(RunFact.Entered.class)).hasSize(4);
  }

  @Test
  void a_person_is_asked_to_mend_one_result_only_so_often() {
    Play play = letter(PERSON).answer("scorer", "1");
    for (int i = 1; i <= 5; i++) {
      assertThat(play.task().kind()).isEqualTo(Task.Kind.HUMAN);
      play.decide(person("ana", "clerks"), "correct", "{ n: " + i + " }", "d" + i);
    }
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.calls("bank.look")).isEmpty();
  }
}
