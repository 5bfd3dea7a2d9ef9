package dev.fermata.server.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Times;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanoutBenchTest {
  private static final Times SHORT =
      new Times(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(100));

  @Test
  void branches_are_counted_and_every_run_completes() {
    JsonNode result = new FanoutBench(5, SHORT, List.of()).measure().json();
    assertThat(result.path("branches").asInt()).isEqualTo(5);
    assertThat(result.path("branchesPerSecond").asDouble()).isPositive();
    assertThat(result.path("p50Ms").asDouble()).isPositive();
    assertThat(result.path("bytesPerBranch").asDouble()).isGreaterThan(300);
    assertThat(result.path("goals")).as("they are for a hundred branches").isEmpty();
  }
}
