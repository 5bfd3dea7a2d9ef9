package dev.fermata.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.turn.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** In no window do more calls leave than the rate says, and none waits longer than it must. */
class PaceTest {
  private static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
  private static final Rate THREE_A_MINUTE = new Rate(3, Duration.ofMinutes(1));

  private final Pace pace = new Pace();

  private void leave(Instant at) {
    pace.take();
    pace.leave(Optional.of(THREE_A_MINUTE), at);
  }

  @Test
  void as_many_as_the_rate_says_leave_at_once_and_the_next_when_the_window_is_over() {
    for (int i = 0; i < 3; i++) {
      assertThat(pace.next(THREE_A_MINUTE, TEN)).contains(TEN);
      leave(TEN.plusSeconds(i));
    }
    Instant now = TEN.plusSeconds(3);
    assertThat(pace.next(THREE_A_MINUTE, now)).contains(TEN.plusSeconds(60));
    assertThat(pace.next(THREE_A_MINUTE, TEN.plusSeconds(60))).contains(TEN.plusSeconds(60));
  }

  @Test
  void a_place_that_was_taken_counts_until_it_is_given_back() {
    for (int i = 0; i < 3; i++) {
      pace.take();
    }
    assertThat(pace.next(THREE_A_MINUTE, TEN)).isEmpty();
    pace.giveBack();
    assertThat(pace.next(THREE_A_MINUTE, TEN)).contains(TEN);
  }

  @Test
  void a_clock_that_is_set_back_holds_nothing_up_for_longer_than_a_window() {
    for (int i = 0; i < 3; i++) {
      leave(TEN);
    }
    Instant earlier = TEN.minus(Duration.ofHours(5));
    assertThat(pace.next(THREE_A_MINUTE, earlier)).contains(earlier.plusSeconds(60));
  }

  @Test
  void a_lower_rate_holds_for_what_left_before_it() {
    for (int i = 0; i < 3; i++) {
      leave(TEN.plusSeconds(i));
    }
    var one = new Rate(1, Duration.ofMinutes(1));
    assertThat(pace.next(one, TEN.plusSeconds(3))).contains(TEN.plusSeconds(62));
  }

  @Test
  void no_window_has_more_than_the_rate_at_random() {
    for (long seed = 1; seed <= 100; seed++) {
      var chance = new Random(seed);
      var rate = new Rate(1 + chance.nextInt(5), Duration.ofMillis(1 + chance.nextInt(1000)));
      var each = new Pace();
      List<Instant> left = new ArrayList<>();
      Instant now = TEN;
      for (int i = 0; i < 300; i++) {
        Instant next = each.next(rate, now).orElseThrow();
        now = next.isAfter(now) && chance.nextBoolean() ? next : now.plusMillis(chance.nextInt(50));
        if (!each.next(rate, now).orElseThrow().isAfter(now)) {
          each.take();
          each.leave(Optional.of(rate), now);
          left.add(now);
        }
      }
      for (int i = rate.calls(); i < left.size(); i++) {
        assertThat(Duration.between(left.get(i - rate.calls()), left.get(i)))
            .as("seed=" + seed)
            .isGreaterThanOrEqualTo(rate.per());
      }
    }
  }
}
