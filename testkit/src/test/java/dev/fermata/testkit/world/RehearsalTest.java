package dev.fermata.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.testkit.Campaign;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine in simulated worlds; see {@link Rehearsal}. */
@Tag("faults")
class RehearsalTest {
  @Test
  void whatever_fails_every_run_ends_as_the_reference_says_and_nothing_acknowledged_is_lost() {
    var crashes = new AtomicLong();
    var entries = new AtomicLong();
    try (var campaign = Campaign.of("T4", "simulated engine, random workflows")) {
      Campaign.seeds(1_000, 20_000, 1_000_000).stream()
          .parallel()
          .forEach(seed ->
              campaign.attempt(
                  "seed=" + seed,
                  () -> {
                    Rehearsal.Outcome outcome = Rehearsal.of(seed);
                    crashes.addAndGet(outcome.crashes());
                    entries.addAndGet(outcome.entries());
                    return outcome;
                  }));
      campaign.figure("crashes", crashes.get());
      campaign.figure("entries", entries.get());
    }
  }

  /** In another process maps without an order have another one, which must not matter. */
  @Test
  void a_seed_gives_the_same_world_again_in_another_process() throws Exception {
    List<Long> seeds = Campaign.seeds(20, 200, 1_000);
    List<String> there = elsewhere(seeds);
    try (var campaign = Campaign.of("T4", "a seed replays exactly in another process")) {
      for (int i = 0; i < seeds.size(); i++) {
        int n = i;
        campaign.attempt(
            "seed=" + seeds.get(n),
            () -> assertThat(Rehearsal.of(seeds.get(n)).toString()).isEqualTo(there.get(n)));
      }
    }
  }

  private static List<String> elsewhere(List<Long> seeds) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Elsewhere.class.getName()));
    seeds.forEach(seed -> command.add(seed.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var out = process.inputReader()) {
      List<String> lines = out.lines().toList();
      assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
      return lines;
    }
  }

  /** Plays the seeds that it is given, and prints what came of each. */
  static final class Elsewhere {
    public static void main(String[] seeds) {
      for (String seed : seeds) {
        System.out.println(Rehearsal.of(Long.parseLong(seed)));
      }
    }
  }
}
