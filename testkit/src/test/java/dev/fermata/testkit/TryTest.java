package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fermata.fact.RunFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The steps {@code try} and {@code raise} (DSL 1.0.3, "Try", "Retry", "Raise", "Error"). */
class TryTest {
  private static String caughtBy(String handler) {
    return """
    do:
      - safe:
          try:
            - fail:
                raise:
                  error:
                    type: https://x.dev/errors/no
                    status: 422
                    title: No
                    detail: '${ "because " + .why }'
          catch: %s
      - after: { set: '${ . }' }
    """
        .formatted(handler);
  }

  private static final String RETRIED =
      """
      do:
        - safe:
            try:
              - score: { call: agent, with: { agent: scorer } }
            catch:
              errors: { with: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication' } }
              retry: %s
      """;

  @Test
  void an_error_that_is_raised_and_not_caught_ends_the_run_and_says_where() {
    var fault =
        given(
                """
                do:
                  - a:
                      do:
                        - fail:
                            raise:
                              error:
                                type: https://x.dev/errors/no
                                status: 422
                                title: '${ "No " + .what }'
                                detail: plain
                """)
            .start("{ what: way }")
            .fault();

    assertThat(fault.type()).isEqualTo("https://x.dev/errors/no");
    assertThat(fault.status()).isEqualTo(422);
    assertThat(fault.title()).isEqualTo("No way");
    assertThat(fault.detail()).isEqualTo("plain");
    assertThat(fault.instance()).isEqualTo("/do/0/a/do/0/fail");
  }

  @Test
  void a_catch_without_a_handler_goes_on_with_the_data_as_it_was() {
    given(caughtBy("{ }")).start("{ why: rain }").completes("{ why: rain }");
  }

  @Test
  void a_handler_sees_the_error_under_its_name_and_gives_the_output() {
    given(
            caughtBy(
                "{ as: e, do: [ { tell: { set: { s: '${ $e.status }', d: '${ $e.detail }', "
                    + "w: '${ .why }' } } } ] }"))
        .start("{ why: rain }")
        .completes("{ s: 422, d: because rain, w: rain }");
  }

  @Test
  void an_error_has_its_default_name_where_the_author_gives_none() {
    given(caughtBy("{ do: [ { tell: { set: { t: '${ $error.title }' } } } ] }"))
        .start("{ why: rain }")
        .completes("{ t: No }");
  }

  @Test
  void only_the_errors_that_are_named_are_caught() {
    String told = "do: [ { tell: { set: { caught: true } } } ] }";
    given(caughtBy("{ errors: { with: { type: 'https://x.dev/errors/no' } }, " + told))
        .start("{ why: x }")
        .completes("{ caught: true }");
    given(caughtBy("{ errors: { with: { status: 422, title: No } }, " + told))
        .start("{ why: x }")
        .completes("{ caught: true }");
    assertThat(
            given(caughtBy("{ errors: { with: { status: 500 } }, " + told))
                .start("{ why: x }")
                .fault()
                .status())
        .isEqualTo(422);
  }

  @Test
  void when_and_except_when_decide_on_the_error_and_the_data() {
    String told = "do: [ { tell: { set: { caught: true } } } ] }";
    given(caughtBy("{ as: e, when: '$e.status == 422 and .why == \"x\"', " + told))
        .start("{ why: x }")
        .completes("{ caught: true }");
    assertThat(
            given(caughtBy("{ as: e, when: '$e.status == 500', " + told))
                .start("{ why: x }")
                .fault()
                .status())
        .isEqualTo(422);
    assertThat(
            given(caughtBy("{ as: e, exceptWhen: '$e.status == 422', " + told))
                .start("{ why: x }")
                .fault()
                .status())
        .isEqualTo(422);
  }

  @Test
  void an_expression_that_fails_in_a_catch_is_an_error_of_the_try() {
    var fault = given(caughtBy("{ when: 'error(\"broken\")' }")).start("{ why: x }").fault();

    assertThat(fault.kind()).isEqualTo("expression");
    assertThat(fault.detail()).contains("broken");
    assertThat(fault.instance()).isEqualTo("/do/0/safe");
  }

