package dev.fermata.engine;

import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import dev.fermata.value.turn.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose turn it is, through the whole engine: priorities, limits, and crashes while one waits. */
class FairnessTest {
  private record Came(EffectKey key, Instant at) {}

  private final List<Came> came = new ArrayList<>();
  private final Hours hours = new Hours(this::work);

  private Reply work(Caller.Attempt attempt) {
    came.add(new Came(attempt.key(), hours.clock.instant()));
    return answered(Json.EMPTY);
  }

  private List<RunId> starts(int count, Priority priority) {
    List<RunId> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(hours.start("work", priority));
    }
    return runs;
  }

  private static Optional<Rate> rate(int calls, Duration per) {
    return Optional.of(new Rate(calls, per));
  }

  @Test
  void a_flood_of_high_calls_does_not_hold_up_a_low_one_beyond_its_bound() {
    hours.furnished(1, Optional.empty(), tool("a", "look"), "");
    starts(5_000, Priority.HIGH);
    RunId low = hours.start("work", Priority.LOW);
    hours.workOff();
    List<RunId> order = came.stream().map(c -> c.key().run()).toList();
    assertThat(order).hasSize(5_001);
    assertThat(order.indexOf(low)).isLessThanOrEqualTo(1 + 17);
  }

  @Test
  void a_receiver_never_has_more_calls_than_its_concurrency() {
    hours.furnished(3, Optional.empty(), tool("a", "pay"), "");
    starts(20, Priority.NORMAL);
    for (int made = 0; made < 20; made++) {
      hours.settle();
      assertThat(hours.engine.calls()).isEqualTo(Math.min(3, 20 - made));
      hours.engine.call(0);
    }
  }

  @Test
  void in_no_minute_do_more_calls_leave_than_the_rate_says_and_each_leaves_on_time() {
    hours.furnished(64, rate(7, Duration.ofMinutes(1)), tool("a", "pay"), "");
    starts(30, Priority.NORMAL);
    hours.workOff();
    assertThat(came).hasSize(7);
    for (int minute = 1; minute <= 4; minute++) {
      hours.clock.move(Duration.ofMillis(59_900));
      hours.workOff();
      assertThat(came).hasSize(7 * minute);
      hours.clock.move(Duration.ofMillis(100));
      hours.workOff();
      assertThat(came).hasSize(Math.min(30, 7 * minute + 7));
    }
  }

  @Test
  void all_versions_of_a_workflow_share_its_limits_and_the_last_one_counts() {
    String limits = ", 'limits': {'concurrency': 2}";
    hours.furnished(64, Optional.empty(), tool("a", "look"), limits);
    starts(5, Priority.NORMAL);
    hours.clock.move(Duration.ofSeconds(1));
    hours.publish("1.0.1", tool("a", "look") + "," + tool("b", "look"), limits);
    starts(5, Priority.NORMAL);
    assertThat(hours.engine.calls()).isEqualTo(2);
    hours.clock.move(Duration.ofSeconds(1));
    hours.publish("1.0.2", tool("a", "look"), ", 'limits': {'concurrency': 4}");
    assertThat(hours.engine.calls()).isEqualTo(4);
    hours.workOff();
    assertThat(came).hasSize(15);
  }

  @Test
  void a_workflow_s_rate_holds_over_all_its_receivers() {
    hours.furnished(
        64,
        Optional.empty(),
        tool("a", "look"),
        ", 'limits': {'rate': {'calls': 4, 'per': 'PT1H'}}");
    starts(10, Priority.NORMAL);
    hours.workOff();
    assertThat(came).hasSize(4);
    hours.clock.move(Duration.ofHours(1));
    hours.workOff();
    assertThat(came).hasSize(8);
  }

  @Test
  void a_crash_while_calls_wait_for_their_turn_leaves_nothing_in_doubt() {
    hours.furnished(64, rate(2, Duration.ofHours(1)), tool("a", "pay"), "");
    List<RunId> runs = starts(9, Priority.NORMAL);
    hours.workOff();
    assertThat(came).hasSize(2);
    hours.crash();
    hours.workOff();
    assertThat(came).hasSize(4);
    hours.crash();
    for (int hour = 0; hour < 4; hour++) {
      hours.workOff();
      hours.clock.move(Duration.ofHours(1));
    }
    assertThat(came.stream().map(Came::key)).hasSize(9).doesNotHaveDuplicates();
    assertThat(runs)
        .allSatisfy(run -> {
          assertThat(hours.state(run).status()).isEqualTo(RunStatus.COMPLETED);
          assertThat(hours.facts(run, RunFact.EffectInDoubt.class)).isEmpty();
        });
  }

  @Test
  void
      a_call_whose_turn_passed_while_its_run_was_paused_gets_another_when_it_resumes_in_one_commit() {
    hours.furnished(1, Optional.empty(), tool("a", "pay"), "");
    RunId first = hours.start("work", Priority.NORMAL);
    RunId second = hours.start("work", Priority.NORMAL);
    assertThat(hours.engine.calls()).isEqualTo(1);
    List<Answer> answers = new ArrayList<>();
    hours.engine.send(second, new RunSignal.Pause("wait", World.CLERK), answers::add);
    hours.decide();
    hours.engine.call(0); // Its end gives the turn to the second run, which is paused.
    hours.decide();
    hours.engine.send(second, new RunSignal.Resume(World.CLERK), answers::add);
    hours.decide();
    assertThat(answers).isEmpty(); // Nothing of it is written yet.
    hours.workOff();
    assertThat(answers).hasSize(2).allMatch(answer -> answer instanceof Answer.Accepted);
    assertThat(came.stream().map(c -> c.key().run())).containsExactly(first, second);
    assertThat(hours.state(second).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void a_further_attempt_that_waits_for_its_turn_is_not_counted_by_a_restart() {
    boolean[] down = {true};
    var each =
        new Hours(attempt -> {
          return down[0] ? new Reply.Lost(Problem.runtime("silence")) : answered(Json.EMPTY);
        });
    each.furnished(64, Optional.empty(), tool("a", "book"), "");
    List<RunId> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(each.start("work", Priority.NORMAL));
    }
    each.pass(Duration.ofSeconds(3));
    for (int crash = 0; crash < 3; crash++) {
      each.crash();
      each.settle(); // One may leave at once after each restart, and is lost with the next.
    }
    assertThat(
            runs.stream()
                .filter(run ->
                    each.state(run).inFlight().values().stream()
                        .allMatch(effect -> effect.queued() && effect.attempt() == 2)))
        .hasSizeGreaterThan(12);
    down[0] = false;
    each.pass(Duration.ofMinutes(2));
    assertThat(runs)
        .allSatisfy(run -> assertThat(each.state(run).status()).isEqualTo(RunStatus.COMPLETED));
  }
}
