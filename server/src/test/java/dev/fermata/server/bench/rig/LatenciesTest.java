package dev.fermata.server.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final double TWO_PER_CENT = 0.02;

  @Test
  void each_percentile_is_told_to_within_two_per_cent() {
    var latencies = new Latencies();
    for (int micros = 1; micros <= 100_000; micros++) latencies.note(micros * 1_000L);
    assertThat(latencies.count()).isEqualTo(100_000);
    assertThat(latencies.ms(0.5)).isCloseTo(50, within(50 * TWO_PER_CENT));
    assertThat(latencies.ms(0.99)).isCloseTo(99, within(99 * TWO_PER_CENT));
    assertThat(latencies.ms(1)).isCloseTo(100, within(100 * TWO_PER_CENT));
  }

  @Test
  void the_shortest_and_the_longest_have_their_place() {
    var latencies = new Latencies();
    latencies.note(0);
    latencies.note(63);
    latencies.note(64);
    latencies.note(Duration.ofDays(100_000));
    assertThat(latencies.ms(0.25)).isZero();
    assertThat(latencies.ms(0.5)).isEqualTo(63e-6);
    assertThat(latencies.ms(0.75)).isCloseTo(64e-6, within(1e-6));
    double days = Duration.ofDays(100_000).toMillis();
    assertThat(latencies.ms(1)).isCloseTo(days, within(days * TWO_PER_CENT));
  }

  @Test
  void nothing_takes_no_time() {
    assertThat(new Latencies().ms(0.99)).isZero();
  }
}
