package dev.fermata.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.testkit.Campaign;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever crashes and whatever is lost, of a random workflow comes what its reading says. */
@Tag("faults")
class GauntletTest {
  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void a_random_workflow_ends_as_it_reads_whatever_crashes_and_is_lost() {
    try (var campaign = Campaign.of("T4a", "random workflows, decider under crashes")) {
      var decisions = new AtomicLong();
      var crashes = new AtomicLong();
      var cancelled = new AtomicLong();
      Campaign.seeds(2_000, 20_000, 1_000_000).parallelStream()
          .forEach(seed ->
              campaign.attempt(
                  "seed=" + seed,
                  () -> {
                    var outcome = Gauntlet.of(seed);
                    decisions.addAndGet(outcome.decisions());
                    crashes.addAndGet(outcome.crashes());
                    cancelled.addAndGet(outcome.cancelled() ? 1 : 0);
                    return outcome;
                  }));
      campaign.figure("decisions", decisions);
      campaign.figure("crashes", crashes);
      campaign.figure("cancelled", cancelled);
    }
  }

  @Test
  void a_seed_is_played_the_same_way_every_time() {
    for (long seed = 1; seed <= 200; seed++) {
      assertThat(Gauntlet.of(seed)).as("seed=%d", seed).isEqualTo(Gauntlet.of(seed));
    }
  }
}
