package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Task;
import dev.fermata.value.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is in doubt is first put to the check that its tool declares, and only then to a person. */
class DeclaredCheckTest {
  private static Play ordering() {
    return given(
            """
            do:
              - o: { call: tool, with: { server: bank, name: order, arguments: { n: '${ .n }' } } }
            """)
        .start("{ n: 1 }");
  }

  private static Play doubtful() {
    return ordering().lose("bank.order");
  }

  @Test
  void what_is_in_doubt_is_put_to_the_tools_check_before_it_is_put_to_a_person() {
    Play play = doubtful();

    assertThat(play.facts(RunFact.EffectInDoubt.class)).hasSize(1);
    assertThat(play.state().waiting().isEmpty()).isTrue();
    assertThat(play.underWay()).containsExactly("bank.find");
    assertThat(play.calls().getLast().key()).hasToString("r1/o#~check");
    assertThat(Play.canonical(play.call().arguments()))
        .isEqualTo(
            """
            {"arguments":{"n":1},"key":"r1/o","since":"2026-11-21T08:00:00Z","tool":"order"}\
            """);
  }

  @Test
  void what_the_check_found_counts_as_done_with_its_result() {
    Play play = doubtful().answer("bank.find", "{ happened: true, result: { ref: 1 } }");

    play.completes("{ ref: 1 }");
    assertThat(play.calls("bank.order")).hasSize(1);
    assertThat(play.facts(TaskFact.TaskOpened.class)).isEmpty();
  }

  @Test
  void what_the_check_says_did_not_happen_is_called_again_with_the_same_key() {
    Play play = doubtful().answer("bank.find", "{ happened: false }");

    assertThat(play.calls("bank.order"))
        .extracting(c -> c.key().toString())
        .containsExactly("r1/o", "r1/o");
    play.answer("bank.order", "{ ref: 2 }").completes("{ ref: 2 }");
  }

