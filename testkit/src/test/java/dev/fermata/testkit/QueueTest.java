package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunStatus;
import dev.fermata.task.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What must not be repeated waits for its turn, is then said to be sent, and only then leaves. */
class QueueTest {
  private static Play paying() {
    return paying(given("do: [ { pay: { call: tool, with: { server: bank, name: book } } } ]"));
  }

  private static Play paying(Script script) {
    return new Play(script).receiversBusy(true).start(Reading.value("{ n: 1 }"));
  }

  @Test
  void what_waited_for_its_turn_at_a_crash_is_made_later_and_not_in_doubt() {
    Play play = paying().crash();

    assertThat(play.calls()).isEmpty();
    assertThat(play.state().inDoubt().isEmpty()).isTrue();
    play.receiversBusy(false).answer("bank.book", "{ ref: 1 }").completes("{ ref: 1 }");
    assertThat(play.calls()).hasSize(1);
  }

  @Test
  void what_was_sent_at_a_crash_is_in_doubt() {
    Play play = paying().receiversBusy(false).crash();

    assertThat(play.facts(RunFact.EffectSent.class)).hasSize(1);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
  }

  @Test
  void a_cancelled_run_ends_at_once_though_its_call_waits_for_a_turn() {
    Play play = paying().cancel();

    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.receiversBusy(false).calls()).isEmpty();
  }

  @Test
  void a_step_that_runs_out_of_time_takes_its_queued_call_back() {
    Play play =
        paying(
                given(
                    """
                    do:
                      - pay:
                          call: tool
                          with: { server: bank, name: book }
                          timeout: { after: PT1M }
                    """))
            .elapse(Duration.ofMinutes(2));

    assertThat(play.state().inFlight().isEmpty()).isTrue();
    assertThat(play.receiversBusy(false).calls()).isEmpty();
  }

  @Test
  void a_paused_run_lets_its_turn_pass_and_lines_up_again_when_it_is_resumed() {
    Play play = paying().pause().receiversBusy(false);

    assertThat(play.calls()).isEmpty();
    play.resume().answer("bank.book", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void after_a_restore_what_may_have_been_done_since_the_backup_is_in_doubt_before_it_is_called() {
    Play play = paying().restored().receiversBusy(false);

    assertThat(play.calls()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.task().brief().question()).contains("restored from the backup");
    play.decide("again").answer("bank.book", "{ ref: 1 }").completes("{ ref: 1 }");
    assertThat(play.calls()).hasSize(1);
  }

  @Test
  void after_a_restore_what_a_person_denies_is_done_by_a_retry() {
    Play play = paying().restored().receiversBusy(false).decide("did-not-happen").decide("retry");

    play.answer("bank.book", "{ ref: 1 }").completes("{ ref: 1 }");
    assertThat(play.calls()).hasSize(1);
  }

  @Test
  void after_a_restore_by_a_clock_that_is_behind_nothing_is_called_before_a_person_says_so() {
    Play play = paying();

    play.restored(play.now().minus(Duration.ofDays(1))).receiversBusy(false);
    assertThat(play.calls()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
  }

  @Test
  void after_a_restore_what_is_cancelled_while_it_waits_is_in_doubt_for_it_may_have_been_done() {
    Play play = paying().pause().restored().cancel();

    assertThat(play.state().inDoubt().isEmpty()).isFalse();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.receiversBusy(false).calls()).isEmpty();
  }

  @Test
  void after_a_restore_a_lost_attempt_of_what_is_keyed_is_not_forgotten() {
    Play play = new Play(keyed()).start(Reading.value("{ n: 1 }")).lose("s.t");

    play.receiversBusy(true).elapse().restored().receiversBusy(false).notCalled("s.t");
    assertThat(play.state().settled().isEmpty()).isTrue();
    assertThat(play.state().inFlight().isEmpty()).isFalse();
    play.elapse().answer("s.t", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void after_a_restore_what_is_keyed_goes_on_by_itself() {
    paying(keyed()).restored().answer("s.t", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  private static Script keyed() {
    return Script.given("do: [ { a: { call: tool, with: { server: s, name: t } } } ]")
        .with(
            """
            server: s
            owner: owners
            kind: java
            tools: { t: { keyed: true } }
            """);
  }
}