  @Test
  void an_expression_that_fails_in_a_catch_is_caught_further_out() {
    given(
            """
            do:
              - outer:
                  try:
                    - inner:
                        try: [ { fail: { raise: { error: { type: 'https://x.dev/a', status: 500 } } } } ]
                        catch: { retry: { when: 'error("broken")', delay: PT1S } }
                  catch: { do: [ { tell: { set: { kind: '${ $error.type | split("/") | last }' } } } ] }
            """)
        .start()
        .completes("{ kind: expression }");
  }

  @Test
  void the_nearest_try_that_catches_an_error_has_it() {
    given(
            """
            do:
              - outer:
                  try:
                    - middle:
                        try:
                          - inner:
                              try: [ { fail: { raise: { error: { type: 'https://x.dev/a', status: 404 } } } } ]
                              catch: { errors: { with: { status: 500 } } }
                        catch: { do: [ { tell: { set: { by: middle } } } ] }
                  catch: { do: [ { tell: { set: { by: outer } } } ] }
            """)
        .start()
        .completes("{ by: middle }");
  }

  @Test
  void an_error_in_a_handler_goes_further_out() {
    given(
            """
            do:
              - outer:
                  try:
                    - inner:
                        try: [ { fail: { raise: { error: { type: 'https://x.dev/a', status: 404 } } } } ]
                        catch: { do: [ { fail2: { raise: { error: { type: 'https://x.dev/b', status: 409 } } } } ] }
                  catch: { do: [ { tell: { set: { status: '${ $error.status }' } } } ] }
            """)
        .start()
        .completes("{ status: 409 }");
  }

  @Test
  void an_expression_error_is_caught_like_any_other() {
    given(
            """
            do:
              - safe:
                  try: [ { bad: { set: { n: '${ error("no") }' } } } ]
                  catch: { do: [ { tell: { set: { status: '${ $error.status }' } } } ] }
            """)
        .start()
        .completes("{ status: 400 }");
  }

  @Test
  void a_body_is_tried_again_after_its_delay_with_the_input_it_had() {
    Play play =
        given(RETRIED.formatted("{ delay: PT3S, limit: { attempt: { count: 2 } } }"))
            .start("{ n: 1 }");

    play.reject("scorer");
    assertThat(play.underWay()).isEmpty();
    play.elapse(Duration.ofMillis(2999));
    assertThat(play.underWay()).isEmpty();
    play.elapse(Duration.ofMillis(1));
    assertThat(play.underWay()).containsExactly("scorer");
    assertThat(play.call().arguments()).hasToString("{\"n\":1}");
    play.answer("scorer", "{ s: 1 }").completes("{ s: 1 }");
  }

