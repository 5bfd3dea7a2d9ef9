package dev.fermata.watch.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** From facts to rows, where a run does very much. */
class FoldTest {
  private static final Instant AT = Instant.parse("2026-05-01T08:00:00Z");
  private static final Call CALL =
      Call.of(
          new Target.Tool("bank", "look", Digest.of("bank")),
          "look",
          Json.EMPTY,
          EffectClass.READ,
          false,
          Duration.ofSeconds(1));
  private static final int FEW = 1_000;
  private static final int MANY = 10_000;

  /** If each look at a place went through all rows, it would be a hundred times. */
  private static final double MORE_LIMIT = 35;

  @Test
  void ten_times_the_visits_of_a_step_take_about_ten_times_as_long() {
    long few = Long.MAX_VALUE;
    long many = Long.MAX_VALUE;
    visits(MANY); // Warms up.
    for (int i = 0; i < 5; i++) {
      few = Math.min(few, visits(FEW));
      many = Math.min(many, visits(MANY));
    }
    double ratio = many / (double) few;
    System.out.printf(
        "%,d visits: %.1f ms, %,d: %.1f ms, ratio %.1f%n", FEW, few / 1e6, MANY, many / 1e6, ratio);
    assertThat(ratio).isLessThan(MORE_LIMIT);
  }

  /** The CPU time in which they are taken in. */
  private static long visits(int count) {
    var run = new RunId("r");
    var tracks = new Tracks(run);
    var known = new Known(source -> fail("nobody asks about a workflow: " + source));
    tracks.begin(Ran.begin(run, new WorkflowId("t", "w", "1.0.0"), "owner", AT));
    long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 1; i <= count; i++) {
      Place place = Place.ROOT.visit("step", i).inside("call");
      EffectFold.take(tracks, intended(new EffectKey(run, place, "")), AT.plusMillis(i), known);
    }
    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
    assertThat(tracks.changedWorks()).hasSize(count);
    assertThat(tracks.changedWorks().stream().filter(w -> w.fate().reworked()))
        .as("all but the last were done again")
        .hasSize(count - 1);
    return took;
  }

  private static RunFact.OfEffect intended(EffectKey key) {
    return new RunFact.EffectIntended(key, CALL, new Receipt("", 1), 1, AT, false);
  }
}
