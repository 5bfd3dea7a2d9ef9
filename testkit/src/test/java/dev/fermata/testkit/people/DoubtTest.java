package dev.fermata.testkit.people;

import static dev.fermata.testkit.Casts.given;
import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.TaskFact;
import dev.fermata.run.host.Work;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Promises 3 and 4: what is keyed is attempted again, everything else is never silently repeated.
 */
class DoubtTest {
  private static Play booking() {
    return given("do: [ { book: { call: tool, with: { server: bank, name: book } } } ]")
        .start("{ n: 1 }");
  }

  private static Play paying() {
    return given("do: [ { pay: { call: tool, with: { server: bank, name: pay } } } ]")
        .start("{ n: 1 }");
  }

  @Test
  void a_lost_answer_of_an_unkeyed_call_is_a_task_for_the_owner_of_its_target() {
    Play play = booking().lose("bank.book");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.task().team()).isEqualTo("bank-team");
    assertThat(play.task().brief().question()).contains("Did bank.book happen?");
    assertThat(play.task().brief().answers())
        .containsOnlyKeys("happened", "did-not-happen", "again");
    assertThat(play.state().inDoubt().size()).isEqualTo(1);
    assertThat(play.calls()).hasSize(1);
  }

  @Test
  void what_happened_counts_as_done_with_the_result_that_the_person_gives() {
    booking().lose("bank.book").decide("happened", "{ ref: 12 }").completes("{ ref: 12 }");
  }

  @Test
  void a_result_that_misses_the_tools_schema_is_refused() {
    Play play =
        Script.given("do: [ { do: { call: tool, with: { server: s, name: t } } } ]")
            .with(
                """
                server: s
                owner: owners
                kind: java
                tools: { t: { output: { type: object, required: [ ref ] } } }
                """)
            .start()
            .lose("s.t")
            .decide("happened", "{ other: 1 }");

    assertThat(play.refusal().detail()).contains("ref");
    play.decide("happened", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void what_did_not_happen_is_a_failed_step_for_a_catch_or_a_person() {
    Play play = booking().lose("bank.book").decide("did-not-happen");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.state().inDoubt().isEmpty()).isTrue();
    play.decide("retry").answer("bank.book", "{ ref: 2 }").completes("{ ref: 2 }");
  }

  @Test
  void a_person_may_have_it_called_again_with_the_same_key() {
    Play play = booking().lose("bank.book").decide("again");

    assertThat(play.calls()).extracting(c -> c.key().toString()).containsOnly("r1/book").hasSize(2);
    play.answer("bank.book", "{ ref: 2 }").completes("{ ref: 2 }");
  }

  @Test
  void a_second_attempt_that_never_left_says_nothing_about_the_first() {
    Play play = booking().lose("bank.book").decide("again").notCalled("bank.book");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.task().waits()).isTrue();
  }

  @Test
  void a_second_attempt_that_was_rejected_says_nothing_about_the_first_without_a_key() {
    Play play = booking().lose("bank.book").decide("again").reject("bank.book");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.task().waits()).isTrue();
  }

  @Test
  void an_answer_that_comes_after_all_settles_the_doubt_and_withdraws_the_task() {
    Play play = booking().lose("bank.book").answerLate("bank.book", 1, "{ ref: 3 }");

    assertThat(play.state().waiting().isEmpty()).isTrue();
    assertThat(play.decide(person("ana", "bank-team"), "again", "", "d1").refusal().kind())
        .isEqualTo("withdrawn");
    play.completes("{ ref: 3 }");
  }

  @Test
  void a_crash_while_an_unkeyed_call_is_under_way_leaves_it_in_doubt() {
    Play play = booking().crash();

    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.calls()).hasSize(1);
  }

  @Test
  void a_lost_answer_of_a_keyed_call_is_attempted_again_with_the_same_key_after_a_while() {
    Play play = paying().lose("bank.pay");

    assertThat(play.state().waiting().isEmpty()).isTrue();
    assertThat(play.calls()).hasSize(1);
    play.elapse(Duration.ofSeconds(1));
    assertThat(play.calls()).extracting(c -> c.key().toString()).containsOnly("r1/pay").hasSize(2);
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void a_crash_while_a_keyed_call_is_under_way_makes_it_again_at_once_with_the_same_key() {
    Play play = paying().crash();

    assertThat(play.calls()).hasSize(2).extracting(c -> c.key().toString()).containsOnly("r1/pay");
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void attempts_of_a_keyed_call_end_at_their_limit_in_doubt() {
    Play play = paying();
    for (int i = 0; i < 4; i++) {
      play.lose("bank.pay").elapse();
    }
    play.lose("bank.pay");

    assertThat(play.calls()).hasSize(5);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
  }

  @Test
  void a_keyed_receiver_that_rejects_answers_for_all_attempts() {
    Play play = paying().lose("bank.pay").elapse().reject("bank.pay");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
  }

  @Test
  void a_keyed_receiver_that_has_too_much_to_do_says_nothing_of_a_lost_attempt() {
    Play play = paying().lose("bank.pay").elapse().reject("bank.pay", 429).elapse();

    assertThat(play.calls()).extracting(c -> c.key().toString()).containsOnly("r1/pay").hasSize(3);
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void a_reply_to_an_attempt_that_is_over_changes_nothing() {
    Play play = paying().lose("bank.pay").elapse().answerLate("bank.pay", 1, "{ ref: 1 }");

    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  @Test
  void a_reply_that_comes_before_a_further_attempt_makes_that_attempt_needless() {
    Play play = paying().lose("bank.pay").answerLate("bank.pay", 1, "{ ref: 1 }");

    assertThat(play.state().timers().isEmpty()).isTrue();
    play.elapse(Duration.ofSeconds(1));
    assertThat(play.calls()).hasSize(1);
    play.completes("{ ref: 1 }");
  }

  @Test
  void a_call_that_a_person_has_tried_again_is_not_made_once_more_for_an_earlier_loss() {
    Play play = paying().lose("bank.pay");
    Work.MakeCall first = play.calls().getFirst();
    var said = new Reply.Rejected(Problem.communication(503, "it said no"), true);
    play.send(new RunSignal.Replied(first.key(), 1, said)).decide("retry");

    play.elapse(Duration.ofSeconds(1));
    assertThat(play.calls()).hasSize(2);
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void a_lost_answer_of_a_read_is_a_plain_error() {
    Play play =
        given("do: [ { look: { call: tool, with: { server: bank, name: look } } } ]")
            .start()
            .lose("bank.look");

    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
  }

  @Test
  void a_read_under_way_in_a_crash_is_simply_made_again() {
    Play play =
        given("do: [ { look: { call: tool, with: { server: bank, name: look } } } ]")
            .start()
            .crash();

    assertThat(play.calls()).hasSize(2);
    play.answer("bank.look", "{ n: 1 }").completes("{ n: 1 }");
  }

  @Test
  void a_run_may_end_while_something_is_in_doubt_and_the_task_stays() {
    Play play = booking().lose("bank.book").cancel();

    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.task().waits()).isTrue();
    assertThat(play.decide("again").refusal().kind()).isEqualTo("not-needed");
    play.decide("happened", "{ ref: 1 }");
    assertThat(play.state().inDoubt().isEmpty()).isTrue();
    assertThat(play.outcome()).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void what_is_put_in_doubt_once_stays_in_doubt_over_a_crash() {
    Play play = booking().lose("bank.book").crash().crash();

    assertThat(play.facts(TaskFact.TaskOpened.class)).hasSize(1);
    play.decide("happened", "{ ref: 1 }").completes("{ ref: 1 }");
  }
}
