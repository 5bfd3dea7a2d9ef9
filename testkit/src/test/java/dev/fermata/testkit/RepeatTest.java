package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.task.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Promise 4 where a {@code try} repeats steps that did something which cannot be undone. */
class RepeatTest {
  /** Mails, then scores; the whole is tried again if it fails. */
  private static Play mailThenScore(String mail) {
    return given(
            """
            do:
              - safe:
                  try:
                    - mail: { call: agent, with: { agent: mailer, input: '%s' } }
                    - score: { call: agent, with: { agent: scorer } }
                  catch: { retry: { delay: PT10S } }
            """
                .formatted(mail))
        .start("{ n: 1 }");
  }

  /** Mails and scores side by side; the whole is tried again if it fails. */
  private static Play mailBesideScore() {
    return given(
            """
            do:
              - safe:
                  try:
                    - both:
                        fork:
                          branches:
                            - mail: { call: agent, with: { agent: mailer } }
                            - score: { call: agent, with: { agent: scorer } }
                  catch: { retry: { delay: PT10S } }
            """)
        .start("{ n: 1 }");
  }

  @Test
  void what_was_done_gives_its_recorded_result_to_a_retry() {
    Play play = mailThenScore("${ .n }").answer("mailer", "{ sent: 1 }").reject("scorer").elapse();

    assertThat(play.calls("mailer")).hasSize(1);
    assertThat(play.underWay()).containsExactly("scorer");
    play.answer("scorer", "{ s: 1 }").completes("{ s: 1 }");
  }

  @Test
  void what_only_reads_is_read_again() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try:
                        - look: { call: tool, with: { server: bank, name: look } }
                        - score: { call: agent, with: { agent: scorer } }
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .answer("bank.look", "{ n: 1 }")
            .reject("scorer")
            .elapse();

