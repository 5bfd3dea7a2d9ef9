package dev.fermata.testkit.people;

import static dev.fermata.testkit.Casts.given;
import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.TaskFact;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A step that asks a person. */
class HumanTest {
  private static final Principal ANA = person("ana", "clerks");
  private static final Principal BO = person("bo", "clerks");

  private static Play asked(String more) {
    return given(
            """
            do:
              - ask:
                  call: human
                  with:
                    team: clerks
                    question: '${ "Pay " + .to + "?" }'
                    show: { to: '${ .to }' }
                    answers: { pay: '${ .to + " is paid" }', leave: Nothing happens }
                    due: PT4H
                    %s
            """
                .formatted(more))
        .start("{ to: ana }");
  }

  @Test
  void a_person_is_shown_the_question_what_each_answer_causes_and_the_data() {
    Task task = asked("").task();

    assertThat(task.team()).isEqualTo("clerks");
    assertThat(task.kind()).isEqualTo(Task.Kind.HUMAN);
    assertThat(task.brief().question()).isEqualTo("Pay ana?");
    assertThat(task.brief().answers())
        .containsEntry("pay", "ana is paid")
        .containsEntry("leave", "Nothing happens");
    assertThat(task.brief().show()).hasToString("{\"to\":\"ana\"}");
    assertThat(task.brief().otherwise()).isEqualTo("the step ends with a timeout error");
    assertThat(Duration.between(task.opened(), task.due().orElseThrow()))
        .isEqualTo(Duration.ofHours(4));
  }

  @Test
  void a_run_that_asks_waits() {
    assertThat(asked("").state().status()).isEqualTo(RunStatus.WAITING);
  }

  @Test
  void the_answer_and_who_gave_it_are_the_output_of_the_step() {
    asked("").decide(ANA, "pay", "", "d1").completes("{ answer: pay, by: ana }");
  }

  @Test
  void what_is_filled_into_the_form_is_part_of_the_output() {
    asked("form: { type: object, required: [ amount ] }")
        .decide(ANA, "pay", "{ amount: 5 }", "d1")
        .completes("{ answer: pay, by: ana, data: { amount: 5 } }");
  }

  @Test
  void a_form_that_does_not_fit_is_refused_with_its_place_and_the_task_goes_on_waiting() {
    Play play =
        asked("form: { type: object, properties: { amount: { type: number } } }")
            .decide(ANA, "pay", "{ amount: much }", "d1");

    assertThat(play.refusal().kind()).isEqualTo("form");
    assertThat(play.refusal().detail()).contains("/amount");
    assertThat(play.task().waits()).isTrue();
  }

  @Test
  void an_answer_that_is_not_among_the_answers_is_refused_and_told_the_nearest() {
    Play play = asked("").decide(ANA, "pya", "", "d1");

    assertThat(play.refusal().kind()).isEqualTo("unknown-answer");
    assertThat(play.refusal().detail()).contains("'pya'").contains("leave, pay").contains("'pay'?");
  }

  @Test
  void a_second_decision_is_refused_and_told_who_decided() {
    Play play = asked("").decide(ANA, "pay", "", "d1").decide(BO, "leave", "", "d2");

    assertThat(play.refusal().kind()).isEqualTo("already-decided");
    assertThat(play.refusal().detail()).contains("ana").contains("pay");
    play.completes("{ answer: pay, by: ana }");
  }

  @Test
  void the_same_decision_sent_again_gets_the_first_answer() {
    Play play = asked("").decide(ANA, "pay", "", "d1").decide(ANA, "pay", "", "d1");

    assertThat(play.accepted()).isTrue();
    assertThat(play.facts(TaskFact.TaskDecided.class)).hasSize(1);
  }

  @Test
  void a_decision_under_another_id_is_another_decision() {
    Play play = asked("").decide(ANA, "pay", "", "d1").decide(ANA, "pay", "", "d2");

    assertThat(play.refusal().kind()).isEqualTo("already-decided");
  }

  @Test
  void who_is_not_of_the_team_is_refused() {
    Play play = asked("").decide(person("eve", "guests"), "pay", "", "d1");

    assertThat(play.refusal().kind()).isEqualTo("not-yours");
    assertThat(play.refusal().detail()).contains("clerks").contains("eve");
    assertThat(play.task().waits()).isTrue();
  }

