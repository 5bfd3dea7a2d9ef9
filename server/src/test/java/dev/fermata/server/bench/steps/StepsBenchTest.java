package dev.fermata.server.bench.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.server.Checkout;
import dev.fermata.server.bench.rig.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepsBenchTest {
  private static final Times SHORT =
      new Times(Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofMillis(200));

  @ParameterizedTest
  @EnumSource
  void steps_are_measured_beside_the_bare_store(StepsBench.Through through) throws IOException {
    String policy = Files.readString(Checkout.example("loans/policies/small-loans.yaml"));
    StepsResult result = new StepsBench(SHORT, List.of(policy), through).measure(3);
    assertThat(result.speed().stepsPerSecond()).isPositive();
    assertThat(result.speed().p50Ms()).isLessThanOrEqualTo(result.speed().p99Ms());
    assertThat(result.cost().bytesPerStep()).isGreaterThan(300);
    assertThat(result.cost().cpuMicrosPerStep()).isPositive();
    assertThat(result.rawStepsPerSecond()).isPositive();
    assertThat(result.json().path("concurrency").asInt()).isEqualTo(3);
  }

  @Test
  void a_run_that_is_lost_fails_the_benchmark() {
    var steps = new Steps(Duration.ofMillis(20));
    for (int call = 0; call < Driver.STEPS - 1; call++) steps.reached(7);
    assertThatThrownBy(() -> steps.awaitLast(7)).hasMessageContaining("run 7 came to 9");
  }

  @Test
  void a_run_that_cannot_start_fails_the_benchmark() {
    var steps = new Steps(Duration.ofMillis(20));
    var driver =
        new Driver(
            _ -> {
              throw new IllegalStateException("the engine refused");
            },
            steps);
    assertThatThrownBy(() -> driver.drive(2, Duration.ZERO, Duration.ofSeconds(30)))
        .hasMessageContaining("the benchmark failed")
        .hasRootCauseMessage("the engine refused");
  }

  @Test
  void only_what_is_called_in_the_measured_time_counts() throws InterruptedException {
    var steps = new Steps(Duration.ofMillis(20));
    steps.reached(1);
    steps.measure(Duration.ZERO, () -> steps.reached(1));
    steps.reached(1);
    assertThat(steps.total()).isEqualTo(3);
    assertThat(steps.measured()).isEqualTo(1);
  }
}
