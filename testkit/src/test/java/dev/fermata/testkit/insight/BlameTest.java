package dev.fermata.testkit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.RunFact;
import dev.fermata.testkit.Casts;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Fold;
import dev.fermata.watch.work.Known;
import dev.fermata.watch.work.Tracks;
import dev.fermata.watch.work.Work;
import dev.fermata.watch.work.Work.Result;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What went wrong is held against exactly the one whose call it was. */
class BlameTest {
  private static final String STRICT =
      """
      { agent: %s, owner: agents-team, kind: java, effect: read,
        output: { type: object, required: [ say ] } }
      """;
  private static final String PANEL =
      """
      do:
        - assess:
            call: panel
            with: { members: { a: { agent: ann }, b: { agent: bob }, c: { agent: cyd } }, agreeOn: say,
              conflict: { by: person, team: clerks, question: Which?, answers: { yes: goes, no: stays }, due: PT4H } }
      """;
  private static final String CLERK =
      """
      agent: clerk
      owner: owners
      kind: model
      model: { api: openai, url: 'http://localhost/v1', name: m-1 }
      instructions: Help.
      output: { type: object, required: [ say ] }
      boundary: { tools: [ bank.look ] }
      """;
  private static final String MODEL = "m-1 for clerk";

  private static Map<String, Work> works(Play play) {
    var tracks = new Tracks(new RunId("r1"));
    var known =
        new Known(_ -> {
          throw new IllegalStateException("no workflow is published here");
        });
    for (Fact fact : play.facts()) {
      if (fact instanceof RunFact of && !(fact instanceof HouseFact)) {
        Fold.take(tracks, of, play.now(), known);
      }
    }
    return tracks.changedWorks().stream().collect(Collectors.toMap(Work::id, w -> w));
  }

  private static List<String> which(Play play, Predicate<Work> such) {
    return works(play).values().stream().filter(such).map(Work::id).sorted().toList();
  }

  private static Play panel() {
    return Script.given(PANEL)
        .with(STRICT.formatted("ann"), STRICT.formatted("bob"), STRICT.formatted("cyd"))
        .start("{}");
  }

  private static boolean unfit(Work work) {
    return work.fate().schema();
  }

  private static boolean escalated(Work work) {
    return work.doer().kind() != Work.Kind.TASK && work.fate().escalated();
  }

  @Test
  void of_a_panel_the_member_whose_answer_does_not_fit_is_to_blame() {
    Play play = panel().answer("cyd", "{ say: yes }").answer("ann", "{ tell: no }");

    assertThat(which(play, BlameTest::unfit)).containsExactly("assess#a");
    assertThat(works(play).get("assess#c").fate().result()).isEqualTo(Result.OK);
    // People mend what that one did; the others did what they were asked.
    assertThat(which(play, BlameTest::escalated)).containsExactly("assess#a");
  }

  @Test
  void where_opinions_differ_people_step_in_for_all_of_them() {
    Play play =
        panel()
            .answer("ann", "{ say: yes }")
            .answer("cyd", "{ say: no }")
            .answer("bob", "{ say: no }");

    assertThat(which(play, BlameTest::escalated))
        .containsExactly("assess#a", "assess#b", "assess#c");
    assertThat(which(play, BlameTest::unfit)).isEmpty();
  }

  private static Play clerk() {
    return Script.given("do: [ { s: { call: agent, with: { agent: clerk } } } ]")
        .with(CLERK, Casts.BANK)
        .start("{}")
        .answer(
            MODEL,
            "{ text: '', stop: tools, calls: [ { id: a, tool: bank.look, arguments: {} } ] }")
        .answer("bank.look", "{ balance: 5 }");
  }

  @Test
  void what_an_agent_with_a_model_gives_is_not_held_against_its_tools() {
    Play play = clerk();
    for (int i = 0; i < 4 && play.underWay().contains(MODEL); i++) {
      play = play.answer(MODEL, "{ text: '{\"tell\": 1}', stop: end, calls: [] }");
    }

    assertThat(works(play).get("s").fate().result()).isEqualTo(Result.ERROR);
    assertThat(which(play, w -> unfit(w) && w.doer().kind() != Work.Kind.MODEL))
        .containsExactly("s");
    assertThat(works(play).get("s#:1.1").fate().result()).isEqualTo(Result.OK);
    assertThat(which(play, BlameTest::escalated)).containsExactly("s");
  }

  @Test
  void of_a_panel_of_models_the_turn_of_the_one_that_is_corrected_is_to_blame() {
    String other = CLERK.replace("agent: clerk", "agent: other").replace("m-1", "m-2");
    String members = "{ a: { agent: clerk }, b: { agent: other } }";
    Play play =
        Script.given(
                "do: [ { s: { call: panel, with: { members: %s, agreeOn: say, conflict: { by: raise } } } } ]"
                    .formatted(members))
            .with(CLERK, other, Casts.BANK)
            .start("{}")
            .answer(MODEL, "{ text: '{\"tell\": 1}', stop: end, calls: [] }");

    assertThat(which(play, BlameTest::unfit)).containsExactly("s#a:1");
  }

  @Test
  void who_answered_before_is_not_to_blame_for_input_that_does_not_fit() {
    String picky =
        """
        { agent: picky, owner: agents-team, kind: java, effect: read,
          input: { type: object, required: [ n ], properties: { n: { type: integer } } } }
        """;
    Play play =
        Script.given(
                """
                do:
                  - s: { call: agent, with: { agent: picky }, output: { as: '${ .gone | keys }' } }
                """)
            .with(picky)
            .start("{ n: 1 }")
            .answer("picky", "{ n: 2 }");
    assertThat(which(play, BlameTest::unfit)).isEmpty();
    play = play.decide("retry", "{ n: wrong }");

    assertThat(which(play, BlameTest::unfit)).isEmpty();
    assertThat(works(play).get("s").fate().result()).isEqualTo(Result.OK);
  }
}
