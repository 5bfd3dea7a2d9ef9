package dev.fermata.server.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.bench.rig.Goal;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static int code(List<Goal> goals) {
    var result = Json.object();
    Goal.into(result, goals);
    return Report.code(result);
  }

  @Test
  void a_goal_that_is_missed_fails_and_what_has_no_goals_does_not() {
    Goal met = Goal.atLeast("speed", 10, 10);
    Goal missed = Goal.atLeast("speed", 9, 10);

    assertThat(code(List.of(met))).isEqualTo(Exit.OK.code());
    assertThat(code(List.of(met, missed))).isEqualTo(Exit.FAILED.code());
    assertThat(code(List.of())).isEqualTo(Exit.OK.code());
  }
}
