package dev.fermata.testkit.review;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.roster.Person;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Classification;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever was chosen for a skill is told what was wrong, beside what they were given. */
class SkilledRepairTest {
  private static final String WRITER =
      "{ agent: writer, owner: owners, kind: java, effect: read, skills: [ letters ] }";
  private static final String STEP =
      """
      do:
        - letter:
            call: agent
            with: { skill: letters, %s }
            review:
              checks: [ { schema: { type: object, required: [ say ] } } ]
              onFailure: { repair: 1 }
      """;

  private static Play agent(String with, String input) {
    return Script.given(STEP.formatted(with))
        .with(WRITER)
        .start(input)
        .answer("writer", "{ tell: hello }");
  }

  @Test
  void an_agent_gets_what_the_template_says_of_an_object_and_what_was_wrong() {
    Play play = agent("input: '${ {to: .name} }'", "{ name: eve, age: 7 }");

    assertThat(play.calls("writer").getFirst().call().arguments()).hasToString("{\"to\":\"eve\"}");
    assertThat(play.call().arguments().names()).containsExactlyInAnyOrder("to", "repair");
    assertThat(play.call().arguments().view().at("/repair/output/tell").asText())
        .isEqualTo("hello");
    play.answer("writer", "{ say: hi }").completes("{ say: hi }");
  }

  @Test
  void an_agent_gets_what_the_template_says_of_a_list_and_what_was_wrong() {
    Play play = agent("input: '${ {to: .[0].name} }'", "[ { name: eve } ]");

    assertThat(play.calls("writer")).hasSize(2);
    assertThat(play.call().arguments().view().path("to").asText()).isEqualTo("eve");
    assertThat(play.call().arguments().names()).containsExactlyInAnyOrder("to", "repair");
    play.answer("writer", "{ say: hi }").completes("{ say: hi }");
  }

  @Test
  void a_list_without_a_template_stands_under_input_once() {
    Play play = agent("work: write", "[ 1, 2 ]");

    assertThat(play.call().arguments().view().path("input").toString()).isEqualTo("[1,2]");
    assertThat(play.call().arguments().names()).containsExactlyInAnyOrder("input", "repair");
    play.answer("writer", "{ say: hi }").completes("{ say: hi }");
  }

  private static Play people(String with, String input) {
    Script script =
        Script.given(STEP.formatted(with)).with("teams: [ { team: clerks, skills: [ letters ] } ]");
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
            Trial.ALL)
        .start(input)
        .decide(person("ana", "clerks"), "done", "{ tell: hello }", "d1");
  }

  @Test
  void a_person_is_shown_what_the_template_says_and_what_was_wrong() {
    Play play = people("input: '${ {to: .[0].name} }'", "[ { name: eve, age: 7 } ]");

    assertThat(play.task().brief().show().names()).containsExactlyInAnyOrder("to", "repair");
    assertThat(play.task().brief().show().toString()).contains("eve", "hello").doesNotContain("7");
    play.decide(person("ana", "clerks"), "done", "{ say: hi }", "d2").completes("{ say: hi }");
  }

  @Test
  void what_a_person_says_who_was_told_what_was_wrong_has_the_label_of_that() {
    Play play =
        Script.given(
                """
                input:
                  schema:
                    format: json
                    document: { properties: { health: { x-label: { classification: special } } } }
                do:
                  - fill:
                      call: human
                      with: { team: clerks, question: How?, show: it, due: PT4H, answers: { done: it goes on } }
                      review:
                        checks: [ { cel: 'has(output.data) && input.health == output.data.n', because: not so } ]
                        onFailure: { repair: 1 }
                """)
            .by(ReviewTest.CEL)
            .start("{ health: ill }")
            .decide(person("ana", "clerks"), "done", "{ n: well }", "d1")
            .decide(person("ana", "clerks"), "done", "{ n: ill }", "d2");

    var said =
        play.facts(RunFact.Finished.class).stream()
            .filter(f -> f.place().path().endsWith("fill/fill~2"))
            .toList();
    assertThat(said).isNotEmpty();
    assertThat(said.getFirst().output().labels().all().classes()).contains(Classification.SPECIAL);
  }
}