  @Test
  void a_program_never_decides() {
    Play play = asked("").decide(new Principal.Machine("clerks", Set.of()), "pay", "", "d1");

    assertThat(play.refusal().status()).isEqualTo(403);
  }

  @Test
  void a_task_that_nobody_opened_is_not_found() {
    Play play = asked("");
    play.send(new RunSignal.Claim(new dev.fermata.value.TaskId("r1-99"), ANA));

    assertThat(play.refusal().status()).isEqualTo(404);
  }

  @Test
  void who_claims_a_task_keeps_others_from_it_until_they_release_it() {
    Play play = asked("").claim(ANA).decide(BO, "pay", "", "d1");

    assertThat(play.refusal().kind()).isEqualTo("claimed");
    assertThat(play.refusal().detail()).contains("ana");
    assertThat(play.claim(BO).refusal().kind()).isEqualTo("claimed");
    assertThat(play.release(BO).refusal().kind()).isEqualTo("claimed");
    play.release(ANA).claim(BO).decide(BO, "pay", "", "d2").completes("{ answer: pay, by: bo }");
  }

  @Test
  void claiming_twice_and_releasing_what_is_free_change_nothing() {
    Play play = asked("").release(ANA).claim(ANA).claim(ANA);

    assertThat(play.facts(TaskFact.TaskClaimed.class)).hasSize(1);
    assertThat(play.facts(TaskFact.TaskReleased.class)).isEmpty();
  }

  @Test
  void a_decision_on_another_brief_than_the_one_that_was_read_is_refused() {
    Play play = asked("");
    play.send(decision(play.task(), Digest.of("another")));
    assertThat(play.refusal().kind()).isEqualTo("stale");

    play.send(decision(play.task(), play.task().brief().digest()));
    play.completes("{ answer: pay, by: ana }");
  }

  private static RunSignal decision(Task task, Digest brief) {
    return new RunSignal.Decide(task.id(), "pay", "", Json.NULL, Optional.of(brief), ANA, "d1");
  }

  @Test
  void nobody_in_time_is_a_timeout_error() {
    Play play = asked("").elapse(Duration.ofHours(4));

    assertThat(play.fault().kind()).isEqualTo("timeout");
    assertThat(play.fault().detail()).contains("Pay ana?");
    assertThat(play.decide(ANA, "pay", "", "d1").refusal().kind()).isEqualTo("too-late");
  }

  @Test
  void nobody_in_time_may_go_on_without_an_answer() {
    asked("otherwise: continue").elapse(Duration.ofHours(4)).completes("{ timedOut: true }");
  }

  @Test
  void nobody_in_time_may_be_an_answer_that_says_that_nobody_gave_it() {
    Play play = asked("otherwise: leave");

    assertThat(play.task().brief().otherwise()).contains("'leave' counts");
    play.elapse(Duration.ofHours(4)).completes("{ answer: leave, by: deadline }");
  }

  @Test
  void a_task_goes_from_team_to_team_before_its_time_is_over() {
    Play play = asked("escalate: [ leads, heads ]").claim(ANA);
    assertThat(play.task().brief().otherwise()).contains("leads, then to heads");

    play.elapse(Duration.ofHours(4));
    assertThat(play.task().team()).isEqualTo("leads");
    assertThat(play.task().state()).isEqualTo(new Task.State.Open());
    assertThat(play.decide(ANA, "pay", "", "d1").refusal().kind()).isEqualTo("not-yours");

    play.elapse(Duration.ofHours(4));
    assertThat(play.task().team()).isEqualTo("heads");
    play.elapse(Duration.ofHours(4));
    assertThat(play.fault().kind()).isEqualTo("timeout");
  }

  @Test
  void a_decision_in_time_stops_the_escalation() {
    Play play =
        asked("escalate: [ leads ]")
            .elapse(Duration.ofHours(4))
            .decide(person("lea", "leads"), "pay", "", "d1")
            .completes("{ answer: pay, by: lea }");

    assertThat(play.state().timers().isEmpty()).isTrue();
  }

  @Test
  void a_task_of_a_step_that_timed_out_is_withdrawn_and_says_why() {
    Play play =
        given(
                """
                do:
                  - ask:
                      timeout: { after: PT1H }
                      call: human
                      with: { team: clerks, question: Go?, answers: { go: on }, due: PT4H }
                """)
            .start()
            .elapse(Duration.ofHours(1));

    assertThat(play.decide(ANA, "go", "", "d1").refusal().kind()).isEqualTo("withdrawn");
  }
}
