package dev.fermata.testkit.taint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Boundaries;
import dev.fermata.fact.Format;
import dev.fermata.fact.RunFact;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What labels do to calls, people and stored facts. */
class LabelTest {
  private static final Label SPECIAL = Label.of(Classification.SPECIAL);
  private static final String CLERK =
      "{ agent: clerk, owner: agents-team, kind: java, effect: read }";
  private static final String NURSE =
      """
      agent: nurse
      owner: agents-team
      kind: java
      effect: read
      region: eu
      boundary: { labels: [ public, personal, special ], regions: [ eu ] }
      output:
        type: object
        properties:
          recommendation: { enum: [ accept, decline ] }
          on: { type: string, format: date }
          share: { type: number, minimum: 0, maximum: 1 }
          score: { type: number }
          reason: { type: string }
      """;
  private static final String CLOUD =
      """
      { agent: cloud, owner: agents-team, kind: java, effect: read, region: us,
        boundary: { labels: [ public, personal, special ] } }
      """;
  private static final String INPUT =
      """
      input:
        schema:
          format: json
          document:
            properties:
              health: { x-label: { classification: special, regions: [ eu ] } }
      """;

  private static Script given(String workflow) {
    return Script.given(workflow).with(CLERK, NURSE, CLOUD);
  }

  /** Why the gate did not let the last call go to its receiver; empty if it did. */
  private static Optional<String> refused(Play play, Script script) {
    List<RunFact.EffectDenied> denied = play.facts(RunFact.EffectDenied.class);
    if (denied.isEmpty()) {
      return Optional.empty();
    }
    assertThat(play.calls()).isEmpty();
    assertThat(Boundaries.refusal(denied.getLast().call(), script.roster()))
        .contains(denied.getLast().reason());
    return Optional.of(denied.getLast().reason());
  }

  private static String toldTo(String agent, String input) {
    return INPUT
        + "do: [ { tell: { call: agent, with: { agent: %s, input: '%s' } } } ]"
            .formatted(agent, input);
  }

  @Test
  void special_data_may_not_go_to_an_agent_that_is_not_cleared_for_it() {
    Script script = given(toldTo("clerk", "${ { about: . } }"));
    assertThat(refused(script.start("{ id: 7, health: ill }"), script))
        .hasValueSatisfying(said ->
            assertThat(said).contains("/about/health").contains("special").contains("clerk"));
  }

  @Test
  void a_call_that_does_not_carry_the_special_field_is_not_stopped_by_it() {
    Script script = given(toldTo("clerk", "${ del(.health) }"));
    assertThat(refused(script.start("{ id: 7, health: ill }"), script)).isEmpty();
  }

  @Test
  void data_of_a_region_stays_there() {
    Script inside = given(toldTo("nurse", "${ . }"));
    assertThat(refused(inside.start("{ health: ill }"), inside)).isEmpty();
    Script outside = given(toldTo("cloud", "${ . }"));
    assertThat(refused(outside.start("{ health: ill }"), outside))
        .hasValueSatisfying(
            said -> assertThat(said).contains("may only go to eu").contains("it is in us"));
  }

  @Test
  void a_schema_makes_trusted_what_leaves_no_room_for_words() {
    Play play =
        given("do: [ { ask: { call: agent, with: { agent: nurse } } }, { wait: { wait: PT1H } } ]")
            .start("{}")
            .answer(
                "nurse",
                "{ recommendation: accept, 'on': '2026-11-21', share: 0.5, score: 3, reason: so,"
                    + " more: x }");
    Labels labels =
        play.facts(RunFact.EffectSettled.class).getFirst().reply()
                instanceof dev.fermata.effect.Reply.Answered(var output, _, _)
            ? output.labels()
            : Labels.NONE;
    assertThat(labels.byPointer())
        .isEqualTo(
            Map.of(
                "/score", Label.UNTRUSTED, "/reason", Label.UNTRUSTED, "/more", Label.UNTRUSTED));
  }

  @Test
  void what_a_condition_decided_is_known_until_the_block_ends() {
    Play play =
        given(
                INPUT
                    + """
                    do:
                      - inner:
                          do:
                            - maybe: { if: '${ .health == "ill" }', set: { n: 1 } }
                            - tell: { call: agent, with: { agent: nurse, input: { fixed: 1 } } }
                      - after: { call: agent, with: { agent: nurse, input: { fixed: 2 } } }
                    """)
            .start("{ health: well }");
    assertThat(play.call().arguments().labels().root().classes())
        .containsExactly(Classification.SPECIAL);
    play.answer("nurse", "{}");
    assertThat(play.call().arguments().labels()).isEqualTo(Labels.NONE);
  }

