package dev.fermata.testkit.timeline;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.rerun.Standpoint;
import dev.fermata.task.Task;
import dev.fermata.testkit.Casts;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A new run that goes on from a step of another. */
class RerunTest {
  private static final Script LOAN =
      Script.given(
              """
              input: { schema: { document: { type: object, properties: { name: { x-label: personal } } } } }
              do:
                - score:
                    call: agent
                    with: { agent: scorer, input: '${ .amount }' }
                    output: { as: '${ $input + { score: . } }' }
                    export: { as: '${ { seen: .score } }' }
                - book:
                    call: tool
                    with: { server: vault, name: book, arguments: { name: '${ .name }', score: '${ .score }' } }
                    output: { as: '${ { booked: ., seen: $context.seen } }' }
              """)
          .with(
              Casts.SCORER,
              """
              server: vault
              owner: bank-team
              kind: java
              boundary: { labels: [ public, internal, personal ] }
              tools: { book: { effect: irreversible } }
              """)
          .under();

  private static Standpoint standpoint(Play play, String from) {
    var standpoint = new Standpoint(new RunId("r1"), from);
    for (Fact fact : play.facts()) {
      standpoint.take((RunFact) fact);
    }
    return standpoint;
  }

  private static Json input(Play play) {
    return play.state().start().orElseThrow().input();
  }

  private static RunFact.RerunOf rerun(Play play, String from) {
    return standpoint(play, from).begin(Optional.empty(), "ana", "again").orElseThrow();
  }

  private static Play first() {
    return approve(LOAN.start("{ amount: 5, name: Ida }").answer("scorer", "7"));
  }

  private static Play approve(Play play) {
    Task task = play.task();
    return play.send(
        new RunSignal.Decide(
            task.id(),
            "approve",
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            Play.person("ana", task.team()),
            "yes"));
  }

  @Test
  void it_goes_on_from_the_step_with_the_recorded_data_and_does_nothing_before_it_again() {
    Play first = first().answer("vault.book", "{ id: 1 }");
    Play again = LOAN.goOn(input(first), rerun(first, "book"));
    assertThat(again.calls("scorer")).isEmpty();
    approve(again);
    assertThat(again.call().arguments().view()).hasToString("{\"name\":\"Ida\",\"score\":7}");
    again.answer("vault.book", "{ id: 2 }").completes("{ booked: { id: 2 }, seen: 7 }");
  }

  @Test
  void what_is_irreversible_asks_anew_whoever_allowed_it_before() {
    Play first = first().answer("vault.book", "{ id: 1 }");
    Play again = LOAN.goOn(input(first), rerun(first, "book"));
    assertThat(again.underWay()).isEmpty();
    assertThat(again.task().kind()).isEqualTo(Task.Kind.APPROVE);
  }

  @Test
  void labels_of_the_data_are_kept_also_where_other_data_is_given() {
    Play first = first().answer("vault.book", "{ id: 1 }");
    assertThat(rerun(first, "book").data().labels().all().tree().toString()).contains("personal");
    Json other = Json.parse("{\"name\":\"Bo\",\"score\":9}");
    RunFact.RerunOf edited =
        standpoint(first, "book").begin(Optional.of(other), "ana", "again").orElseThrow();
    assertThat(edited.edited()).isTrue();
    assertThat(edited.data().labels().all()).isEqualTo(rerun(first, "book").data().labels().all());
    Play again = approve(LOAN.goOn(input(first), edited));
    assertThat(again.call().arguments().view()).hasToString("{\"name\":\"Bo\",\"score\":9}");
    assertThat(again.call().arguments().labels().all().tree().toString()).contains("personal");
  }

  @Test
  void the_first_step_begins_with_what_the_run_began_with() {
    Play first = LOAN.start("{ amount: 5, name: Ida }");
    Play again = LOAN.goOn(input(first), rerun(first, "score"));
    assertThat(again.call().arguments().view()).hasToString("5");
  }

  @Test
  void there_is_no_standpoint_at_a_step_that_the_run_never_came_to() {
    Play first = LOAN.start("{ amount: 5, name: Ida }");
    assertThat(standpoint(first, "book").begin(Optional.empty(), "ana", "again")).isEmpty();
  }

  @Test
  void of_several_visits_the_last_counts_unless_one_is_named() {
    Script loop =
        given(
            """
            do:
              - ask: { call: agent, with: { agent: scorer, input: '${ .n }' }, output: { as: '${ { n: . } }' } }
              - again: { switch: [ { more: { when: '.n < 3', then: ask } } ] }
              - tell: { call: agent, with: { agent: checker, input: '${ .n }' } }
            """);
    Play first = loop.start("{ n: 1 }").answer("scorer", "2").answer("scorer", "3");
    assertThat(rerun(first, "ask").data()).hasToString("{\"n\":2}");
    assertThat(rerun(first, "ask~2").from().path()).isEqualTo("ask~2");
    assertThat(rerun(first, "again").data()).hasToString("{\"n\":3}");
    Play again = loop.goOn(input(first), rerun(first, "again"));
    assertThat(again.underWay()).containsExactly("checker");
  }

  @Test
  void rules_may_read_how_a_panel_before_it_was_resolved() {
    Script panel =
        given(
            """
            do:
              - assess:
                  call: panel
                  with: { input: {}, members: { a: { agent: scorer }, b: { agent: checker } }, agreeOn: say, conflict: { by: raise } }
              - tell: { call: agent, with: { agent: rater, input: {} } }
            """);
    Play first =
        panel.start("{}").answer("scorer", "{ say: yes }").answer("checker", "{ say: yes }");
    Play again = panel.goOn(input(first), rerun(first, "tell"));
    assertThat(again.state().progress().panels().get("assess"))
        .isEqualTo(first.state().progress().panels().get("assess"));
  }

  @Test
  void the_other_run_knows_of_it_and_is_as_it_was() {
    Play first = first().answer("vault.book", "{ id: 1 }");
    var before = first.state();
    first.send(
        new RunSignal.NoteRerun(
            new RunId("r2"), rerun(first, "book").from(), "again", Play.person("ana", "ops")));
    assertThat(first.facts(RunFact.RerunBegun.class))
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.run()).isEqualTo(new RunId("r2")));
    assertThat(first.state()).isEqualTo(before);
  }
}
