package dev.fermata.testkit.people;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.TaskFact;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.gate.Policed;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A decision that can be taken back for some seconds before anything comes of it. */
class HandOverTest {
  private static final Principal ANA = person("ana", "clerks", "owners");
  private static final Principal BEN = person("ben", "clerks", "owners");
  private static final Duration TEN = Duration.ofSeconds(10);

  private static Play answer(Play play, Principal by, String answer) {
    Task task = play.task();
    return play.send(
        new RunSignal.Decide(
            task.id(),
            answer,
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            by,
            by.name() + answer,
            Optional.of(TEN)));
  }

  private static Play undo(Play play, Principal by) {
    return play.send(new RunSignal.Undo(play.task().id(), by));
  }

  private static Play asked() {
    return DeskTest.asked();
  }

  @Test
  void nothing_comes_of_an_answer_before_it_is_handed_over() {
    Play play = answer(asked(), ANA, "pay");
    assertThat(play.task().state()).isInstanceOf(Task.State.HandingOver.class);
    assertThat(play.state().status()).isEqualTo(RunStatus.WAITING);

    play.elapse(TEN);
    assertThat(play.facts(TaskFact.TaskDecided.class)).hasSize(1);
    assertThat(play.state().status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void whoever_answered_takes_it_back_and_the_task_waits_again() {
    Play play = undo(answer(asked(), ANA, "pay"), ANA);
    assertThat(play.task().state()).isEqualTo(new Task.State.Open());
    play.elapse(Duration.ofMinutes(1));
    assertThat(play.facts(TaskFact.TaskDecided.class)).isEmpty();

    answer(play, BEN, "leave").elapse(TEN);
    assertThat(play.facts(TaskFact.TaskDecided.class).getFirst().decision().by()).isEqualTo("ben");
  }

  @Test
  void what_was_taken_back_does_not_count_when_it_is_sent_once_more() {
    Play play = answer(undo(answer(asked(), ANA, "pay"), ANA), ANA, "pay");
    assertThat(play.accepted()).isTrue();
    assertThat(play.task().state()).isEqualTo(new Task.State.Open());
  }

  @Test
  void nobody_else_takes_it_back_or_decides_and_they_are_told_who_did() {
    Play play = undo(answer(asked(), ANA, "pay"), BEN);
    assertThat(play.refusal().kind()).isEqualTo("not-yours");
    answer(play, BEN, "leave");
    assertThat(play.refusal().kind()).isEqualTo("already-decided");
    assertThat(play.refusal().detail()).contains("decided by ana", "pay");
    play.claim(BEN);
    assertThat(play.refusal().detail()).contains("decided by ana");
  }

  @Test
  void what_was_handed_over_is_not_taken_back() {
    Play play = answer(asked(), ANA, "pay").elapse(TEN);
    undo(play, ANA);
    assertThat(play.refusal().kind()).isEqualTo("too-late");
  }

  @Test
  void the_same_answer_sent_twice_counts_once() {
    Play play = answer(answer(asked(), ANA, "pay"), ANA, "pay");
    assertThat(play.accepted()).isTrue();
    assertThat(play.facts(TaskFact.TaskAnswered.class)).hasSize(1);
  }

  @Test
  void a_crash_in_between_loses_nothing() {
    Play play = answer(asked(), ANA, "pay").crash().elapse(TEN);
    assertThat(play.facts(TaskFact.TaskDecided.class)).hasSize(1);
  }

  @Test
  void a_deadline_in_between_finds_it_answered() {
    Play play = asked().elapse(Duration.ofHours(4).minusSeconds(5));
    answer(play, ANA, "pay").elapse(TEN);
    assertThat(play.facts(TaskFact.TaskTimedOut.class)).isEmpty();
    assertThat(play.facts(TaskFact.TaskDecided.class)).hasSize(1);
  }

  @Test
  void a_run_that_is_cancelled_in_between_does_what_was_answered_no_more() {
    Play play = answer(Policed.paying().start("{ to: eve }"), ANA, "approve").cancel();
    assertThat(play.state().timers().values()).isEmpty();
    play.elapse(Duration.ofMinutes(1));
    assertThat(play.calls()).isEmpty();
    assertThat(play.facts(RunFact.EffectGranted.class)).isEmpty();
  }

  @Test
  void an_approval_is_not_called_before_it_is_handed_over() {
    Play play = answer(Policed.paying().start("{ to: eve }"), ANA, "approve");
    assertThat(play.calls()).isEmpty();
    play.elapse(TEN);
    assertThat(play.underWay()).containsExactly("bank.pay");
  }
}
