package dev.fermata.testkit.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.ReviewFact;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import org.junit.jupiter.api.Test;

/** What is looked over and repaired keeps the labels of all that went into it. */
class ReviewLabelTest {
  private static final String TRUSTED =
      """
      { agent: %s, owner: agents-team, kind: java, effect: read,
        origin: trusted, boundary: { labels: [ public, personal, special ] } }
      """;

  private static Play reviewed(String input, String review) {
    return Script.given(
            """
            input:
              schema:
                format: json
                document:
                  properties:
                    health: { x-label: { classification: special } }
            do:
              - work:
                  call: agent
                  with: { agent: writer, input: { about: '%s' } }
                  review: %s
              - send: { call: agent, with: { agent: reader } }
            """
                .formatted(input, review))
        .with(
            TRUSTED.formatted("writer"),
            TRUSTED.formatted("judge"),
            TRUSTED.formatted("reader"),
            TRUSTED.formatted("stranger").replace("origin: trusted, ", ""))
        .by(ReviewTest.CEL)
        .start("{ id: 7, health: ill }");
  }

  private static Label given(Play play) {
    return play.call().arguments().labels().all();
  }

  @Test
  void a_judge_does_not_launder_what_it_looks_at() {
    Play play =
        reviewed("${ .health }", "{ checks: [ { agent: judge } ] }")
            .answer("writer", "{ say: hi }")
            .answer("judge", "{ passed: true }");

    assertThat(play.underWay()).containsExactly("reader");
    assertThat(given(play).classes()).contains(Classification.SPECIAL);
  }

  @Test
  void a_result_that_a_stranger_let_pass_is_not_trusted_more_than_the_stranger() {
    Play play =
        reviewed("${ .id }", "{ checks: [ { agent: stranger } ] }")
            .answer("writer", "{ say: hi }")
            .answer("stranger", "{ passed: true }");

    assertThat(given(play).untrusted()).isTrue();
  }

  @Test
  void a_repaired_result_has_the_labels_of_what_was_wrong_and_of_who_said_so() {
    Play play =
        reviewed(
                "${ .id }",
                "{ checks: [ { agent: { name: judge, input: '${ { it: .output, of: .input.health } }' } } ],"
                    + " onFailure: { repair: 1 } }")
            .answer("writer", "{ say: hi }")
            .answer("judge", "{ passed: false, reasons: [ he is ill ] }");

    assertThat(play.underWay()).containsExactly("writer");
    assertThat(given(play).classes()).contains(Classification.SPECIAL);
    assertThat(play.facts(ReviewFact.Checked.class).getLast().under().classes())
        .contains(Classification.SPECIAL);
    play.answer("writer", "{ say: bye }").answer("judge", "{ passed: true }");
    assertThat(given(play).classes()).contains(Classification.SPECIAL);
  }

  @Test
  void what_passes_a_check_that_asks_nobody_is_labelled_as_it_was() {
    Play play =
        reviewed("${ .id }", "{ checks: [ { cel: 'input.health == \"ill\"' } ] }")
            .answer("writer", "{ say: hi }");

    assertThat(given(play)).isEqualTo(Label.NONE);
  }
}
