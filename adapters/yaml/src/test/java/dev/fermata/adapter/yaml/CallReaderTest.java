package dev.fermata.adapter.yaml;

import static dev.fermata.adapter.yaml.WorkflowReaderTest.json;
import static dev.fermata.adapter.yaml.WorkflowReaderTest.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Call;
import dev.fermata.workflow.Step.Conflict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallReaderTest {
  @Test
  void http_keeps_its_address_as_written() {
    var call =
        (Call.Http)
            only(
                """
                - a:
                    call: http
                    with:
                      method: post
                      endpoint: { uri: 'https://example.com/pets/{petId}' }
                      headers: { accept: text/plain, x-key: '${ .key }' }
                      query: .filter
                      body: { name: '${ .name }' }
                      output: response
                      redirect: true
                """);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(json(call.endpoint())).isEqualTo("\"https://example.com/pets/{petId}\"");
    assertThat(json(call.headers()))
        .isEqualTo("{\"accept\":\"text/plain\",\"x-key\":\"${ .key }\"}");
    assertThat(json(call.query())).isEqualTo("\"${ .filter }\"");
    assertThat(json(call.body())).isEqualTo("{\"name\":\"${ .name }\"}");
    assertThat(call.hasBody()).isTrue();
    assertThat(call.output()).isEqualTo(Call.Http.Output.RESPONSE);
    assertThat(call.redirect()).isTrue();
  }

  @Test
  void http_has_defaults() {
    var call =
        (Call.Http) only("- a: { call: http, with: { method: GET, endpoint: 'http://a.org' } }");
    assertThat(json(call.headers()) + json(call.query())).isEqualTo("{}{}");
    assertThat(call.hasBody()).isFalse();
    assertThat(call.output()).isEqualTo(Call.Http.Output.CONTENT);
    assertThat(call.redirect()).isFalse();
  }

  @Test
  void an_address_may_be_an_expression() {
    var call =
        (Call.Http) only("- a: { call: http, with: { method: get, endpoint: '${ .url }' } }");
    assertThat(json(call.endpoint())).isEqualTo("\"${ .url }\"");
  }

  @Test
  void agent_gives_work_to_a_named_agent() {
    var call =
        (Call.Agent)
            only("- a: { call: agent, with: { agent: scorer, work: score, input: { x: 1 } } }");
    assertThat(call.agent()).isEqualTo("scorer");
    assertThat(call.work()).isEqualTo("score");
    assertThat(json(call.input())).isEqualTo("{\"x\":1}");

    var plain = (Call.Agent) only("- a: { call: agent, with: { agent: scorer } }");
    assertThat(plain.work()).isEmpty();
    assertThat(plain.input()).isEmpty();
  }

  @Test
  void tool_calls_a_tool_of_a_server() {
    var call =
        (Call.Tool)
            only(
                "- a: { call: tool, with: { server: bank, name: book, arguments: { sum: '${ .s }' } } }");
    assertThat(call.server() + "." + call.name()).isEqualTo("bank.book");
    assertThat(json(call.arguments())).isEqualTo("{\"sum\":\"${ .s }\"}");

    var plain = (Call.Tool) only("- a: { call: tool, with: { server: bank, name: ping } }");
    assertThat(json(plain.arguments())).isEqualTo("{}");
  }

  @Test
  void human_asks_a_team_with_answers_in_their_order() {
    var ask =
        ((Call.Human)
                only(
                    """
                    - a:
                        call: human
                        with:
                          team: clerks
                          question: '${ "Pay " + .to + "?" }'
                          show: { sum: '${ .sum }' }
                          answers: { yes: 'It is paid.', no: '${ "Back to " + .to }', later: Nothing. }
                          form: { type: object }
                          due: { hours: 4 }
                          escalate: [managers, board]
                          otherwise: no
                    """))
            .ask();
    assertThat(ask.team()).isEqualTo("clerks");
    assertThat(json(ask.question())).isEqualTo("\"${ \\\"Pay \\\" + .to + \\\"?\\\" }\"");
    assertThat(json(ask.show())).isEqualTo("{\"sum\":\"${ .sum }\"}");
    assertThat(ask.answers().keySet()).containsExactly("yes", "no", "later");
    assertThat(ask.form()).contains(Json.parse("{\"type\":\"object\"}"));
    assertThat(ask.due()).isEqualTo(Duration.ofHours(4));
    assertThat(ask.escalate()).containsExactly("managers", "board");
    assertThat(ask.otherwise()).isEqualTo(new Step.Otherwise.Answer("no"));
  }

  @Test
  void human_shows_its_input_and_raises_a_timeout_unless_told_otherwise() {
    String asked = "call: human, with: { team: t, question: Q, answers: { ok: Done. }, due: PT1H";
    var plain = ((Call.Human) only("- a: { " + asked + " } }")).ask();
    assertThat(json(plain.show())).isEqualTo("\"${ . }\"");
    assertThat(plain.escalate()).isEmpty();
    assertThat(plain.otherwise()).isEqualTo(new Step.Otherwise.RaiseTimeout());

    var patient =
        ((Call.Human) only("- a: { " + asked + ", escalate: bosses, otherwise: continue } }"))
            .ask();
    assertThat(patient.escalate()).containsExactly("bosses");
    assertThat(patient.otherwise()).isEqualTo(new Step.Otherwise.GoOn());
  }

  @Test
  void a_panel_may_leave_its_conflict_to_a_person() {
    var panel =
        panel(
            """
            agreeOn: verdict
            input: '${ .case }'
            within: PT30S
            conflict:
              { by: person, team: t, question: Q, answers: { yes: A, no: B }, due: PT1H }
            """);
    assertThat(panel.members().keySet()).containsExactly("one", "two", "three");
    assertThat(panel.members().values()).containsExactly("scorer", "finder", "scorer");
    assertThat(json(panel.input())).isEqualTo("\"${ .case }\"");
    assertThat(panel.agreeOn()).containsExactly(new Step.Agreement("verdict", 0));
    assertThat(panel.within()).contains(Duration.ofSeconds(30));
    assertThat(((Conflict.ByPerson) panel.conflict()).ask().answers().keySet())
        .containsExactly("yes", "no");
  }

  @Test
  void a_panel_may_vote_with_or_without_somebody_for_a_tie() {
    assertThat(panel("agreeOn: [a, { field: b, tolerance: 0.5 }]\nconflict: { by: majority }"))
        .satisfies(panel -> {
          assertThat(panel.agreeOn())
              .containsExactly(new Step.Agreement("a", 0), new Step.Agreement("b", 0.5));
          assertThat(panel.conflict()).isEqualTo(new Conflict.ByMajority(Optional.empty()));
        });
    var tied =
        panel(
            """
            agreeOn: a
            conflict: { by: majority, team: t, question: Q, answers: { x: A, y: B }, due: PT1H }
            """);
    assertThat(((Conflict.ByMajority) tied.conflict()).tie().orElseThrow().team()).isEqualTo("t");
  }

  @Test
  void a_panel_may_follow_one_member_or_end_with_an_error() {
    assertThat(panel("agreeOn: a\nconflict: { by: senior, member: two }").conflict())
        .isEqualTo(new Conflict.BySenior("two"));
    assertThat(panel("agreeOn: a\nconflict: { by: raise }").conflict())
        .isEqualTo(new Conflict.ByError());
  }

  private static Call.Panel panel(String with) {
    return (Call.Panel)
        only(
            """
            - a:
                call: panel
                with:
                  members: { one: { agent: scorer }, two: { agent: finder }, three: { agent: scorer } }
            """
                + with.indent(6));
  }
}
