package dev.fermata.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.engine.dispatch.FairQueue.Owner;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.turn.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits gets turns by weight, and nobody waits for more turns than a bound. */
@Tag("faults")
class FairQueueTest {
  /** While all three priorities wait, so many turns of others come before one of a low priority. */
  private static final int LOW_BOUND = 21;

  private final FairQueue<Owner> queue = new FairQueue<>();

  private void add(Priority priority, String workflow, String run, int times) {
    var owner = new Owner(priority, workflow, run);
    IntStream.range(0, times).forEach(i -> queue.add(owner, owner));
  }

  private Owner next() {
    return queue.poll(workflow -> true).orElseThrow();
  }

  @Test
  void priorities_that_wait_share_the_turns_by_weight_from_any_moment_on() {
    for (Priority priority : Priority.values()) {
      add(priority, "w", "run of " + priority, 2_100);
    }
    List<Priority> served = new ArrayList<>();
    IntStream.range(0, 2_000).forEach(i -> served.add(next().priority()));
    for (Priority priority : Priority.values()) {
      double share = priority.weight() / 21.0;
      double[] ahead = new double[served.size() + 1];
      double most = 0;
      for (int i = 0; i < served.size(); i++) {
        ahead[i + 1] = ahead[i] + (served.get(i) == priority ? 1 : 0) - share;
        assertThat(ahead[i + 1]).as("turn " + i + " of " + priority).isBetween(-1.0, 1.0);
        for (int from = Math.max(0, i - 210); from <= i; from++) {
          most = Math.max(most, Math.abs(ahead[i + 1] - ahead[from]));
        }
      }
      assertThat(most).as("in any window, " + priority).isLessThan(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 100, 4_000})
  void a_single_low_item_comes_up_within_its_bound_whenever_it_comes(int before) {
    IntStream.range(0, 5_000).forEach(i -> add(Priority.HIGH, "flood", "r" + i, 1));
    IntStream.range(0, 5_000).forEach(i -> add(Priority.NORMAL, "tide", "r" + i, 1));
    IntStream.range(0, before).forEach(i -> next());
    add(Priority.LOW, "small", "one", 1);
    assertThat(turnsBefore("one")).isLessThanOrEqualTo(LOW_BOUND);
  }

  @Test
  void a_run_with_many_branches_does_not_hold_up_a_run_with_one_call() {
    add(Priority.NORMAL, "w", "wide", 10_000);
    add(Priority.NORMAL, "w", "one", 1);
    assertThat(turnsBefore("one")).isLessThanOrEqualTo(1);
  }

  @Test
  void a_workflow_with_many_runs_does_not_hold_up_another_workflow() {
    IntStream.range(0, 10_000).forEach(i -> add(Priority.NORMAL, "popular", "r" + i, 1));
    add(Priority.NORMAL, "rare", "one", 1);
    assertThat(turnsBefore("one")).isLessThanOrEqualTo(1);
  }

  @Test
  void who_had_nothing_to_do_saves_up_no_turns() {
    add(Priority.LOW, "w", "steady", 1_000);
    IntStream.range(0, 900).forEach(i -> next());
    add(Priority.NORMAL, "w", "late", 1_000);
    List<Priority> served = IntStream.range(0, 50).mapToObj(i -> next().priority()).toList();
    assertThat(served.stream().filter(p -> p == Priority.LOW).count()).isBetween(9L, 11L);
  }

  @Test
  void a_workflow_that_may_not_go_on_holds_up_nobody_and_comes_back() {
    add(Priority.HIGH, "held", "a", 3);
    add(Priority.LOW, "free", "b", 1);
    assertThat(queue.poll(w -> !w.equals("held")).orElseThrow().run()).isEqualTo("b");
    assertThat(queue.poll(w -> true)).isEmpty();
    assertThat(queue.hasNext()).isFalse();
    add(Priority.HIGH, "held", "a", 1);
    assertThat(queue.hasNext()).isFalse();
    assertThat(queue.size()).isEqualTo(4);
    queue.release("held");
    assertThat(turnsBefore("nobody")).isEqualTo(4);
  }

  @Test
  void whatever_comes_and_goes_nobody_passes_more_turns_of_others_than_the_bound() {
    try (var campaign = Campaign.of("T10", "fair queue at random")) {
      for (long seed : Campaign.seeds(40, 1_000, 5_000)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              atRandom(new Random(seed));
              return null;
            });
      }
    }
  }

  /** Each run's items come in their order, all come, and the first of each comes within bounds. */
  private static void atRandom(Random chance) {
    var queue = new FairQueue<Owner>();
    Map<Owner, Queue<Integer>> waiting = new HashMap<>();
    Map<Owner, Integer> passed = new HashMap<>();
    Set<String> held = new HashSet<>();
    int workflows = 1 + chance.nextInt(4);
    int runs = 1 + chance.nextInt(6);
    for (int step = 0; step < 2_000; step++) {
      String workflow = "w" + chance.nextInt(workflows);
      if (step < 1_500 && chance.nextInt(3) > 0) {
        Priority priority = Priority.values()[chance.nextInt(3)];
        var owner = new Owner(priority, workflow, workflow + "/" + chance.nextInt(runs));
        queue.add(owner, owner);
        waiting.computeIfAbsent(owner, o -> new ArrayDeque<>()).add(step);
      } else if (step < 1_500 && chance.nextInt(20) == 0) {
        held.add(workflow);
        passed.clear();
      } else if (chance.nextInt(20) == 0) {
        queue.release(workflow);
        held.remove(workflow);
      } else {
        queue
            .poll(w -> !held.contains(w))
            .ifPresent(owner -> {
              served(owner, waiting, passed);
              passed.keySet().removeIf(o -> held.contains(o.workflow()));
              passed
                  .values()
                  .forEach(turns -> assertThat(turns).isLessThanOrEqualTo(21 * 4 * 6 + 21));
            });
      }
    }
    held.forEach(queue::release);
    while (queue.hasNext()) {
      served(queue.poll(w -> true).orElseThrow(), waiting, passed);
    }
    assertThat(waiting).isEmpty();
    assertThat(queue.size()).isZero();
  }

  private static void served(
      Owner owner, Map<Owner, Queue<Integer>> waiting, Map<Owner, Integer> passed) {
    waiting.get(owner).remove();
    if (waiting.get(owner).isEmpty()) {
      waiting.remove(owner);
    }
    waiting.keySet().forEach(o -> passed.merge(o, 1, Integer::sum));
    passed.remove(owner);
  }

  private int turnsBefore(String run) {
    int turns = 0;
    while (queue.hasNext() && !next().run().equals(run)) {
      turns++;
    }
    return turns;
  }
}