  private static Script asking(String endorse) {
    return given(
        INPUT
            + """
            do:
              - look:
                  call: human
                  with:
                    team: clerks
                    question: Is it well?
                    answers: { release: It is used further., keep: It is not. }
                    due: PT1H
                    otherwise: release
                    %s
              - tell: { call: agent, with: { agent: nurse, input: '${ . }' } }
            """
                .formatted(endorse));
  }

  @Test
  void a_persons_answer_tells_of_what_they_were_shown() {
    Play play = asking("").start("{ health: ill }").decide("release");
    assertThat(play.call().arguments().labels().root().classes())
        .containsExactly(Classification.SPECIAL);
  }

  @Test
  void a_person_may_vouch_for_what_they_were_shown() {
    Play play = asking("endorse: release").start("{ health: ill }");
    assertThat(play.task().brief().answers().get("release")).contains("special, only in eu");
    play.decide("release");
    assertThat(play.call().arguments().labels()).isEqualTo(Labels.NONE);
    assertThat(play.call().arguments().view().at("/endorsed/health").asText()).isEqualTo("ill");
  }

  @Test
  void neither_another_answer_nor_the_deadline_vouches_for_anything() {
    Play other = asking("endorse: release").start("{ health: ill }").decide("keep");
    assertThat(other.call().arguments().labels().root().classes()).isNotEmpty();
    Play late = asking("endorse: release").start("{ health: ill }").elapse();
    assertThat(late.call().arguments().labels().root().classes()).isNotEmpty();
    assertThat(late.call().arguments().member("endorsed")).isEmpty();
  }

  private static RunFact.Finished stored(RunFact.Finished fact) {
    return (RunFact.Finished) Format.facts(Format.body(List.of(fact))).getFirst();
  }

  @Test
  void labels_survive_the_journal_and_are_no_part_of_what_people_see() {
    var labels =
        new TreeMap<>(Map.of("/a/b", new Label(Set.of(), Optional.of(Set.of("eu")), true)));
    var fact =
        new RunFact.Finished(
            new Place("x"), Json.parse("{\"a\":{\"b\":1}}").labelled(Labels.of(labels)));
    assertThat(stored(fact)).isEqualTo(fact);
    assertThat(Format.shown(fact).view().at("/output/a/b").asInt()).isEqualTo(1);
    var nothing = new RunFact.Finished(new Place("x"), Json.NULL.under(SPECIAL));
    assertThat(stored(nothing)).isEqualTo(nothing);
  }

  @Test
  void data_that_looks_like_a_stored_label_stays_data() {
    for (String forged :
        List.of(
            "{\"$labelled\":{\"value\":1,\"labels\":{\"\":{\"classes\":[\"public\"]}}}}",
            "{\"$labelled\":{\"value\":{\"$labelled\":{\"value\":2}}}}",
            "{\"$labelled\":1}")) {
      var fact = new RunFact.Finished(new Place("x"), Json.parse(forged));
      assertThat(stored(fact)).isEqualTo(fact);
      var secret = new RunFact.Finished(new Place("x"), Json.parse(forged).under(SPECIAL));
      assertThat(stored(secret)).isEqualTo(secret);
    }
  }

  @Test
  void unlabelled_facts_are_stored_as_before() {
    var fact = new RunFact.Finished(new Place("x"), Json.parse("{\"a\":1}"));
    assertThat(Format.text(Format.body(List.of(fact))))
        .isEqualTo("[{\"Finished\":{\"place\":\"x\",\"output\":{\"a\":1}}}]");
  }

  @Test
  void more_pointers_than_the_limit_become_one_label() {
    var many = new TreeMap<String, Label>();
    for (int i = 0; i <= Labels.POINTER_LIMIT; i++) {
      many.put("/" + i, i == 0 ? SPECIAL : Label.UNTRUSTED);
    }
    assertThat(Labels.of(many)).isEqualTo(Labels.of(SPECIAL.join(Label.UNTRUSTED)));
  }
}