  private static List<Long> delays(String retry, int times) {
    Play play = given(RETRIED.formatted(retry)).start();
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Instant before = play.now();
      play.reject("scorer").elapse();
      delays.add(Duration.between(before, play.now()).toMillis());
    }
    return delays;
  }

  @Test
  void a_constant_backoff_waits_the_same_each_time() {
    assertThat(delays("{ delay: PT2S, backoff: { constant: {} } }", 3))
        .containsExactly(2000L, 2000L, 2000L);
  }

  @Test
  void a_linear_backoff_waits_as_many_times_the_delay_as_attempts_failed() {
    assertThat(delays("{ delay: PT2S, backoff: { linear: {} } }", 3))
        .containsExactly(2000L, 4000L, 6000L);
  }

  @Test
  void an_exponential_backoff_doubles_its_delay_each_time() {
    assertThat(delays("{ delay: PT2S, backoff: { exponential: {} } }", 4))
        .containsExactly(2000L, 4000L, 8000L, 16000L);
  }

  @Test
  void no_delay_is_longer_than_a_day() {
    assertThat(delays("{ delay: PT12H, backoff: { exponential: {} } }", 4))
        .containsExactly(43_200_000L, 86_400_000L, 86_400_000L, 86_400_000L);
  }

  @Test
  void jitter_lies_in_its_bounds_differs_and_is_the_same_when_decided_again() {
    String retry = "{ delay: PT2S, jitter: { from: PT1S, to: PT9S } }";
    List<Long> first = delays(retry, 5);

    assertThat(first).allSatisfy(d -> assertThat(d).isCloseTo(7000, within(4000L)));
    assertThat(first).doesNotHaveDuplicates();
    assertThat(delays(retry, 5)).isEqualTo(first);
  }

  @Test
  void after_the_last_attempt_an_error_that_no_handler_takes_goes_further() {
    Play play =
        given(RETRIED.formatted("{ delay: PT1S, limit: { attempt: { count: 2 } } }"))
            .start()
            .reject("scorer")
            .elapse()
            .reject("scorer")
            .elapse()
            .reject("scorer");

    assertThat(play.calls()).hasSize(3);
    assertThat(play.task().kind()).hasToString("REPAIR");
  }

  @Test
  void after_the_last_attempt_the_handler_has_the_error() {
    given(
            """
            do:
              - safe:
                  try: [ { score: { call: agent, with: { agent: scorer } } } ]
                  catch:
                    retry: { delay: PT1S, limit: { attempt: { count: 1 } } }
                    do: [ { tell: { set: { gaveUp: '${ $error.status }' } } } ]
            """)
        .start()
        .reject("scorer", 500)
        .elapse()
        .reject("scorer", 502)
        .completes("{ gaveUp: 502 }");
  }

  @Test
  void no_attempt_begins_after_the_time_for_all_of_them() {
    Play play =
        given(RETRIED.formatted("{ delay: PT4S, limit: { duration: PT10S } }"))
            .start()
            .reject("scorer")
            .elapse()
            .reject("scorer")
            .elapse()
            .reject("scorer");

    assertThat(play.calls()).hasSize(3);
    assertThat(play.task().kind()).hasToString("REPAIR");
  }

  @Test
  void an_attempt_that_takes_too_long_counts_as_failed() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try: [ { nap: { wait: PT1H } } ]
                      catch:
                        retry: { delay: PT1S, limit: { attempt: { count: 1, duration: PT5S } } }
                        do: [ { tell: { set: { kind: '${ $error.status }' } } } ]
                """)
            .start();

    play.elapse(Duration.ofSeconds(10));
    assertThat(play.state().ended()).isEmpty();
    play.elapse(Duration.ofSeconds(1)).completes("{ kind: 408 }");
  }

  @Test
  void retry_when_says_which_errors_are_worth_another_attempt() {
    Play play =
        given(RETRIED.formatted("{ when: '$error.status == 503', delay: PT1S }"))
            .start()
            .reject("scorer", 503)
            .elapse()
            .reject("scorer", 400);

    assertThat(play.task().kind()).hasToString("REPAIR");
  }

  @Test
  void retry_except_when_says_which_errors_are_not() {
    Play play =
        given(RETRIED.formatted("{ exceptWhen: '$error.status == 400', delay: PT1S }"))
            .start()
            .reject("scorer", 503)
            .elapse()
            .reject("scorer", 400);

    assertThat(play.task().kind()).hasToString("REPAIR");
  }

  @Test
  void the_timeout_of_a_try_covers_all_its_attempts() {
    var fault =
        given(
                """
                do:
                  - safe:
                      timeout: { after: PT10S }
                      try: [ { score: { call: agent, with: { agent: scorer } } } ]
                      catch: { retry: { delay: PT1S } }
                """)
            .start()
            .reject("scorer")
            .elapse(Duration.ofSeconds(1))
            .reject("scorer")
            .elapse(Duration.ofSeconds(1))
            .reject("scorer")
            .elapse(Duration.ofSeconds(1));

    assertThat(fault.nextTimer().name()).isEqualTo("safe!timeout");
    fault.elapse(Duration.ofSeconds(7));
    assertThat(fault.state().ending()).isPresent();
    fault.answer("scorer", "{}");
    assertThat(fault.fault().kind()).isEqualTo("timeout");
  }

  @Test
  void a_retry_without_an_end_ends_at_its_named_limit() {
    Play play = given(RETRIED.formatted("{ delay: PT1S }")).trying(Trial.NONE).start();
    while (!play.underWay().isEmpty()) {
      play.reject("scorer");
      if (!play.state().timers().isEmpty()) {
        play.elapse();
      }
    }

    assertThat(play.facts(RunFact.TryBegun.class)).hasSize(101);
  }
}
