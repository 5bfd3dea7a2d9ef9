package dev.fermata.server.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
  @Test
  void a_goal_is_met_at_its_limit_and_not_beyond() {
    assertThat(Goal.atLeast("speed", 10, 10).met()).isTrue();
    assertThat(Goal.atLeast("speed", 9.99, 10).met()).isFalse();
    assertThat(Goal.atMost("time", 10, 10).met()).isTrue();
    assertThat(Goal.atMost("time", 10.01, 10).met()).isFalse();
  }

  @Test
  void what_could_not_be_measured_is_not_met() {
    assertThat(Goal.atLeast("ratio", Double.NaN, 0.4).met()).isFalse();
    assertThat(Goal.atMost("ratio", Double.NaN, 0.4).met()).isFalse();
  }

  @Test
  void one_goal_that_is_missed_is_told_for_all() {
    var result = Json.object();
    Goal.into(result, List.of(Goal.atLeast("a", 2, 1), Goal.atMost("b", 2, 1)));
    assertThat(result.path("met").asBoolean()).isFalse();
    assertThat(result.at("/goals/0/met").asBoolean()).isTrue();
    assertThat(result.at("/goals/1/figure").asText()).isEqualTo("b");
    assertThat(result.at("/goals/1/met").asBoolean()).isFalse();
  }
}
