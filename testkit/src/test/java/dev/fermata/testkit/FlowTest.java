package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import org.junit.jupiter.api.Test;

/** Where a run goes: order, conditions and directives (DSL 1.0.3, "Flow Directive"). */
class FlowTest {
  @Test
  void steps_run_in_the_order_in_which_they_stand() {
    given(
            """
            do:
              - a: { set: { log: [ a ] } }
              - inner:
                  do:
                    - b: { set: { log: '${ .log + ["b"] }' } }
                    - c: { set: { log: '${ .log + ["c"] }' } }
              - d: { set: { log: '${ .log + ["d"] }' } }
            """)
        .start()
        .completes("{ log: [ a, b, c, d ] }");
  }

  @Test
  void a_switch_goes_to_the_first_case_that_holds() {
    Script script =
        given(
            """
            do:
              - choose:
                  switch:
                    - small: { when: .n < 10, then: little }
                    - large: { when: .n < 1000, then: much }
                    - other: { then: huge }
              - little: { set: { size: little }, then: end }
              - much: { set: { size: much }, then: end }
              - huge: { set: { size: huge } }
            """);

    script.start("{ n: 5 }").completes("{ size: little }");
    script.start("{ n: 50 }").completes("{ size: much }");
    script.start("{ n: 5000 }").completes("{ size: huge }");
  }

  @Test
  void a_switch_without_a_case_that_holds_goes_on_as_its_own_then_says() {
    given(
            """
            do:
              - choose: { switch: [ { never: { when: .n == 1, then: end } } ] }
              - next: { set: { went: next } }
            """)
        .start("{ n: 2 }")
        .completes("{ went: next }");
    given(
            """
            do:
              - choose: { switch: [ { never: { when: .n == 1, then: end } } ], then: last }
              - next: { set: { went: next } }
              - last: { set: { n: '${ .n }', went: last } }
            """)
        .start("{ n: 2 }")
        .completes("{ n: 2, went: last }");
  }

  @Test
  void a_switch_leaves_the_data_as_it_is() {
    given("do: [ { choose: { switch: [ { all: { then: continue } } ] } } ]")
        .start("{ n: 2 }")
        .completes("{ n: 2 }");
  }

  @Test
  void a_step_whose_condition_fails_is_passed_over_with_its_then() {
    given(
            """
            do:
              - skipped: { if: .n > 5, set: { n: 0 }, then: end }
              - called: { if: '${ .n > 5 }', call: agent, with: { agent: scorer } }
              - last: { set: { n: '${ .n + 1 }' } }
            """)
        .start("{ n: 1 }")
        .completes("{ n: 2 }");
  }

  @Test
  void a_condition_holds_for_everything_but_false_and_null() {
    given(
            """
            do:
              - zero: { if: '0', set: '${ .log += ["zero"] }' }
              - text: { if: '""', set: '${ .log += ["text"] }' }
              - nothing: { if: 'null', set: '${ .log += ["null"] }' }
              - no: { if: 'false', set: '${ .log += ["false"] }' }
            """)
        .start("{ log: [] }")
        .completes("{ log: [ zero, text ] }");
  }

  @Test
  void exit_leaves_the_block_and_not_the_run() {
    given(
            """
            do:
              - inner:
                  do:
                    - a: { set: { n: 1 }, then: exit }
                    - b: { set: { n: 2 } }
              - after: { set: { n: '${ .n + 10 }' } }
            """)
        .start()
        .completes("{ n: 11 }");
  }

  @Test
  void end_leaves_the_run_from_any_depth() {
    given(
            """
            output: { as: '${ . + { shaped: true } }' }
            do:
              - inner:
                  do:
                    - deeper: { do: [ { a: { set: { n: 1 }, then: end } } ] }
                    - b: { set: { n: 2 } }
              - after: { set: { n: 3 } }
            """)
        .start()
        .completes("{ n: 1, shaped: true }");
  }

  @Test
  void end_in_one_branch_ends_the_run_and_the_other_branches_with_it() {
    Play play =
        given(
                """
                do:
                  - both:
                      fork:
                        branches:
                          - slow: { wait: PT1H }
                          - ask:
                              call: human
                              with:
                                { team: clerks, question: Go?, answers: { go: on }, due: PT1H }
                          - quick: { set: { n: 1 }, then: end }
                """)
            .start()
            .completes("{ n: 1 }");

    assertThat(play.state().timers().isEmpty()).isTrue();
    assertThat(play.state().waiting().isEmpty()).isTrue();
  }

  @Test
  void then_goes_forward_to_a_step_of_the_same_block() {
    given(
            """
            do:
              - a: { set: { n: 1 }, then: c }
              - b: { set: { n: 2 } }
              - c: { set: { n: '${ .n + 10 }' } }
            """)
        .start()
        .completes("{ n: 11 }");
  }

  @Test
  void a_backward_then_visits_a_step_again_at_a_place_of_its_own() {
    Play play =
        given(
                """
                do:
                  - score: { call: agent, with: { agent: scorer } }
                  - again:
                      switch:
                        - more: { when: .n < 2, then: score }
                        - enough: { then: exit }
                """)
            .start("{ n: 0 }")
            .answer("scorer", "{ n: 1 }")
            .answer("scorer", "{ n: 2 }")
            .completes("{ n: 2 }");

    assertThat(play.calls())
        .extracting(call -> call.key().toString())
        .containsExactly("r1/score", "r1/score~2");
  }

  @Test
  void visits_are_counted_afresh_in_each_visit_of_the_block_around() {
    Play play =
        given(
                """
                do:
                  - outer:
                      do:
                        - mail: { call: agent, with: { agent: mailer } }
                        - twice:
                            switch:
                              - more: { when: .n % 2 == 1, then: mail }
                              - enough: { then: exit }
                  - again:
                      switch:
                        - more: { when: .n < 4, then: outer }
                        - enough: { then: exit }
                """)
            .start("{ n: 0 }")
            .answer("mailer", "{ n: 1 }")
            .answer("mailer", "{ n: 2 }")
            .answer("mailer", "{ n: 3 }")
            .answer("mailer", "{ n: 4 }")
            .completes("{ n: 4 }");

    assertThat(play.calls())
        .extracting(call -> call.key().place().path())
        .containsExactly("outer/mail", "outer/mail~2", "outer~2/mail", "outer~2/mail~2");
  }

  @Test
  void deep_nesting_is_no_matter() {
    var yaml = new StringBuilder();
    int depth = 20;
    for (int i = 0; i < depth; i++) {
      yaml.append("do: [ { s").append(i).append(": { ");
    }
    yaml.append("set: { n: '${ .n + 1 }' }").append(" } } ]".repeat(depth));

    given(yaml.toString()).start("{ n: 1 }").completes("{ n: 2 }");
  }

  @Test
  void the_facts_of_a_run_say_where_it_went() {
    Play play =
        given(
                "do: [ { a: { set: { n: 1 }, then: c } }, { b: { wait: PT1S } }, { c: { wait: PT1S } } ]")
            .start();

    RunFact.Left left = play.facts(RunFact.Left.class).getFirst();
    assertThat(left.place().path()).isEqualTo("a");
    assertThat(left.next()).contains("c");
    assertThat(play.facts(RunFact.Entered.class).getLast().place().path()).isEqualTo("c");
  }
}