  @Test
  void what_did_not_happen_five_times_is_a_failed_step() {
    Play play = ordering();
    for (int i = 0; i < 5; i++) {
      play.lose("bank.order").answer("bank.find", "{ happened: false }");
    }

    assertThat(play.calls("bank.order")).hasSize(5);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question())
        .contains("bank.order did not happen, says bank.find");
  }

  @Test
  void a_first_attempt_that_did_not_happen_leaves_no_doubt_over_a_second_that_never_left() {
    Play play = doubtful().answer("bank.find", "{ happened: false }").notCalled("bank.order");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
  }

  @Test
  void whatever_else_the_check_says_is_put_to_a_person_with_what_it_said() {
    for (String said :
        new String[] {
          "{ happened: null }",
          "{}",
          "[]",
          "null",
          "true",
          "{ happened: 'true' }",
          "{ happened: 1, result: { ref: 1 } }",
          "{ happened: false, result: { ref: 1 } }"
        }) {
      Play play = doubtful().answer("bank.find", said);

      assertThat(play.task().kind()).as(said).isEqualTo(Task.Kind.IN_DOUBT);
      assertThat(play.task().brief().show().view().at("/check/said"))
          .isEqualTo(Reading.value(said).view());
      assertThat(play.calls("bank.order")).hasSize(1);
      play.decide("happened", "{ ref: 3 }").completes("{ ref: 3 }");
    }
  }

  @Test
  void a_result_of_the_check_that_misses_the_tools_schema_is_put_to_a_person() {
    Play play = doubtful().answer("bank.find", "{ happened: true, result: 7 }");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.task().brief().show().toString()).contains("misfit");
  }

  @Test
  void a_check_that_fails_is_put_to_a_person_with_its_error() {
    Play play =
        doubtful()
            .reply("bank.find", new Reply.Rejected(Problem.communication(422, "no idea"), false));

    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.task().brief().question()).contains("no answer came");
    assertThat(play.task().brief().show().toString()).contains("no idea");
  }

  @Test
  void a_check_that_is_lost_or_not_reached_is_asked_again_and_at_its_limit_a_person_is() {
    Play play = doubtful();
    play.lose("bank.find").elapse().notCalled("bank.find").elapse().reject("bank.find", 503);
    play.elapse().lose("bank.find").elapse();

    assertThat(play.calls("bank.find")).hasSize(5);
    assertThat(play.state().waiting().isEmpty()).isTrue();
    play.lose("bank.find");
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.calls("bank.order")).hasSize(1);
  }

  @Test
  void the_answer_itself_may_still_come_while_the_check_is_asked() {
    Play play = doubtful().answerLate("bank.order", 1, "{ ref: 4 }");

    play.completes("{ ref: 4 }");
    play.answerLate("bank.find", 1, "{ happened: false }");
    assertThat(play.calls("bank.order")).hasSize(1);
    assertThat(play.output()).isEqualTo("{\"ref\":4}");
  }

  @Test
  void the_answer_itself_may_still_come_while_the_check_waits_for_its_next_attempt() {
    Play play = doubtful().lose("bank.find").answerLate("bank.order", 1, "{ ref: 4 }");

    play.completes("{ ref: 4 }");
    assertThat(play.state().timers().isEmpty()).isTrue();
  }

  @Test
  void a_late_answer_about_an_earlier_attempt_says_nothing_about_a_later_one() {
    Play play = doubtful();
    for (int i = 0; i < 4; i++) {
      play.lose("bank.find").elapse();
    }
    play.lose("bank.find").decide("again").lose("bank.order");
    for (int attempt = 1; attempt <= 5; attempt++) {
      play.answerLate("bank.find", attempt, "{ happened: false }");
    }

    assertThat(play.calls("bank.order")).hasSize(2);
    assertThat(play.underWay()).containsExactly("bank.find");
  }

  @Test
  void a_crash_during_the_check_asks_it_again() {
    Play play = doubtful().crash();

    assertThat(play.calls("bank.find")).hasSize(2);
    assertThat(play.calls("bank.order")).hasSize(1);
    play.answer("bank.find", "{ happened: true, result: { ref: 1 } }").completes("{ ref: 1 }");
  }

  @Test
  void crashes_during_the_check_end_at_its_limit_with_a_person() {
    Play play = doubtful().crash().crash().crash().crash().crash();

    assertThat(play.calls("bank.find")).hasSize(5);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
  }

  @Test
  void a_crash_while_the_call_is_under_way_is_put_to_the_check() {
    Play play = ordering().crash().answer("bank.find", "{ happened: false }");

    play.answer("bank.order", "{ ref: 2 }").completes("{ ref: 2 }");
  }

  @Test
  void after_a_restore_what_was_to_come_next_is_put_to_the_check() {
    Play play =
        new Play(given("do: [ { o: { call: tool, with: { server: bank, name: order } } } ]"))
            .receiversBusy(true)
            .start(Reading.value("{ n: 1 }"))
            .restored()
            .receiversBusy(false);

    assertThat(play.calls("bank.order")).isEmpty();
    play.answer("bank.find", "{ happened: false }").answer("bank.order", "{ ref: 1 }");
    play.completes("{ ref: 1 }");
    assertThat(play.calls("bank.order")).hasSize(1);
  }

  @Test
  void a_restore_during_the_check_asks_it_again() {
    Play play = doubtful().restored();

    play.answer("bank.find", "{ happened: false }").answer("bank.order", "{ ref: 1 }");
    play.completes("{ ref: 1 }");
  }

  @Test
  void a_cancelled_run_ends_when_the_check_has_said_what_it_knows() {
    Play play = ordering().cancel().lose("bank.order");

    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    play.answer("bank.find", "{ happened: false }");
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.state().inDoubt().isEmpty()).isTrue();
    assertThat(play.calls("bank.order")).hasSize(1);
  }

  @Test
  void a_cancelled_run_ends_with_a_task_if_the_check_does_not_know() {
    Play play = doubtful().cancel().answer("bank.find", "{ happened: null }");

    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.task().waits()).isTrue();
  }

  @Test
  void a_paused_run_asks_its_check_when_it_is_resumed() {
    Play play = ordering().pause().lose("bank.order");

    assertThat(play.calls("bank.find")).isEmpty();
    play.resume().answer("bank.find", "{ happened: true, result: {} }").completes("{}");
  }

  @Test
  void a_paused_run_that_is_cancelled_asks_its_check_and_ends() {
    Play play = ordering().pause().lose("bank.order").cancel();

    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    play.answer("bank.find", "{ happened: true, result: {} }");
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void a_paused_run_that_is_cancelled_asks_what_is_lost_only_then() {
    Play play = ordering().pause().cancel().lose("bank.order").crash();

    play.answer("bank.find", "{ happened: null }");
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.task().waits()).isTrue();
  }

  @Test
  void what_did_not_happen_in_a_paused_run_is_called_again_when_it_is_resumed() {
    Play play = doubtful().pause().answer("bank.find", "{ happened: false }");

    assertThat(play.calls("bank.order")).hasSize(1);
    play.resume().answer("bank.order", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void a_step_whose_time_is_over_is_not_called_again_by_its_check() {
    Play play =
        given(
                """
                do:
                  - o:
                      call: tool
                      with: { server: bank, name: order }
                      timeout: { after: PT1M }
                """)
            .start()
            .lose("bank.order")
            .elapse(Duration.ofMinutes(2));

    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    play.answer("bank.find", "{ happened: false }");
    assertThat(play.calls("bank.order")).hasSize(1);
    assertThat(play.state().status()).isEqualTo(RunStatus.FAULTED);
  }

  @Test
  void a_retry_that_came_to_it_meanwhile_takes_what_the_check_found_or_calls_it_anew() {
    for (boolean happened : new boolean[] {true, false}) {
      Play play =
          given(
                  """
                  do:
                    - safe:
                        try:
                          - both:
                              fork:
                                branches:
                                  - o: { call: tool, with: { server: bank, name: order } }
                                  - s: { call: agent, with: { agent: scorer } }
                        catch: { retry: { delay: PT10S } }
                  """)
              .start()
              .lose("bank.order")
              .reject("scorer")
              .elapse(Duration.ofSeconds(10))
              .answer("scorer", "{ s: 1 }");
      assertThat(play.calls("bank.order")).hasSize(1);
      if (happened) {
        play.answer("bank.find", "{ happened: true, result: { ref: 1 } }");
      } else {
        play.answer("bank.find", "{ happened: false }").answer("bank.order", "{ ref: 1 }");
      }
      play.completes("[ { ref: 1 }, { s: 1 } ]");
    }
  }

  @Test
  void what_is_keyed_is_attempted_again_first_and_put_to_its_check_at_the_limit() {
    Play play =
        given("do: [ { o: { call: tool, with: { server: bank, name: pledge } } } ]").start();
    for (int i = 0; i < 4; i++) {
      play.lose("bank.pledge").elapse();
    }
    assertThat(play.calls("bank.find")).isEmpty();
    play.lose("bank.pledge").answer("bank.find", "{ happened: true, result: 1 }").completes("1");
  }
}
