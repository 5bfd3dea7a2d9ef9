package dev.fermata.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.testkit.model.Expected.Ending;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random workflows are small, readable, and of every kind. */
class SketchesTest {
  private static final int SEEDS = 1_000;
  private static final Set<String> KINDS =
      Set.of(
          """
          Act BOOK CHECKER CONTINUED Choice Circle DEFAULTED ESCALATED Fork Human ANSWERED
          LATE LOOK Loop MAILER MAJORITY Overdue PAY PERSON Panel Put RAISE Race Raise
          Rest Row SCORER SENIOR SKIP SUPPLY Stop Try filtered handled not-filtered
          not-handled not-retried refusals0 refusals1 refusals2 retried
          """
              .split("\\s+"));

  private static void count(Map<String, Integer> counts, Object what) {
    counts.merge(String.valueOf(what), 1, Integer::sum);
  }

  @Test
  void a_seed_always_gives_the_same_sketch_and_another_seed_another() {
    assertThat(Sketches.random(7)).isEqualTo(Sketches.random(7)).isNotEqualTo(Sketches.random(8));
  }

  @Test
  void a_sketch_is_small_and_a_workflow_without_errors() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Sketch sketch = Sketches.random(seed);

      assertThat(sketch.nodes()).as("seed=%d", seed).hasSizeBetween(1, Sketches.STEP_LIMIT);
      assertThat(sketch.workflow().steps()).as("seed=%d", seed).isNotEmpty();
    }
  }

  @Test
  void every_kind_of_step_comes_often_enough_to_be_tested() {
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      for (Node node : Sketches.random(seed).nodes().values()) {
        count(counts, node.getClass().getSimpleName());
        switch (node) {
          case Node.Act act -> {
            count(counts, act.doer());
            count(counts, act.refusals() == Node.ALWAYS ? act.mend() : "refusals" + act.refusals());
          }
          case Node.Human human -> count(counts, human.manner());
          case Node.Panel panel -> count(counts, panel.rule());
          case Node.Try attempt -> {
            count(counts, attempt.retries() > 0 ? "retried" : "not-retried");
            count(counts, attempt.handler().isPresent() ? "handled" : "not-handled");
            count(counts, attempt.only().isPresent() ? "filtered" : "not-filtered");
          }
          default -> {}
        }
      }
    }

    assertThat(counts).containsOnlyKeys(KINDS);
    assertThat(counts.values()).allSatisfy(n -> assertThat(n).isGreaterThan(20));
  }

  @Test
  void most_runs_complete_and_many_end_with_an_error() {
    int faulted = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      boolean error = Reference.of(Sketches.random(seed)).ending() instanceof Ending.Faulted;
      faulted += error ? 1 : 0;
    }

    assertThat(faulted).isBetween(SEEDS / 20, SEEDS / 2);
  }
}
