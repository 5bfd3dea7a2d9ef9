package dev.fermata.server.bench.parked;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkedBenchTest {
  @Test
  void runs_wait_are_served_and_go_on() {
    var bench = new ParkedBench(30, Duration.ofMillis(100), List.of(), System.err::println);
    JsonNode result = bench.measure().json();
    assertThat(result.path("runs").asInt()).isEqualTo(30);
    assertThat(result.path("bytesPerRun").asDouble()).isGreaterThan(300);
    assertThat(result.path("readySeconds").asDouble()).isPositive();
    assertThat(result.path("heapMiB").asDouble()).isPositive();
    assertThat(result.path("decisionP50Ms").asDouble()).isPositive();
    assertThat(result.path("decidedRunsPerSecond").asDouble()).isPositive();
    assertThat(result.has("met")).as("goals are for 100,000 runs").isFalse();
  }
}
