package dev.fermata.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.testkit.Ordeal.Moment;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step survives a crash before, during and after it, and being delivered twice. */
class CrashTest {
  private static final String INPUT = "{ n: 1, list: [ 1, 2, 3 ] }";

  static Stream<String> workflows() {
    return Samples.ALL.keySet().stream();
  }

  private static Script script(String name) {
    return Casts.given(Samples.ALL.get(name));
  }

  private static Ordeal calm(String name) {
    return Ordeal.of(script(name).trying(Trial.NONE), INPUT, Map.of());
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void a_run_bears_every_trial_without_anybody_seeing_a_difference(String name) {
    Ordeal calm = calm(name);
    for (Trial trial : Trial.values()) {
      Ordeal tried = Ordeal.of(script(name).trying(Set.of(trial)), INPUT, Map.of());

      assertThat(tried.output()).as(trial.name()).isEqualTo(calm.output());
      assertThat(tried.town().count()).as(trial.name()).isEqualTo(calm.town().count());
    }
  }

  private static void survives(String name, Moment moment) {
    Ordeal calm = calm(name);
    for (int at = 1; at <= calm.decisions(); at++) {
      Ordeal crashed = Ordeal.of(script(name), INPUT, Map.of(at, moment));

      assertThat(crashed.output()).as("crash %s decision %d", moment, at).isEqualTo(calm.output());
      assertThat(crashed.town().count())
          .as("things done, crash %s decision %d", moment, at)
          .isEqualTo(calm.town().count());
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void every_step_survives_a_crash_before_it_is_durable(String name) {
    survives(name, Moment.BEFORE);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void every_step_survives_a_crash_after_it_is_durable(String name) {
    survives(name, Moment.AFTER);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void every_step_survives_a_crash_while_its_calls_are_under_way(String name) {
    survives(name, Moment.DURING);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void a_run_survives_several_crashes_at_any_moments(String name) {
    Ordeal calm = calm(name);
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      Map<Integer, Moment> crashes = new TreeMap<>();
      for (int j = 0; j < 3; j++) {
        Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        crashes.put(1 + random.nextInt(2 * calm.decisions() + 1), moment);
      }
      Ordeal crashed = Ordeal.of(script(name), INPUT, crashes);

      assertThat(crashed.output())
          .as("seed %d, crashes %s", seed, crashes)
          .isEqualTo(calm.output());
      assertThat(crashed.town().count())
          .as("things done, seed %d, crashes %s", seed, crashes)
          .isEqualTo(calm.town().count());
    }
  }
}
