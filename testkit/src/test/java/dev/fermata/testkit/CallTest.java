package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.TaskFact;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import org.junit.jupiter.api.Test;

/** The step {@code call}: from what the author wrote to the exact call. */
class CallTest {
  @Test
  void an_agent_gets_its_input_and_gives_the_output_of_the_step() {
    Play play =
        given(
                "do: [ { s: { call: agent, with: { agent: scorer, work: rate, input: { id: '${ .id }', k: 1 } } } } ]")
            .start("{ id: 7 }");

    assertThat(play.call().work()).isEqualTo("rate");
    assertThat(play.call().arguments()).hasToString("{\"id\":7,\"k\":1}");
    play.answer("scorer", "{ score: 3 }").completes("{ score: 3 }");
  }

  @Test
  void an_agent_without_an_input_of_its_own_gets_the_data() {
    assertThat(
            given("do: [ { s: { call: agent, with: { agent: scorer } } } ]")
                .start("{ id: 7 }")
                .call()
                .arguments())
        .hasToString("{\"id\":7}");
  }

  @Test
  void the_intent_is_a_fact_before_the_call_with_the_digest_of_the_exact_call() {
    Play play = given("do: [ { s: { call: agent, with: { agent: mailer } } } ]").start("{ id: 7 }");

    RunFact.EffectIntended intent = play.facts(RunFact.EffectIntended.class).getFirst();
    assertThat(intent.receipt().rule()).isEqualTo("permit-everything@1");
    assertThat(intent.call().digest())
        .isEqualTo(
            Digest.ofCanonical(
                Json.parse("{\"target\":\"mailer\",\"work\":\"\",\"arguments\":{\"id\":7}}")));
    assertThat(intent.call().target()).isInstanceOf(Target.Agent.class);
  }

  @Test
  void an_agent_that_nobody_registered_is_an_error_that_names_the_nearest() {
    Play play = given("do: [ { s: { call: agent, with: { agent: scorrer } } } ]").start();

    assertThat(play.task().brief().question())
        .contains("no agent is called 'scorrer'")
        .contains("Did you mean 'scorer'?")
        .contains("fermata agent add");
  }

  @Test
  void a_tool_that_nobody_registered_is_an_error_that_names_the_nearest() {
    assertThat(
            given("do: [ { s: { call: tool, with: { server: bank, name: boook } } } ]")
                .start()
                .task()
                .brief()
                .question())
        .contains("no tool of bank is called 'boook'")
        .contains("'book'");
    assertThat(
            given("do: [ { s: { call: tool, with: { server: bnak, name: book } } } ]")
                .start()
                .task()
                .brief()
                .question())
        .contains("no tool server is called 'bnak'")
        .contains("'bank'");
  }

