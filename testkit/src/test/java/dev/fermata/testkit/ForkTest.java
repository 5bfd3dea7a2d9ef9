package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.TaskFact;
import org.junit.jupiter.api.Test;

/** The step {@code fork} (DSL 1.0.3, "Fork"). */
class ForkTest {
  private static final String BOTH =
      """
      do:
        - both:
            fork:
              branches:
                - score: { call: agent, with: { agent: scorer } }
                - check: { call: agent, with: { agent: checker } }
                - plain: { set: { n: '${ .x }' } }
      """;

  @Test
  void a_fork_gives_the_outputs_in_the_order_of_its_branches_whoever_ends_first() {
    given(BOTH)
        .start("{ x: 7 }")
        .answer("checker", "{ c: 2 }")
        .answer("scorer", "{ s: 1 }")
        .completes("[ { s: 1 }, { c: 2 }, { n: 7 } ]");
  }

  @Test
  void all_branches_are_under_way_at_once() {
    assertThat(given(BOTH).start("{ x: 7 }").underWay())
        .containsExactlyInAnyOrder("scorer", "checker");
  }

  @Test
  void branches_do_not_see_each_others_data() {
    given(
            """
            do:
              - both:
                  fork:
                    branches:
                      - a: { do: [ { one: { set: { n: '${ .n + 1 }' } } } ] }
                      - b: { do: [ { two: { set: { n: '${ .n + 10 }' } } } ] }
              - sum: { set: { n: '${ map(.n) | add }' } }
            """)
        .start("{ n: 0 }")
        .completes("{ n: 11 }");
  }

  @Test
  void a_branch_that_is_passed_over_gives_the_data_it_got() {
    given(
            """
            do:
              - both:
                  fork:
                    branches:
                      - a: { if: 'false', set: { n: 1 } }
                      - b: { set: { n: 2 } }
            """)
        .start("{ x: 0 }")
        .completes("[ { x: 0 }, { n: 2 } ]");
  }

  @Test
  void the_first_branch_to_end_wins_a_competition_and_is_all_that_it_gives() {
    Play play =
        given(
                """
                do:
                  - race:
                      fork:
                        compete: true
                        branches:
                          - score: { call: agent, with: { agent: scorer } }
                          - check: { call: agent, with: { agent: checker } }
                          - nap: { wait: PT1H }
                  - after: { set: { won: '${ . }' } }
                """)
            .start()
            .answer("checker", "{ c: 2 }");

    assertThat(play.state().timers().isEmpty()).isTrue();
    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    play.answer("scorer", "{ late: true }").completes("{ won: { c: 2 } }");
  }

  @Test
  void a_competition_that_is_over_before_a_call_was_handed_out_never_makes_it() {
    Play play =
        given(
                """
                do:
                  - race:
                      fork:
                        compete: true
                        branches:
                          - mail: { call: agent, with: { agent: mailer } }
                          - quick: { set: { n: 1 } }
                """)
            .start()
            .completes("{ n: 1 }");

    assertThat(play.calls()).isEmpty();
  }

  @Test
  void a_call_that_was_not_handed_out_when_its_branch_lost_is_not_made() {
    Play play =
        given(
                """
                do:
                  - race:
                      fork:
                        compete: true
                        branches:
                          - a: { do: [ { mail: { call: agent, with: { agent: mailer } } } ] }
                          - b: { do: [ { quick: { set: { n: 1 } } } ] }
                """)
            .start()
            .completes("{ n: 1 }");

    assertThat(play.calls()).isEmpty();
    assertThat(play.facts(RunFact.EffectSettled.class))
        .singleElement()
        .extracting(RunFact.EffectSettled::reply)
        .isInstanceOf(Reply.NotCalled.class);
  }

  @Test
  void an_error_in_one_branch_that_nobody_mends_ends_the_others() {
    Play play =
        given(
                """
                do:
                  - both:
                      fork:
                        branches:
                          - ask:
                              call: human
                              with:
                                { team: clerks, question: Go?, answers: { go: on }, due: PT1H }
                          - fail:
                              raise: { error: { type: 'https://x.dev/no', status: 422 } }
                """)
            .start();

    assertThat(play.fault().type()).isEqualTo("https://x.dev/no");
    assertThat(play.facts(TaskFact.TaskWithdrawn.class)).hasSize(1);
    assertThat(play.state().timers().isEmpty()).isTrue();
  }

  @Test
  void an_error_in_one_branch_that_is_caught_around_the_fork_ends_the_others() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try:
                        - both:
                            fork:
                              branches:
                                - nap: { wait: PT1H }
                                - score: { call: agent, with: { agent: scorer } }
                      catch: { do: [ { sorry: { set: { caught: '${ $error.status }' } } } ] }
                """)
            .start()
            .reject("scorer", 500)
            .completes("{ caught: 500 }");

    assertThat(play.state().timers().isEmpty()).isTrue();
  }

  @Test
  void while_a_person_mends_one_branch_the_others_go_on() {
    given(BOTH)
        .start("{ x: 7 }")
        .reject("scorer")
        .answer("checker", "{ c: 2 }")
        .decide("supply", "{ s: 1 }")
        .completes("[ { s: 1 }, { c: 2 }, { n: 7 } ]");
  }

  @Test
  void forks_nest() {
    given(
            """
            do:
              - outer:
                  fork:
                    branches:
                      - a:
                          fork:
                            branches:
                              - a1: { set: { n: 1 } }
                              - a2: { call: agent, with: { agent: scorer } }
                      - b: { set: { n: 3 } }
            """)
        .start()
        .answer("outer/a/a2", "{ n: 2 }")
        .completes("[ [ { n: 1 }, { n: 2 } ], { n: 3 } ]");
  }

  @Test
  void a_thousand_branches_are_a_thousand_calls_at_once() {
    var branches = new StringBuilder("do: [ { all: { fork: { branches: [");
    for (int i = 0; i < 1000; i++) {
      branches.append("{ b").append(i).append(": { call: agent, with: { agent: scorer } } },");
    }
    Play play =
        given(branches + "] } } }, { count: { set: { n: '${ length }' } } } ]")
            .trying(Trial.NONE)
            .start();

    assertThat(play.underWay()).hasSize(1000);
    for (int i = 999; i >= 0; i--) {
      play.answer("all/b" + i, "{ n: " + i + " }");
    }
    play.completes("{ n: 1000 }");
  }
}
