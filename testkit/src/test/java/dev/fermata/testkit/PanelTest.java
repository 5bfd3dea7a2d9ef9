package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.task.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Several opinions on one question, and what becomes of a conflict. */
class PanelTest {
  private static Play panel(String rest) {
    return given(
            """
            do:
              - assess:
                  call: panel
                  with: { input: '${ .case }', members: {
                    a: { agent: scorer }, b: { agent: checker }, c: { agent: rater } }, %s }
            """
                .formatted(rest))
        .start("{ case: 7 }");
  }

  private static final String ASK =
      """
      agreeOn: say,
      conflict: { by: person, team: clerks, question: Which?, answers: { yes: goes, no: stays }, due: PT4H }
      """;

  @Test
  void all_members_are_asked_at_once_with_the_same_input_and_keys_of_their_own() {
    Play play = panel("agreeOn: say, conflict: { by: raise }");

    assertThat(play.calls())
        .extracting(c -> c.key().toString())
        .containsExactlyInAnyOrder("r1/assess#a", "r1/assess#b", "r1/assess#c");
    assertThat(play.calls()).allSatisfy(c -> assertThat(c.call().arguments()).hasToString("7"));
  }

  @Test
  void opinions_that_agree_are_one_answer_with_all_of_them_kept() {
    panel("agreeOn: say, conflict: { by: raise }")
        .answer("rater", "{ say: yes, n: 3 }")
        .answer("scorer", "{ say: yes, n: 1 }")
        .answer("checker", "{ say: yes, n: 2 }", "{ page: 4 }")
        .completes(
            """
            say: yes
            opinions:
              a: { say: yes, n: 1 }
              b: { say: yes, n: 2, evidence: { page: 4 } }
              c: { say: yes, n: 3 }
            unanimous: true
            resolvedBy: agreement
            """);
  }

  @Test
  void numbers_agree_within_their_tolerance() {
    String rest = "agreeOn: [ { field: n, tolerance: 0.5 } ], conflict: { by: raise }";
    assertThat(
            panel(rest)
                .answer("scorer", "{ n: 1 }")
                .answer("checker", "{ n: 1.5 }")
                .answer("rater", "{ n: 0.5 }")
                .output())
        .contains("\"unanimous\":true");
    assertThat(
            panel(rest)
                .answer("scorer", "{ n: 1 }")
                .answer("checker", "{ n: 1.6 }")
                .answer("rater", "{ n: 1 }")
                .task()
                .kind())
        .isEqualTo(Task.Kind.REPAIR);
  }

  @Test
  void an_opinion_without_the_field_agrees_with_nothing() {
    Play play =
        panel("agreeOn: say, conflict: { by: raise }")
            .answer("scorer", "{ n: 1 }")
            .answer("checker", "{ n: 1 }")
            .answer("rater", "{ n: 1 }");

    assertThat(play.task().brief().question()).contains("do not agree on say");
  }

