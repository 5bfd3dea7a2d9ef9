package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.run.RunDecider;
import dev.fermata.run.host.Work;
import dev.fermata.task.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancelling, pausing and resuming a run. */
class ControlTest {
  private static Play mailing() {
    return given(
            """
            do:
              - mail: { call: agent, with: { agent: mailer } }
              - score: { call: agent, with: { agent: scorer } }
            """)
        .start("{ n: 1 }");
  }

  @Test
  void a_cancelled_run_ends_when_what_is_under_way_has_a_result() {
    Play play = mailing().cancel();

    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    play.answer("mailer", "{ sent: 1 }");
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.facts(RunFact.EffectSettled.class)).hasSize(1);
    assertThat(play.calls()).hasSize(1);
    assertThat(play.outcome()).isEqualTo(new Outcome.Cancelled("otto", "no longer wanted"));
  }

  @Test
  void a_cancelled_run_ends_when_what_is_under_way_is_in_doubt() {
    Play play = mailing().cancel().lose("mailer");

    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
  }

  @Test
  void a_cancelled_run_makes_no_further_attempt() {
    Play play =
        given("do: [ { pay: { call: tool, with: { server: bank, name: pay } } } ]")
            .start()
            .lose("bank.pay")
            .cancel();

    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    play.elapse();
    assertThat(play.calls()).hasSize(1);
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.state().inDoubt().size()).isEqualTo(1);
  }

  @Test
  void a_cancelled_run_withdraws_its_tasks_and_timers() {
    Play play =
        given(
                """
                timeout: { after: P1D }
                do:
                  - ask:
                      call: human
                      with: { team: clerks, question: Go?, answers: { go: on }, due: PT1H }
                """)
            .start()
            .cancel();

    assertThat(play.state().waiting().isEmpty()).isTrue();
    assertThat(play.state().timers().isEmpty()).isTrue();
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void cancelling_twice_changes_nothing_and_what_has_ended_cannot_be_cancelled() {
    Play play = mailing().cancel().cancel();
    assertThat(play.facts(RunFact.Ending.class)).hasSize(1);

    Play done = given("do: [ { a: { set: { n: 1 } } } ]").start().cancel();
    assertThat(done.refusal().kind()).isEqualTo("not-now");
    done.completes("{ n: 1 }");
  }

  @Test
  void a_paused_run_records_results_and_hands_out_nothing_new() {
    Play play = mailing().pause().answer("mailer", "{ sent: 1 }");

    assertThat(play.state().status()).isEqualTo(RunStatus.PAUSED);
    assertThat(play.calls()).hasSize(1);
    play.resume();
    assertThat(play.underWay()).containsExactly("scorer");
    play.answer("scorer", "{ s: 1 }").completes("{ s: 1 }");
  }

  @Test
  void a_paused_run_takes_decisions_and_acts_on_them_when_it_is_resumed() {
    Play play = mailing().reject("mailer").pause().decide("retry");

    assertThat(play.calls()).hasSize(1);
    play.resume();
    assertThat(play.calls()).hasSize(2);
  }

  @Test
  void a_paused_run_makes_no_further_attempt_until_it_is_resumed() {
    Play play =
        given("do: [ { pay: { call: tool, with: { server: bank, name: pay } } } ]")
            .start()
            .lose("bank.pay")
            .pause()
            .elapse(Duration.ofDays(3));

    assertThat(play.calls()).hasSize(1);
    play.resume();
    assertThat(play.calls()).hasSize(2);
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void a_crash_of_a_paused_run_makes_no_further_attempt_until_it_is_resumed() {
    Play play =
        given("do: [ { pay: { call: tool, with: { server: bank, name: pay } } } ]")
            .start()
            .pause()
            .crash()
            .elapse(Duration.ofHours(1));

    assertThat(play.calls()).hasSize(1);
    play.resume();
    assertThat(play.calls()).hasSize(2);
  }

  @Test
  void what_is_in_doubt_in_a_paused_run_is_not_called_again_before_it_is_resumed() {
    Play play = mailing().lose("mailer").pause().decide("again");

    assertThat(play.refusal().kind()).isEqualTo("paused");
    play.resume().decide("again");
    assertThat(play.calls()).hasSize(2);
  }

  @Test
  void a_wait_that_ends_in_a_pause_goes_on_when_the_run_is_resumed() {
    given("do: [ { nap: { wait: PT1H } }, { a: { set: { n: 1 } } } ]")
        .start()
        .pause()
        .elapse(Duration.ofHours(2))
        .resume()
        .completes("{ n: 1 }");
  }

  @Test
  void pausing_and_resuming_twice_change_nothing() {
    Play play = mailing().pause().pause().resume().resume();

    assertThat(play.facts(RunFact.Paused.class)).hasSize(1);
    assertThat(play.facts(RunFact.Resumed.class)).hasSize(1);
  }

  @Test
  void a_paused_run_can_be_cancelled() {
    Play play = mailing().pause().cancel().answer("mailer", "{}");

    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void a_run_that_has_ended_hands_out_nothing_and_takes_late_replies() {
    Play play = mailing().cancel().lose("mailer").answerLate("mailer", 1, "{ sent: 1 }");

    assertThat(play.state().inDoubt().isEmpty()).isTrue();
    assertThat(play.state().waiting().isEmpty()).isTrue();
    assertThat(RunDecider.outstanding(play.state())).isEqualTo(java.util.List.<Work>of());
  }

  @Test
  void a_run_that_was_never_started_knows_no_signal_but_start() {
    Play play = new Play(given("do: [ { a: { set: { n: 1 } } } ]"));
    play.send(new RunSignal.GoOn());

    assertThat(play.refusal().status()).isEqualTo(404);
  }

  @Test
  void a_paused_run_that_is_cancelled_gives_up_the_attempts_that_it_put_off_and_ends() {
    for (String tool : List.of("look", "pay")) {
      Play play =
          given("do: [ { a: { call: tool, with: { server: bank, name: %s } } } ]".formatted(tool))
              .start()
              .pause()
              .crash()
              .cancel();

      assertThat(play.calls()).hasSize(1);
      assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
      assertThat(play.state().inDoubt().isEmpty()).isEqualTo(tool.equals("look"));
      assertThat(play.state().timers().isEmpty()).isTrue();
    }
  }
}
