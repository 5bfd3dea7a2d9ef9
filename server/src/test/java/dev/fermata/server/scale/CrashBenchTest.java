package dev.fermata.server.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.bench.CrashBench;
import dev.fermata.server.bench.CrashResult;
import dev.fermata.testkit.Campaign;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What {@code fermata bench crash} finds: nothing lost and nothing done twice. */
@Tag("faults")
class CrashBenchTest {
  private static final int KILLS = 5;

  /** With every change the other test shows this too, by the half of its runs that have keys. */
  @Test
  @EnabledIf("dev.fermata.testkit.Campaign#isLong")
  void with_keys_every_run_completes_by_itself_after_kills() {
    int runs = 1_000;
    try (var campaign = Campaign.of("T2", "kill -9 with keyed runs in flight")) {
      CrashResult result = measured(campaign, new CrashResult.Asked(runs, KILLS, 0));
      campaign.attempt(
          "keyed",
          () -> {
            assertThat(result.json().path("inFlight").asInt()).isEqualTo(runs);
            assertThat(result.outcome().completed()).isEqualTo(runs);
            assertThat(result.outcome().repeated()).isPositive();
            assertThat(result.met()).isTrue();
            return runs;
          });
    }
  }

  @Test
  void without_keys_what_was_under_way_is_in_doubt_and_never_done_twice() {
    int runs = Campaign.cases(40, 1_000);
    try (var campaign = Campaign.of("T2", "kill -9 with unkeyed runs in flight")) {
      CrashResult result = measured(campaign, new CrashResult.Asked(runs, 1, runs / 2));
      campaign.attempt(
          "unkeyed",
          () -> {
            assertThat(result.outcome().irreversibleTwice()).isZero();
            // Of so few as with every change, the kill may find none of these calls under way.
            long least = Campaign.isLong() ? 1 : 0;
            assertThat(result.outcome().inDoubt()).isBetween(least, runs / 2L);
            assertThat(result.outcome().completed() + result.outcome().inDoubt()).isEqualTo(runs);
            assertThat(result.met()).isTrue();
            return runs;
          });
    }
  }

  private static CrashResult measured(Campaign campaign, CrashResult.Asked asked) {
    CrashResult result = new CrashBench(asked, System.err::println).measure();
    result.json().properties().stream()
        .filter(figure -> figure.getValue().isValueNode())
        .forEach(figure -> campaign.figure(figure.getKey(), figure.getValue().asText()));
    return result;
  }
}