  @Test
  void a_tool_gets_the_arguments_that_its_step_fills_in() {
    Play play =
        given(
                "do: [ { s: { call: tool, with: { server: bank, name: book, arguments: { n: '${ .a + 1 }' } } } } ]")
            .start("{ a: 1 }");

    assertThat(play.call().target().display()).isEqualTo("bank.book");
    assertThat(play.call().work()).isEqualTo("book");
    assertThat(play.call().arguments()).hasToString("{\"n\":2}");
    play.answer("bank.book", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  private static Play strict(String input) {
    return Script.given("do: [ { s: { call: agent, with: { agent: strict } } } ]")
        .with(
            """
            agent: strict
            owner: owners
            kind: java
            effect: read
            input: { type: object, properties: { n: { type: number } } }
            output: { type: object, required: [ score ], properties: { score: { type: number } } }
            """)
        .start(input);
  }

  @Test
  void an_input_that_misses_the_agents_schema_is_told_with_its_place_before_any_call() {
    Play play = strict("{ n: text }");

    assertThat(play.calls()).isEmpty();
    assertThat(play.task().brief().question())
        .contains("the input of agent 'strict' does not fit its schema")
        .contains("/n");
  }

  @Test
  void an_answer_that_misses_the_agents_schema_is_told_with_its_place() {
    Play play = strict("{ n: 1 }").answer("strict", "{ score: high }");

    assertThat(play.task().brief().question())
        .contains("the answer of strict does not fit its schema")
        .contains("/score");
    play.decide("supply", "{ score: 3 }").completes("{ score: 3 }");
  }

  @Test
  void a_result_that_a_person_supplies_must_fit_the_same_schema() {
    Play play = strict("{ n: 1 }").answer("strict", "{ score: high }");

    play.decide("supply", "{ score: higher }");
    assertThat(play.refusal().kind()).isEqualTo("form");
    assertThat(play.refusal().detail()).contains("/score");
    play.decide("supply");
    assertThat(play.refusal().kind()).isEqualTo("form");
    play.decide("supply", "{ score: 3 }").completes("{ score: 3 }");
  }

  @Test
  void an_effect_class_is_raised_by_the_workflow_and_never_lowered() {
    assertThat(
            given(
                    "do: [ { s: { metadata: { effect: compensable }, call: agent, with: { agent: scorer } } } ]")
                .start()
                .call()
                .effect())
        .isEqualTo(EffectClass.COMPENSABLE);
    assertThat(
            given(
                    "do: [ { s: { metadata: { effect: read }, call: agent, with: { agent: mailer } } } ]")
                .start()
                .call()
                .effect())
        .isEqualTo(EffectClass.IRREVERSIBLE);
  }

  private static Play http(String with, String input) {
    return given("do: [ { s: { call: http, with: { " + with + " } } } ]").start(input);
  }

  @Test
  void an_address_takes_values_from_the_data_and_encodes_them() {
    Play play =
        http(
            "method: get, endpoint: 'https://x.dev/pets/{id}/{who.name}'",
            "{ id: 7, who: { name: 'a b/ü*~' } }");

    assertThat(play.call().arguments().text("endpoint"))
        .contains("https://x.dev/pets/7/a%20b%2F%C3%BC%2A~");
    assertThat(play.call().target().display()).isEqualTo("GET x.dev");
  }

  @Test
  void an_address_that_an_expression_gave_is_taken_as_it_is() {
    Play play =
        http("method: get, endpoint: '${ .url }'", "{ url: 'https://x.dev/{secret}', secret: s3 }");

    assertThat(play.call().arguments().text("endpoint")).contains("https://x.dev/{secret}");
  }

  @Test
  void a_value_that_an_address_needs_and_the_data_lacks_is_an_error() {
    assertThat(
            http("method: get, endpoint: 'https://x.dev/{id}'", "{ a: 1 }")
                .task()
                .brief()
                .question())
        .contains("needs 'id'");
  }

  @Test
  void get_and_head_read_and_every_other_method_is_irreversible() {
    assertThat(http("method: get, endpoint: 'https://x.dev/'", "{}").call().effect())
        .isEqualTo(EffectClass.READ);
    assertThat(http("method: head, endpoint: 'https://x.dev/'", "{}").call().effect())
        .isEqualTo(EffectClass.READ);
    assertThat(http("method: put, endpoint: 'https://x.dev/'", "{}").call().effect())
        .isEqualTo(EffectClass.IRREVERSIBLE);
  }

  @Test
  void a_request_carries_headers_query_and_body_filled_in() {
    Play play =
        http(
            """
            method: post, endpoint: 'https://x.dev/a', headers: { x-id: '${ .id }' },
            query: { q: '${ .id }' }, body: { id: '${ .id }' }, output: response
            """,
            "{ id: i7 }");

    assertThat(play.call().arguments())
        .isEqualTo(
            Json.parse(
                """
                {"method":"POST","endpoint":"https://x.dev/a","headers":{"x-id":"i7"},
                "query":{"q":"i7"},"body":{"id":"i7"},"output":"response","redirect":false}
                """));
  }

  @Test
  void a_call_whose_arguments_have_no_canonical_form_is_refused_before_it_is_made() {
    Play play =
        Script.given("do: [ { s: { call: agent, with: { agent: mailer } } } ]")
            .with(Casts.MAILER)
            .start("{ n: 12345678901234567890123 }");

    assertThat(play.calls()).isEmpty();
    assertThat(play.task().brief().question()).contains("cannot be held exactly");
  }

  @Test
  void an_error_of_a_call_that_is_caught_opens_no_task() {
    Play play =
        given(
                """
                do:
                  - safe:
                      try: [ { s: { call: agent, with: { agent: scorer } } } ]
                      catch: { do: [ { tell: { set: { status: '${ $error.status }' } } } ] }
                """)
            .start()
            .reject("scorer", 418)
            .completes("{ status: 418 }");

    assertThat(play.facts(TaskFact.TaskOpened.class)).isEmpty();
  }
}