    assertThat(play.underWay()).containsExactly("bank.look");
  }

  @Test
  void what_would_be_done_again_with_other_arguments_is_asked() {
    Play play =
        given(
                """
                do:
                  - look: { call: tool, with: { server: bank, name: look } }
                  - safe:
                      try:
                        - once: { call: tool, with: { server: bank, name: look } }
                        - mail: { call: agent, with: { agent: mailer, input: '${ .n }' } }
                        - score: { call: agent, with: { agent: scorer } }
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .answer("look", "{ n: 0 }")
            .answer("bank.look", "{ n: 1 }")
            .answer("mailer", "{ sent: 1 }")
            .reject("scorer")
            .elapse()
            .answer("bank.look", "{ n: 2 }");

    assertThat(play.calls("mailer")).hasSize(1);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().answers()).containsKey("again");
    play.decide("again");
    assertThat(play.calls("mailer"))
        .extracting(c -> c.key().toString())
        .containsExactly("r1/safe/try/mail", "r1/safe/try/mail#~2");
    play.answer("mailer", "{ sent: 2 }").answer("scorer", "{ s: 1 }").completes("{ s: 1 }");
  }

  @Test
  void what_a_person_wants_done_once_more_keeps_its_new_key_over_losses_crashes_and_retries() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try:
                        - look: { call: tool, with: { server: bank, name: look } }
                        - pay: { call: tool, with: { server: bank, name: pay, arguments: '${ . }' } }
                        - score: { call: agent, with: { agent: scorer } }
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .answer("bank.look", "{ n: 1 }")
            .answer("bank.pay", "{ ref: 1 }")
            .reject("scorer")
            .elapse()
            .answer("bank.look", "{ n: 2 }")
            .decide("again");

    assertThat(play.call().arguments().view()).isEqualTo(Reading.value("{ n: 2 }").view());
    play.lose("bank.pay").elapse().crash().answer("bank.pay", "{ ref: 2 }");
    assertThat(play.calls("bank.pay"))
        .extracting(c -> c.key().toString())
        .containsExactly(
            "r1/safe/try/pay", "r1/safe/try/pay#~2", "r1/safe/try/pay#~2", "r1/safe/try/pay#~2");
    play.reject("scorer").elapse().answer("bank.look", "{ n: 2 }");
    assertThat(play.calls("bank.pay")).hasSize(4);
    play.reject("scorer").elapse().answer("bank.look", "{ n: 3 }").decide("again");
    assertThat(play.calls("bank.pay").getLast().key()).hasToString("r1/safe/try/pay#~3");
    play.answer("bank.pay", "{ ref: 3 }").answer("scorer", "{ s: 1 }").completes("{ s: 1 }");
  }

  @Test
  void what_a_person_wants_done_once_more_is_known_after_a_restore() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try:
                        - look: { call: tool, with: { server: bank, name: look } }
                        - pay: { call: tool, with: { server: bank, name: pay, arguments: '${ . }' } }
                        - score: { call: agent, with: { agent: scorer } }
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .answer("bank.look", "{ n: 1 }")
            .answer("bank.pay", "{ ref: 1 }")
            .reject("scorer")
            .elapse()
            .answer("bank.look", "{ n: 2 }")
            .decide("again")
            .answer("bank.pay", "{ ref: 2 }");

    play.restored().reject("scorer").elapse().answer("bank.look", "{ n: 2 }");
    assertThat(play.calls("bank.pay")).hasSize(2);
    assertThat(play.underWay()).containsExactly("scorer");
  }

  @Test
  void a_panels_member_that_is_asked_for_something_new_gets_a_new_key() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try:
                        - look: { call: tool, with: { server: bank, name: look } }
                        - both:
                            call: panel
                            with:
                              members: { x: { agent: mailer }, y: { agent: scorer } }
                              agreeOn: n
                              conflict: { by: raise }
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .answer("bank.look", "{ n: 1 }")
            .answer("mailer", "{ n: 1 }")
            .reject("scorer")
            .elapse()
            .answer("bank.look", "{ n: 2 }")
            .decide("again");

    assertThat(play.calls("mailer").getLast().key()).hasToString("r1/safe/try/both#x~2");
    play.answer("mailer", "{ n: 2 }").answer("scorer", "{ n: 2 }");
    assertThat(play.output()).contains("\"unanimous\":true");
  }

  @Test
  void what_is_under_way_when_the_retry_comes_is_waited_for_and_not_made_again() {
    Play play = mailBesideScore().reject("scorer").elapse();

    assertThat(play.calls("mailer")).hasSize(1);
    assertThat(play.underWay()).containsExactlyInAnyOrder("mailer", "scorer");
    play.answer("mailer", "{ sent: 1 }").answer("scorer", "{ s: 1 }");
    play.completes("[ { sent: 1 }, { s: 1 } ]");
  }

  @Test
  void what_was_answered_while_the_retry_was_waiting_is_not_made_again() {
    Play play = mailBesideScore().reject("scorer").answer("mailer", "{ sent: 1 }").elapse();

    assertThat(play.calls("mailer")).hasSize(1);
    play.answer("scorer", "{ s: 1 }").completes("[ { sent: 1 }, { s: 1 } ]");
  }

  @Test
  void what_failed_while_the_retry_was_waiting_is_made_again() {
    Play play = mailBesideScore().reject("scorer").reject("mailer").elapse();

    assertThat(play.calls("mailer")).hasSize(2);
  }

  @Test
  void what_is_in_doubt_holds_the_retry_until_a_person_settles_it() {
    Play play = mailBesideScore().lose("mailer").reject("scorer").elapse();

    assertThat(play.calls("mailer")).hasSize(1);
    play.answer("scorer", "{ s: 1 }");
    assertThat(play.state().ended()).isEmpty();
    play.decide("happened", "{ sent: 1 }").completes("[ { sent: 1 }, { s: 1 } ]");
  }

  @Test
  void what_was_in_doubt_and_did_not_happen_is_made_by_the_retry() {
    Play play = mailBesideScore().lose("mailer").reject("scorer").elapse();

    play.decide("did-not-happen");
    assertThat(play.calls("mailer")).hasSize(2);
    play.answer("mailer", "{ sent: 1 }").answer("scorer", "{ s: 1 }");
    play.completes("[ { sent: 1 }, { s: 1 } ]");
  }

  @Test
  void what_was_settled_as_done_while_the_retry_was_waiting_is_not_made_again() {
    Play play =
        mailBesideScore()
            .lose("mailer")
            .reject("scorer")
            .decide("happened", "{ sent: 1 }")
            .elapse();

    assertThat(play.calls("mailer")).hasSize(1);
  }

  @Test
  void what_was_under_way_with_other_arguments_is_asked_once_it_is_known() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try:
                        - look: { call: tool, with: { server: bank, name: look } }
                        - both:
                            fork:
                              branches:
                                - mail: { call: agent, with: { agent: mailer } }
                                - score: { call: agent, with: { agent: scorer } }
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .answer("bank.look", "{ n: 1 }")
            .reject("scorer")
            .elapse()
            .answer("bank.look", "{ n: 2 }");

    assertThat(play.calls("mailer")).hasSize(1);
    play.answer("mailer", "{ sent: 1 }");
    assertThat(play.task().brief().question()).contains("Already done otherwise");
  }

  @Test
  void a_late_reply_to_the_first_attempt_is_not_taken_for_one_to_the_retrys() {
    Play play =
        mailThenScore("${ .n }").reject("mailer").elapse().answerLate("mailer", 1, "{ sent: old }");

    assertThat(play.underWay()).containsExactly("mailer");
    play.answer("mailer", "{ sent: new }").answer("scorer", "{ s: 1 }").completes("{ s: 1 }");
  }

  @Test
  void each_round_of_a_loop_in_a_retry_keeps_what_it_did() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try:
                        - each:
                            for: { each: to, in: '${ ["a", "b"] }' }
                            do: [ { mail: { call: agent, with: { agent: mailer, input: '${ $to }' } } } ]
                        - score: { call: agent, with: { agent: scorer } }
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .answer("mailer", "{ n: 1 }")
            .answer("mailer", "{ n: 2 }")
            .reject("scorer")
            .elapse();

    assertThat(play.calls("mailer")).hasSize(2);
    assertThat(play.facts(RunFact.EffectReused.class)).hasSize(2);
  }

  @Test
  void what_no_retry_can_come_to_any_more_is_forgotten() {
    Play play =
        mailThenScore("${ .n }").answer("mailer", "{ sent: 1 }").answer("scorer", "{ s: 1 }");

    assertThat(play.state().settled().isEmpty()).isTrue();
  }

  @Test
  void a_retry_waits_no_longer_than_its_steps_timeout_even_for_what_is_in_doubt() {
    Play play =
        given(
                """
                do:
                  - safe:
                      timeout: { after: PT1H }
                      try: [ { mail: { call: agent, with: { agent: mailer } } } ]
                      catch: { retry: { delay: PT10S } }
                """)
            .start()
            .lose("mailer")
            .elapse(Duration.ofHours(1));

    assertThat(play.fault().kind()).isEqualTo("timeout");
    assertThat(play.state().inDoubt().size()).isEqualTo(1);
  }
}
