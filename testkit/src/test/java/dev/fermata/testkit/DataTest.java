package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import org.junit.jupiter.api.Test;

/** What flows from step to step (DSL 1.0.3, "Data Flow" and "Runtime Expressions"). */
class DataTest {
  @Test
  void set_gives_the_data_of_the_next_step() {
    given(
            """
            do:
              - first: { set: { a: 1, b: '${ .x + 1 }' } }
              - second: { set: { sum: '${ .a + .b }' } }
            """)
        .start("{ x: 2 }")
        .completes("{ sum: 4 }");
  }

  @Test
  void set_keeps_nothing_of_what_was_before_unless_it_says_so() {
    given("do: [ { more: { set: '${ . + { b: 2 } }' } }, { less: { set: { c: '${ .b }' } } } ]")
        .start("{ a: 1 }")
        .completes("{ c: 2 }");
  }

  @Test
  void the_output_of_a_run_is_that_of_its_last_step_shaped_by_the_workflow() {
    given(
            """
            output: { as: '${ { total: .n } }' }
            do: [ { count: { set: { n: 3, rest: x } } } ]
            """)
        .start()
        .completes("{ total: 3 }");
  }

  @Test
  void the_input_of_a_run_is_checked_and_then_shaped() {
    Script script =
        given(
            """
            input:
              schema: { format: json, document: { type: object, required: [ amount ] } }
              from: '${ { cents: (.amount * 100) } }'
            do: [ { keep: { set: '${ . }' } } ]
            """);

    script.start("{ amount: 3 }").completes("{ cents: 300 }");
    assertThat(script.start("{ other: 3 }").refusal().detail())
        .contains("the input does not fit its schema")
        .contains("amount");
  }

  @Test
  void a_refused_start_leaves_no_trace() {
    Play play =
        given(
                """
                input: { schema: { format: json, document: { type: string } } }
                do: [ { keep: { set: '${ . }' } } ]
                """)
            .start("{}");

    assertThat(play.facts()).isEmpty();
    assertThat(play.state().start()).isEmpty();
  }

  @Test
  void a_step_sees_its_shaped_input_and_later_steps_its_shaped_output() {
    given(
            """
            do:
              - shape:
                  input: { from: '${ .order }' }
                  set: { id: '${ .id }', same: '${ $input.id }' }
                  output: { as: '${ { got: ., from: $input } }' }
              - after: { set: '${ . }' }
            """)
        .start("{ order: { id: 7 } }")
        .completes("{ got: { id: 7, same: 7 }, from: { id: 7 } }");
  }

  @Test
  void a_call_sees_its_shaped_input_and_its_output_is_shaped_from_the_raw_one() {
    given(
            """
            do:
              - score:
                  input: { from: '${ .order }' }
                  call: agent
                  with: { agent: scorer, input: '${ { id: .id } }' }
                  output: { as: '${ { was: $input.id, score: .score } }' }
            """)
        .start("{ order: { id: 7, secret: x } }")
        .answer("scorer", "{ score: 3, noise: y }")
        .completes("{ was: 7, score: 3 }");
  }

  @Test
  void an_output_that_misses_its_schema_after_shaping_is_a_validation_error() {
    var fault =
        given(
                """
                do:
                  - wrong:
                      set: { n: text }
                      output:
                        as: '${ .n }'
                        schema: { format: json, document: { type: number } }
                """)
            .start()
            .fault();

    assertThat(fault.kind()).isEqualTo("validation");
    assertThat(fault.detail()).contains("the output of 'wrong'");
    assertThat(fault.instance()).isEqualTo("/do/0/wrong");
  }

  @Test
  void an_input_that_misses_its_schema_before_shaping_is_a_validation_error() {
    var fault =
        given(
                """
                do:
                  - wrong:
                      input:
                        schema: { format: json, document: { type: object, required: [ n ] } }
                        from: '${ { n: 1 } }'
                      set: { ok: true }
                """)
            .start()
            .fault();

    assertThat(fault.kind()).isEqualTo("validation");
    assertThat(fault.detail()).contains("the input of 'wrong'");
  }

  @Test
  void what_a_step_exports_is_the_context_of_all_later_steps() {
    given(
            """
            do:
              - remember:
                  set: { n: 1 }
                  export: { as: '${ $context + { n: .n, was: $input.x, out: $output.n } }' }
              - other: { set: { m: 2 } }
              - nested:
                  do:
                    - use: { set: { sum: '${ .m + $context.n }', all: '${ $context }' } }
            """)
        .start("{ x: 9 }")
        .completes("{ sum: 3, all: { n: 1, was: 9, out: 1 } }");
  }

