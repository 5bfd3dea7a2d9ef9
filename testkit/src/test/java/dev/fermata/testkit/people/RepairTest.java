package dev.fermata.testkit.people;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Outcome;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import org.junit.jupiter.api.Test;

/** What becomes of a call that failed and that nobody caught. */
class RepairTest {
  private static Play failed() {
    return given(
            """
            do:
              - score:
                  input: { from: '${ { n: .n } }' }
                  call: agent
                  with: { agent: scorer }
                  output: { as: '${ { scored: . } }' }
              - after: { set: { got: '${ . }' } }
            """)
        .start("{ n: 1, x: 2 }")
        .reject("scorer");
  }

  @Test
  void a_failed_call_waits_for_the_owner_of_the_workflow_with_error_and_input() {
    Task task = failed().task();

    assertThat(task.kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(task.team()).isEqualTo("owners");
    assertThat(task.brief().question()).contains("'score' failed").contains("it said no");
    assertThat(task.brief().answers()).containsOnlyKeys("retry", "supply", "skip", "cancel");
    assertThat(task.brief().show().member("input")).hasToString("Optional[{\"n\":1}]");
    assertThat(task.due()).isEmpty();
  }

  @Test
  void a_retry_calls_again_with_the_same_input_and_key() {
    Play play = failed().decide("retry");

    assertThat(play.calls()).extracting(c -> c.key().toString()).containsOnly("r1/score");
    assertThat(play.call().arguments()).hasToString("{\"n\":1}");
    play.answer("scorer", "{ s: 1 }").completes("{ got: { scored: { s: 1 } } }");
  }

  @Test
  void a_retry_takes_the_input_as_a_person_edited_it() {
    Play play = failed().decide("retry", "{ n: 5 }");

    assertThat(play.call().arguments()).hasToString("{\"n\":5}");
  }

  @Test
  void a_result_that_is_supplied_stands_for_the_calls_and_is_shaped_like_it() {
    failed().decide("supply", "{ s: 9 }").completes("{ got: { scored: { s: 9 } } }");
  }

  @Test
  void a_step_that_is_skipped_passes_its_input_on() {
    failed().decide("skip").completes("{ got: { n: 1 } }");
  }

  @Test
  void a_run_that_is_given_up_is_cancelled_by_whom() {
    assertThat(failed().decide("cancel").outcome())
        .isEqualTo(new Outcome.Cancelled("ana", "repair of 'score' was given up"));
  }

  @Test
  void the_run_as_a_whole_can_be_told_to_try_again() {
    Play play = failed().retry();

    assertThat(play.facts(TaskFact.TaskWithdrawn.class).getFirst().reason()).contains("otto");
    play.answer("scorer", "{ s: 1 }").completes("{ got: { scored: { s: 1 } } }");
  }

  @Test
  void a_run_with_nothing_to_mend_cannot_be_told_to_try_again() {
    assertThat(failed().decide("retry").retry().refusal().kind()).isEqualTo("not-now");
  }

  @Test
  void a_catch_goes_first() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try: [ { score: { call: agent, with: { agent: scorer } } } ]
                      catch: { errors: { with: { status: 503 } } }
                """)
            .start("{ n: 1 }")
            .reject("scorer", 503)
            .completes("{ n: 1 }");

    assertThat(play.facts(TaskFact.TaskOpened.class)).isEmpty();
  }

  @Test
  void a_broken_shape_of_a_call_that_was_made_is_mended_without_making_it_again() {
    Play play =
        given(
                """
                do:
                  - mail:
                      call: agent
                      with: { agent: mailer }
                      output: { as: '${ error("odd") }' }
                """)
            .start()
            .answer("mailer", "{ ok: 1 }")
            .decide("retry");

    assertThat(play.calls("mailer")).hasSize(1);
    play.decide("skip").completes("{}");
  }

  @Test
  void a_skipped_step_goes_where_its_then_says() {
    given(
            """
            do:
              - score: { call: agent, with: { agent: scorer }, then: end }
              - after: { set: { never: 1 } }
            """)
        .start("{ n: 1 }")
        .reject("scorer")
        .decide("skip")
        .completes("{ n: 1 }");
  }
}
