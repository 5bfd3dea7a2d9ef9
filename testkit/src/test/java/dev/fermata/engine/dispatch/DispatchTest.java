package dev.fermata.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.testkit.Campaign;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever the order of events, no limit is passed, and everything that waits leaves in the end.
 */
@Tag("faults")
class DispatchTest {
  @Test
  @Tag("faults")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void no_limit_is_ever_passed_and_nothing_waits_for_ever() {
    long calls = 0;
    try (var campaign = Campaign.of("T10", "limits of receivers and workflows at random")) {
      for (long seed : Campaign.seeds(60, 2_000, 10_000)) {
        var harbour = new Harbour(seed);
        campaign.attempt(
            "seed=" + seed,
            () -> {
              harbour.run(150 + (int) (seed % 100));
              return null;
            });
        calls += harbour.left.size();
      }
      campaign.figure("calls", calls);
    }
  }

  @Test
  void a_call_that_waits_for_time_leaves_at_that_time() {
    var harbour = new Harbour(1).receiver("a", 8, 2, Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      harbour.handOut("a", "free", false);
    }
    harbour.workOff();
    assertThat(harbour.left).hasSize(2);
    Instant then = harbour.dispatch.nextTurn().orElseThrow();
    assertThat(then).isEqualTo(Harbour.TEN.plusSeconds(60));
    harbour.now = then.minusMillis(1);
    assertThat(harbour.dispatch.tick()).isFalse();
    harbour.now = then;
    assertThat(harbour.dispatch.tick()).isTrue();
    harbour.workOff();
    assertThat(harbour.left).hasSize(4);
  }

  @Test
  void a_limit_that_was_raised_holds_at_the_next_tick() {
    var harbour = new Harbour(1).receiver("a", 1, 1, Duration.ofDays(1));
    harbour.handOut("a", "free", false);
    harbour.handOut("a", "free", false);
    harbour.workOff();
    assertThat(harbour.left).hasSize(1);
    harbour.receiver("a", 1, 9, Duration.ofDays(1));
    harbour.dispatch.tick();
    harbour.workOff();
    assertThat(harbour.left).hasSize(2);
  }

  @Test
  void a_workflow_at_its_limit_does_not_hold_up_another_at_the_same_receiver() {
    var harbour = new Harbour(1).receiver("a", 8, 0, Duration.ZERO).workflow("tight", 1);
    for (int i = 0; i < 5; i++) {
      harbour.handOut("a", "tight", false);
    }
    harbour.handOut("a", "free", false);
    assertThat(harbour.executor).hasSize(2);
    harbour.workOff();
    assertThat(harbour.left).hasSize(6);
  }

  @Test
  void further_attempts_are_a_tenth_of_the_calls_and_one_in_half_a_minute_while_nothing_answers() {
    var harbour = new Harbour(1).receiver("a", 8, 0, Duration.ZERO);
    harbour.answers = false;
    for (int i = 0; i < 200; i++) {
      harbour.handOut("a", "free", true);
    }
    harbour.workOff();
    Map<Boolean, Integer> first = new HashMap<>();
    for (int second = 1; second <= 100; second++) {
      for (int i = 0; i < 2; i++) {
        harbour.handOut("a", "free", false);
      }
      harbour.now = harbour.now.plusSeconds(1);
      harbour.dispatch.tick();
      harbour.workOff();
    }
    harbour.left.forEach(call -> first.merge(call.attempt() == 1, 1, Integer::sum));
    assertThat(first.get(true)).isEqualTo(200);
    assertThat(first.get(false)).isBetween(20, 22);
    for (int second = 0; second < 100; second++) {
      harbour.now = harbour.now.plusSeconds(1);
      harbour.dispatch.tick();
      harbour.workOff();
    }
    List<Integer> further = new ArrayList<>();
    harbour.left.stream().filter(c -> c.attempt() > 1).forEach(c -> further.add(c.attempt()));
    assertThat(further).hasSizeBetween(first.get(false) + 3, first.get(false) + 4);
  }

  @Test
  void a_single_caller_of_a_silent_receiver_waits_no_longer_than_its_own_delays() {
    var harbour = new Harbour(1).receiver("a", 8, 0, Duration.ZERO);
    harbour.answers = false;
    harbour.handOut("a", "free", false);
    harbour.workOff();
    List<Long> waits = new ArrayList<>();
    for (int attempt = 2; attempt <= 8; attempt++) {
      Instant lost = harbour.now;
      harbour.handOut("a", "free", true);
      harbour.workOff();
      while (harbour.left.size() < attempt) {
        harbour.now = harbour.dispatch.nextTurn().orElseThrow();
        harbour.dispatch.tick();
        harbour.workOff();
      }
      waits.add(Duration.between(lost, harbour.now).toSeconds());
    }
    assertThat(waits).containsExactly(0L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void a_receiver_that_answers_again_gets_a_further_attempt_each_second() {
    var harbour = new Harbour(1).receiver("a", 8, 0, Duration.ZERO);
    harbour.answers = false;
    for (int i = 0; i < 50; i++) {
      harbour.handOut("a", "free", false);
      harbour.handOut("a", "free", true);
    }
    harbour.workOff();
    harbour.answers = true;
    harbour.now = harbour.now.plusSeconds(30);
    harbour.dispatch.tick();
    harbour.workOff();
    int before = harbour.left.size();
    for (int second = 0; second < 20; second++) {
      harbour.now = harbour.now.plusSeconds(1);
      harbour.dispatch.tick();
      harbour.workOff();
    }
    assertThat(harbour.left).hasSize(before + 20);
  }

  @Test
  void what_waits_when_the_engine_drains_does_not_leave_any_more() {
    var harbour = new Harbour(1).receiver("a", 1, 0, Duration.ZERO);
    for (int i = 0; i < 2_000; i++) {
      harbour.handOut("a", "free", i % 2 == 0);
    }
    harbour.dispatch.drain();
    harbour.workOff();
    assertThat(harbour.left).hasSizeLessThan(3);
    assertThat(harbour.dispatch.quiet()).isTrue();
  }
}
