package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunSignal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Waits and timeouts (DSL 1.0.3, "Wait", "Timeout"). */
class TimeTest {
  @Test
  void a_wait_holds_the_run_for_its_time_and_passes_the_data_on() {
    Play play =
        given("do: [ { nap: { wait: { minutes: 5 } } }, { after: { set: { n: '${ .n + 1 }' } } } ]")
            .start("{ n: 1 }")
            .elapse(Duration.ofSeconds(299));

    assertThat(play.state().ended()).isEmpty();
    play.elapse(Duration.ofSeconds(1)).completes("{ n: 2 }");
  }

  @Test
  void a_timer_that_comes_too_early_changes_nothing() {
    Play play = given("do: [ { nap: { wait: PT5M } } ]").start("{ n: 1 }");

    play.send(new RunSignal.TimerDue("nap!wait"));

    assertThat(play.state().ended()).isEmpty();
    assertThat(play.state().timers().size()).isEqualTo(1);
  }

  @Test
  void a_step_that_takes_too_long_is_a_timeout_error_which_can_be_caught() {
    given(
            """
            do:
              - safe:
                  try:
                    - slow: { timeout: { after: PT5S }, wait: PT1H }
                  catch: { do: [ { tell: { set: { status: '${ $error.status }', at: '${ $error.instance }' } } } ] }
            """)
        .start()
        .elapse(Duration.ofSeconds(5))
        .completes("{ status: 408, at: /do/0/safe/try/0/slow }");
  }

  @Test
  void a_step_that_ends_in_time_leaves_no_timer() {
    Play play =
        given("do: [ { a: { timeout: { after: PT5S }, call: agent, with: { agent: scorer } } } ]")
            .start()
            .answer("scorer", "{ s: 1 }")
            .completes("{ s: 1 }");

    assertThat(play.state().timers().isEmpty()).isTrue();
  }

  @Test
  void a_timeout_may_be_computed() {
    var fault =
        given("do: [ { slow: { timeout: { after: '${ .limit }' }, wait: PT1H } } ]")
            .start("{ limit: PT7S }")
            .elapse(Duration.ofSeconds(7))
            .fault();

    assertThat(fault.kind()).isEqualTo("timeout");
  }

  @Test
  void a_computed_timeout_that_is_no_duration_is_an_error_that_shows_it() {
    var fault =
        given("do: [ { slow: { timeout: { after: '${ .limit }' }, wait: PT1H } } ]")
            .start("{ limit: soon }")
            .fault();

    assertThat(fault.detail()).contains("\"soon\"").contains("PT15M");
  }

  @Test
  void a_run_that_takes_too_long_is_faulted() {
    var fault =
        given("timeout: { after: PT10M }\ndo: [ { nap: { wait: PT1H } } ]")
            .start()
            .elapse(Duration.ofMinutes(10))
            .fault();

    assertThat(fault.kind()).isEqualTo("timeout");
    assertThat(fault.detail()).contains("the run");
  }

  @Test
  void a_run_whose_time_is_over_waits_for_the_calls_that_are_under_way() {
    Play play =
        given("timeout: { after: PT10M }\ndo: [ { m: { call: agent, with: { agent: mailer } } } ]")
            .start()
            .elapse(Duration.ofMinutes(10));

    assertThat(play.state().status()).hasToString("ENDING");
    play.answer("mailer", "{}");
    assertThat(play.fault().kind()).isEqualTo("timeout");
  }

  @Test
  void the_time_of_a_step_does_not_run_while_a_person_mends_it() {
    Play play =
        given("do: [ { s: { timeout: { after: PT5S }, call: agent, with: { agent: scorer } } } ]")
            .start()
            .reject("scorer")
            .elapse(Duration.ofDays(1));

    assertThat(play.task().waits()).isTrue();
    play.decide("retry");
    play.elapse(Duration.ofSeconds(5));
    assertThat(play.state().ending()).isPresent();
  }
}
