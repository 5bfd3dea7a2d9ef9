package dev.fermata.testkit;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact.AgentChosen;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Kind;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.roster.Candidate;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.task.Task;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Work that is given to whoever has a skill. */
class ChoiceTest {
  private static final String HEAD = "{ owner: owners, kind: java, skills: [ letters ], ";
  private static final String READER = HEAD + "agent: reader, effect: read }";
  private static final String SENDER = HEAD + "agent: sender, effect: irreversible }";
  private static final String STRICT =
      HEAD
          + "agent: adult, effect: read, input: { type: object, required: [ age ],"
          + " properties: { age: { type: integer, minimum: 18 } } } }";
  private static final String TEAMS = "teams: [ { team: clerks, skills: [ letters ] } ]";
  private static final Principal ANA = person("ana", "clerks");

  private static Script skilled(String more, String... files) {
    String step = "do: [ { write: { call: agent, with: { skill: letters, %s } } } ]";
    Script script = Script.given(step.formatted(more)).with(files);
    Roster roster = script.roster();
    var ana =
        new Person(
            new PersonId("ana"),
            "Ana",
            Set.of(Role.APPROVER),
            Set.of(new TeamName("clerks")),
            false);
    return new Script(
        script.workflow(),
        new Roster(roster.agents(), roster.servers(), Map.of(ana.id(), ana), roster.teams()),
        Trial.ALL);
  }

  private static AgentChosen chosen(Play play) {
    return play.facts(AgentChosen.class).getLast();
  }

  private static Candidate considered(Play play, String name) {
    return chosen(play).all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void the_work_goes_to_the_agent_with_the_least_risk_and_the_choice_is_a_fact() {
    Play play = skilled("work: write", SENDER, READER, TEAMS).start("{ to: eve }");

    assertThat(play.call().target().display()).isEqualTo("reader");
    assertThat(play.call().work()).isEqualTo("write");
    assertThat(chosen(play).chosen()).isEqualTo("reader");
    assertThat(chosen(play).why()).isEqualTo("before sender: less risk, read and not irreversible");
    assertThat(chosen(play).all().stream().map(Candidate::name))
        .containsExactly("reader", "sender", "clerks");
    play.answer("reader", "{ text: Dear Eve }").completes("{ text: Dear Eve }");
  }

  @Test
  void an_agent_that_the_input_does_not_fit_is_left_out_and_the_reason_tells_nothing_of_it() {
    Play play = skilled("", STRICT, SENDER).start("{ age: 12 }");

    assertThat(play.call().target().display()).isEqualTo("sender");
    assertThat(considered(play, "adult").not())
        .isEqualTo("schema: the input does not fit its schema");
    assertThat(chosen(play).why()).isEqualTo("nobody else may");
  }

  @Test
  void an_agent_whose_boundary_its_effect_leaves_is_left_out() {
    String bounded =
        HEAD + "agent: a-sender, effect: irreversible, boundary: { effects: [ read ] } }";
    Play play = skilled("", bounded, SENDER).start();

    assertThat(play.call().target().display()).isEqualTo("sender");
    assertThat(considered(play, "a-sender").not()).contains("boundary");
  }

  @Test
  void an_agent_that_may_not_read_the_data_is_left_out_and_a_person_has_it_where_no_agent_may() {
    String labelled =
        """
        document:
          dsl: '1.0.3'
          namespace: test
          name: sample
          version: '1.0.0'
          metadata: { owner: owners, labels: { classification: [ personal ] } }
        do: [ { write: { call: agent, with: { skill: letters } } } ]
        """;
    Script plain = skilled("", READER, TEAMS);
    Script script = new Script(Reading.workflow(labelled), plain.roster(), Trial.ALL);
    Play play = script.start("{ to: eve }");

    assertThat(play.calls()).isEmpty();
    assertThat(considered(play, "reader").not()).contains("personal");
    assertThat(play.task().team()).isEqualTo("clerks");
    assertThat(chosen(play).why()).isEqualTo("nobody else may");
  }

  @Test
  void a_person_is_asked_with_the_input_a_deadline_and_a_form_and_gives_the_steps_result() {
    String more =
        "work: write, input: '${ { to: .to } }', prefer: person, due: PT2H,"
            + " output: { type: object, required: [ text ] }";
    Play play = skilled(more, READER, TEAMS).start("{ to: eve, not: shown }");

    Task task = play.task();
    assertThat(task.team()).isEqualTo("clerks");
    assertThat(task.kind()).isEqualTo(Task.Kind.HUMAN);
    assertThat(task.brief().question()).isEqualTo("Please do this: write");
    assertThat(task.brief().show()).hasToString("{\"to\":\"eve\"}");
    assertThat(Duration.between(task.opened(), task.due().orElseThrow()))
        .isEqualTo(Duration.ofHours(2));
    assertThat(chosen(play).why()).isEqualTo("people are preferred");
    play.decide(ANA, "done", "{ no: text }", "d1");
    assertThat(play.refusal().kind()).isEqualTo("form");
    play.decide(ANA, "done", "{ text: Dear Eve }", "d2").completes("{ text: Dear Eve }");
  }

  @Test
  void a_person_may_give_the_work_back_without_a_form_and_the_step_fails_with_their_reason() {
    String more = "prefer: person, output: { type: object, required: [ text ] }";
    Play play = skilled(more, TEAMS).start().decide(ANA, "cannot", "", "d1");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question()).contains("ana cannot do it");
    play.decide(person("otto", "owners"), "supply", "{ text: Hi }", "d2").completes("{ text: Hi }");
  }