  @Test
  void a_person_decides_a_conflict_and_dissent_is_kept() {
    Play play =
        panel(ASK)
            .answer("scorer", "{ say: yes }")
            .answer("checker", "{ say: no }")
            .answer("rater", "{ say: yes }");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.CONFLICT);
    assertThat(play.task().brief().proposals())
        .hasToString(
            """
            [{"member":"a","agent":"scorer","output":{"say":"yes"}},\
            {"member":"b","agent":"checker","output":{"say":"no"}},\
            {"member":"c","agent":"rater","output":{"say":"yes"}}]\
            """);
    play.decide(person("ana", "clerks"), "no", "", "d1")
        .completes(
            """
            say: no
            opinions: { a: { say: yes }, b: { say: no }, c: { say: yes } }
            unanimous: false
            resolvedBy: ana
            """);
  }

  @Test
  void nobody_in_time_for_a_conflict_is_a_timeout_error() {
    assertThat(
            panel(ASK)
                .answer("scorer", "{ say: yes }")
                .answer("checker", "{ say: no }")
                .answer("rater", "{ say: yes }")
                .elapse(Duration.ofHours(4))
                .fault()
                .kind())
        .isEqualTo("timeout");
  }

  @Test
  void a_majority_decides_a_conflict() {
    assertThat(
            panel("agreeOn: say, conflict: { by: majority }")
                .answer("scorer", "{ say: yes }")
                .answer("checker", "{ say: no }")
                .answer("rater", "{ say: yes }")
                .output())
        .contains("\"say\":\"yes\"")
        .contains("\"resolvedBy\":\"majority\"")
        .contains("\"unanimous\":false");
  }

  @Test
  void a_tie_goes_to_the_person_who_is_named_for_it() {
    Play play =
        panel(ASK.replace("by: person", "by: majority"))
            .answer("scorer", "{ say: yes }")
            .answer("checker", "{ say: no }")
            .answer("rater", "{ say: perhaps }");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.CONFLICT);
    assertThat(play.decide("yes").output()).contains("\"resolvedBy\":\"ana\"");
  }

  @Test
  void a_tie_without_a_person_is_a_conflict_error() {
    assertThat(
            panel("agreeOn: say, conflict: { by: majority }")
                .answer("scorer", "{ say: yes }")
                .answer("checker", "{ say: no }")
                .answer("rater", "{ say: perhaps }")
                .task()
                .kind())
        .isEqualTo(Task.Kind.REPAIR);
  }

  @Test
  void the_senior_members_word_counts() {
    assertThat(
            panel("agreeOn: say, conflict: { by: senior, member: b }")
                .answer("scorer", "{ say: yes }")
                .answer("checker", "{ say: no }")
                .answer("rater", "{ say: yes }")
                .output())
        .contains("\"say\":\"no\"")
        .contains("\"resolvedBy\":\"b\"");
  }

  @Test
  void a_conflict_may_be_an_error_to_catch() {
    given(
            """
            do:
              - safe:
                  try:
                    - assess:
                        call: panel
                        with:
                          members: { a: { agent: scorer }, b: { agent: checker } }
                          agreeOn: say
                          conflict: { by: raise }
                  catch: { do: [ { tell: { set: { kind: '${ $error.type | split("/") | last }' } } } ] }
            """)
        .start()
        .answer("scorer", "{ say: yes }")
        .answer("checker", "{ say: no }")
        .completes("{ kind: conflict }");
  }

  @Test
  void members_who_take_too_long_together_are_a_timeout() {
    Play play = panel("agreeOn: say, within: PT1M, conflict: { by: raise }");
    play.answer("scorer", "{ say: yes }").answer("checker", "{ say: yes }");
    play.elapse(Duration.ofMinutes(1)).answer("rater", "{ say: yes }");

    assertThat(play.fault().kind()).isEqualTo("timeout");
  }

  @Test
  void the_time_of_the_members_does_not_run_while_a_person_decides_but_that_of_the_step_does() {
    Play play =
        given(
                """
                do:
                  - assess:
                      timeout: { after: PT2H }
                      call: panel
                      with:
                        members: { a: { agent: scorer }, b: { agent: checker } }
                        within: PT1M
                        agreeOn: say
                        conflict: { by: person, team: clerks, question: Which?, answers: { yes: goes }, due: PT4H }
                """)
            .start()
            .answer("scorer", "{ say: yes }")
            .answer("checker", "{ say: no }");

    play.elapse(Duration.ofMinutes(119));
    assertThat(play.task().waits()).isTrue();
    play.elapse(Duration.ofMinutes(1));
    assertThat(play.fault().kind()).isEqualTo("timeout");
  }

  @Test
  void if_one_member_cannot_be_asked_none_is() {
    Play play =
        given(
                """
                do:
                  - assess:
                      call: panel
                      with:
                        members: { a: { agent: scorer }, b: { agent: nobody } }
                        agreeOn: say
                        conflict: { by: raise }
                """)
            .start();

    assertThat(play.calls()).isEmpty();
    assertThat(play.facts(RunFact.EffectIntended.class)).isEmpty();
    assertThat(play.task().brief().question()).contains("no agent is called 'nobody'");
  }

  private static Play mailers() {
    return given(
            """
            do:
              - assess:
                  call: panel
                  with:
                    members: { a: { agent: mailer }, b: { agent: scorer } }
                    agreeOn: say
                    conflict: { by: raise }
            """)
        .start("{ n: 1 }");
  }

  @Test
  void a_member_that_fails_is_mended_and_the_others_are_not_asked_twice() {
    Play play =
        mailers().answer("mailer", "{ say: yes }", "{ page: 1 }").reject("scorer").decide("retry");

    assertThat(play.calls("mailer")).hasSize(1);
    assertThat(play.calls("scorer")).hasSize(2);
    play.answer("scorer", "{ say: yes }")
        .completes(
            """
            say: yes
            opinions: { a: { say: yes, evidence: { page: 1 } }, b: { say: yes } }
            unanimous: true
            resolvedBy: agreement
            """);
  }

  @Test
  void a_member_that_is_still_asked_when_the_panel_begins_again_is_waited_for() {
    Play play = mailers().reject("scorer").decide("retry").answer("scorer", "{ say: yes }");

    assertThat(play.calls("mailer")).hasSize(1);
    play.answer("mailer", "{ say: yes }");
    assertThat(play.calls("mailer")).hasSize(1);
    while (!play.underWay().isEmpty()) {
      play.answer("scorer", "{ say: yes }");
    }
    assertThat(play.output()).contains("\"unanimous\":true");
  }

  @Test
  void a_member_in_doubt_holds_the_panel_until_a_person_settles_it() {
    Play play = mailers().answer("scorer", "{ say: yes }").lose("mailer");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.decide("happened", "{ say: yes }").output()).contains("\"unanimous\":true");
  }

  @Test
  void a_member_that_answered_and_is_to_be_asked_otherwise_is_a_question_to_a_person() {
    Play play =
        mailers().answer("mailer", "{ say: yes }").reject("scorer").decide("retry", "{ n: 2 }");

    assertThat(play.task().brief().question()).contains("Already done otherwise");
    assertThat(play.calls("mailer")).hasSize(1);
    play.decide("again");
    assertThat(play.calls("mailer")).hasSize(2);
  }
}
