package dev.fermata.server.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.bench.SwitchBench;
import dev.fermata.server.bench.SwitchResult;
import dev.fermata.testkit.Campaign;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code fermata bench switch} finds: a kill switch stops everything soon, also over a kill
 * -9, and nothing is lost.
 *
 * <p>The switch's part of S33 of docs/internals/security-tests.md.
 */
@Tag("faults")
class SwitchBenchTest {
  @Test
  void a_kill_switch_under_load_stops_everything_and_loses_nothing() {
    try (var campaign = Campaign.of("S33", "kill switch under load")) {
      int runs = Campaign.cases(60, 1_000);
      SwitchResult result = new SwitchBench(runs, System.err::println).measure();
      result.json().properties().stream()
          .filter(figure -> figure.getValue().isValueNode())
          .forEach(figure -> campaign.figure(figure.getKey(), figure.getValue().asText()));
      campaign.attempt(
          "switch",
          () -> {
            assertThat(result.thrown().last()).isLessThanOrEqualTo(SwitchResult.LIMIT);
            assertThat(result.thrown().held()).isPositive();
            assertThat(result.thrown().afterKill()).isZero();
            assertThat(result.outcome().completed()).isEqualTo(runs);
            assertThat(result.met()).as(result.json().toString()).isTrue();
            return result;
          });
    }
  }
}
