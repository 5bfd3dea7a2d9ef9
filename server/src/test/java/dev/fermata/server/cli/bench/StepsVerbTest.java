package dev.fermata.server.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepsVerbTest {
  @Test
  void the_warm_up_takes_as_long_as_is_said() {
    Typed typed = steps("--concurrency", "2", "--seconds", "1", "--warm-up", "0", "-o", "json");
    assertThat(Json.parse(typed.out()).view().path("warmUpSeconds").asInt(-1)).isZero();
    assertThat(typed.err()).contains("after 0 s of warm-up");
  }

  @Test
  void a_warm_up_without_end_is_refused() {
    Typed typed = steps("--warm-up", "601");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("--warm-up must be 0 to 600");
  }

  private static Typed steps(String... options) {
    String[] command = new String[options.length + 2];
    command[0] = "bench";
    command[1] = "steps";
    System.arraycopy(options, 0, command, 2, options.length);
    return Typed.by(Map.of(), command);
  }
}