  @Test
  void the_context_is_empty_at_first() {
    given("do: [ { show: { set: { context: '${ $context }' } } } ]")
        .start()
        .completes("{ context: {} }");
  }

  @Test
  void an_exported_context_that_misses_its_schema_is_a_validation_error() {
    var fault =
        given(
                """
                do:
                  - remember:
                      set: { n: 1 }
                      export:
                        as: '${ .n }'
                        schema: { format: json, document: { type: object } }
                """)
            .start()
            .fault();

    assertThat(fault.detail()).contains("the exported context");
  }

  @Test
  void expressions_know_the_workflow_the_task_and_the_runtime() {
    given(
            """
            do:
              - show:
                  set:
                    run: '${ $workflow.id }'
                    name: '${ $workflow.definition.document.name }'
                    asked: '${ $workflow.input.x }'
                    began: '${ $workflow.startedAt.iso8601 }'
                    step: '${ $task.name }'
                    at: '${ $task.reference }'
                    kind: '${ $task.definition | has("set") }'
                    got: '${ $task.input.x }'
                    by: '${ $runtime.name }'
                    version: '${ $runtime.version }'
            """)
        .start("{ x: 5 }")
        .completes(
            """
            run: r1
            name: sample
            asked: 5
            began: '2026-11-21T08:00:00Z'
            step: show
            at: /do/0/show
            kind: true
            got: 5
            by: fermata
            version: test
            """);
  }

  @Test
  void what_an_agent_says_is_data_and_never_evaluated() {
    Play play =
        given(
                """
                do:
                  - score: { call: agent, with: { agent: scorer } }
                  - copy: { set: { said: '${ .text }' } }
                  - tell:
                      call: tool
                      with: { server: bank, name: look, arguments: { text: '${ .said }' } }
                  - done: { set: '${ . }' }
                """)
            .start("{ secret: s3 }")
            .answer("scorer", "{ text: '${ $workflow.input.secret }' }");

    assertThat(play.call().arguments()).hasToString("{\"text\":\"${ $workflow.input.secret }\"}");
    play.answer("bank.look", "{ echo: '${ 1 + 1 }' }").completes("{ echo: '${ 1 + 1 }' }");
  }

  @Test
  void what_an_agent_says_is_inert_in_briefs_errors_and_addresses_too() {
    Play play =
        given(
                """
                do:
                  - score: { call: agent, with: { agent: scorer } }
                  - ask:
                      call: human
                      with:
                        team: clerks
                        question: '${ .text }'
                        show: '${ . }'
                        answers: { ok: '${ .text }' }
                        due: PT1H
                """)
            .start("{}")
            .answer("scorer", "{ text: '${ 1 + 1 }' }");

    assertThat(play.task().brief().question()).isEqualTo("${ 1 + 1 }");
    assertThat(play.task().brief().answers()).containsEntry("ok", "${ 1 + 1 }");
    assertThat(play.task().brief().show()).hasToString("{\"text\":\"${ 1 + 1 }\"}");
  }

  @Test
  void an_expression_that_fails_is_an_expression_error_of_its_step() {
    var fault =
        given("do: [ { bad: { set: { n: '${ .a.b.c | error(\"no\") }' } } } ]").start().fault();

    assertThat(fault.kind()).isEqualTo("expression");
    assertThat(fault.instance()).isEqualTo("/do/0/bad");
  }

  @Test
  void a_fraction_is_the_same_number_live_and_rebuilt() {
    given(
            """
            do:
              - third: { set: { n: '${ .x / 4 }', big: '${ 1e22 }', small: '${ 0.1 + 0.2 }' } }
              - again: { set: { n: '${ .n * 2 }', big: '${ .big }', small: '${ .small }' } }
            """)
        .start("{ x: 3 }")
        .completes("{ n: 1.5, big: 1e22, small: 0.30000000000000004 }");
  }

  @Test
  void the_subject_of_a_run_comes_from_its_input() {
    Play play =
        Script.given(
                """
                document:
                  dsl: '1.0.3'
                  namespace: test
                  name: loans
                  version: '1.0.0'
                  metadata: { owner: owners, subject: '${ .id }' }
                do: [ { keep: { set: '${ . }' } } ]
                """)
            .start("{ id: A-17 }");

    assertThat(play.facts(RunFact.Started.class).getFirst().subject()).isEqualTo("A-17");
  }
}
