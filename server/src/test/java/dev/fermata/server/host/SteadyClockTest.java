package dev.fermata.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");

  private final AtomicReference<Instant> wall = new AtomicReference<>(TEN);
  private final AtomicLong ticks = new AtomicLong(5_000);
  private final AtomicReference<OptionalDouble> uptime =
      new AtomicReference<>(OptionalDouble.of(100));
  private final SteadyClock clock = new SteadyClock(moving(), ticks::get, uptime::get);

  private Clock moving() {
    return new Clock() {
      @Override
      public Instant instant() {
        return wall.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private void passes(Duration time) {
    ticks.addAndGet(time.toNanos());
    uptime.updateAndGet(up -> OptionalDouble.of(up.getAsDouble() + time.toMillis() / 1000.0));
  }

  @Test
  void a_wall_clock_that_is_set_by_an_hour_or_ten_years_changes_nothing() {
    for (Duration jump :
        new Duration[] {
          Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(3652), Duration.ofDays(-3652)
        }) {
      Instant before = clock.instant();
      wall.updateAndGet(at -> at.plus(jump));
      passes(Duration.ofSeconds(3));

      assertThat(Duration.between(before, clock.instant())).isEqualTo(Duration.ofSeconds(3));
    }
  }

  @Test
  void the_time_that_a_machine_slept_has_passed() {
    passes(Duration.ofMinutes(1));
    uptime.updateAndGet(up -> OptionalDouble.of(up.getAsDouble() + 8 * 3600));
    passes(Duration.ofSeconds(2));

    assertThat(clock.instant()).isEqualTo(TEN.plus(Duration.ofHours(8)).plusSeconds(62));
    passes(Duration.ofSeconds(5));
    assertThat(clock.instant()).isEqualTo(TEN.plus(Duration.ofHours(8)).plusSeconds(67));
  }

  @Test
  void a_machine_that_does_not_tell_its_uptime_has_a_clock_all_the_same() {
    var other = new SteadyClock(moving(), ticks::get, OptionalDouble::empty);
    passes(Duration.ofSeconds(90));

    assertThat(other.instant()).isEqualTo(TEN.plusSeconds(90));
  }
}