  @Test
  void a_person_who_says_nothing_in_time_is_a_timeout() {
    Play play = skilled("prefer: person, due: PT2H", TEAMS).start().elapse(Duration.ofHours(2));
    assertThat(play.fault().kind()).isEqualTo("timeout");
  }

  @Test
  void an_answer_of_an_agent_that_is_not_what_the_step_wants_is_an_error() {
    Play play =
        skilled("output: { type: object, required: [ text ] }", READER)
            .start()
            .answer("reader", "{ other: 1 }");
    assertThat(play.task().brief().question()).contains("is not what the step wants");
  }

  @Test
  void an_agent_that_is_switched_off_is_left_out_while_somebody_else_may() {
    var off = new Switch(new Reach(Kind.AGENT, "reader"), "odd", "ops", Instant.EPOCH);
    Play play = skilled("", READER, SENDER).switched(off).start();
    assertThat(play.call().target().display()).isEqualTo("sender");
    assertThat(considered(play, "reader").not()).contains("odd");
  }

  @Test
  void where_all_are_switched_off_the_work_waits_at_the_gate() {
    var off = new Switch(new Reach(Kind.ALL, ""), "night", "ops", Instant.EPOCH);
    Play play = skilled("", READER, SENDER).switched(off).start();
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    assertThat(chosen(play).chosen()).isEqualTo("reader");
    assertThat(chosen(play).why()).isEqualTo("it waits at the gate, and nobody else may");
  }

  @Test
  void where_nobody_may_the_owner_is_told_why_of_each() {
    Play play = skilled("", STRICT).start("{ age: 12 }");
    assertThat(chosen(play).chosen()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question())
        .contains("nobody may have this", "adult: schema: the input does not fit its schema");
  }

  private static final String RETRIED =
      """
      do:
        - safe:
            try:
              - write: { call: agent, with: { skill: letters } }
              - check: { if: '%s', raise: { error: { type: 'https://x.dev/no', status: 422 } } }
            catch: { retry: { delay: PT1S, limit: { attempt: { count: 2 } } } }
      """;

  private static Script retried(String when, String... files) {
    Roster roster = skilled("", files).roster();
    return new Script(Reading.workflow(RETRIED.formatted(when)), roster, Trial.ALL);
  }

  @Test
  void a_retry_goes_to_another_agent_than_the_one_that_failed() {
    Play play = retried("false", READER, SENDER).start().reject("reader", 400).elapse();

    assertThat(play.call().target().display()).isEqualTo("sender");
    assertThat(chosen(play).why()).isEqualTo("reader failed here before");
    play.answer("sender", "{ ok: true }").completes("{ ok: true }");
  }

  @Test
  void what_was_done_before_a_retry_is_not_done_again_by_somebody_else() {
    Play play = retried("true", SENDER).start().answer("sender", "{ ok: true }");
    play.house(script -> {
      Roster more = skilled("", READER, SENDER).roster();
      return new Script(script.workflow(), more, Trial.ALL);
    });
    play.elapse();

    assertThat(chosen(play).chosen()).isEqualTo("sender");
    assertThat(chosen(play).why()).isEqualTo("it was called here before a retry");
    assertThat(play.calls("reader")).isEmpty();
    assertThat(play.calls("sender")).hasSize(1);
  }
}
