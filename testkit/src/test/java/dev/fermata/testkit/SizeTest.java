package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Decided;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Long and large runs: limits of a decision, and time and memory that do not grow out of hand. */
class SizeTest {
  private static Play counting(int rounds) {
    return given(
            """
            do:
              - each:
                  for: { in: '[range(%d)]' }
                  do: [ { add: { set: { n: '${ .n + 1 }' } } } ]
            """
                .formatted(rounds))
        .trying(Trial.NONE)
        .start("{ n: 0 }");
  }

  private static Play circling(int rounds) {
    return given(
            """
            do:
              - add: { set: { n: '${ .n + 1 }' } }
              - again:
                  switch:
                    - more: { when: .n < %d, then: add }
                    - enough: { then: exit }
            """
                .formatted(rounds))
        .trying(Trial.NONE)
        .start("{ n: 0 }");
  }

  @Test
  void one_decision_takes_256_steps_and_then_gives_others_a_turn() {
    Play play =
        new Play(
            given(
                "do: [ { each: { for: { in: '[range(1000)]' }, do: [ { add: { set: { n: 1 } } } ] } } ]"));
    var first = (Decided.Accepted) play.preview(start());

    long entered = first.facts().stream().filter(RunFact.Entered.class::isInstance).count();
    assertThat(entered).isBetween(100L, 257L);
  }

  private static RunSignal start() {
    return new RunSignal.Start(
        new dev.fermata.workflow.WorkflowId("test", "sample", "1.0.0"),
        dev.fermata.value.Digest.of("x"),
        dev.fermata.value.Json.EMPTY,
        "seed",
        "",
        "",
        "test",
        dev.fermata.value.turn.Priority.NORMAL);
  }

  @Test
  void one_decision_records_about_a_mebibyte_and_then_gives_others_a_turn() {
    Play play =
        new Play(
            given(
                """
                do:
                  - each:
                      for: { in: '[range(100)]' }
                      do: [ { add: { set: { n: '${ "x" * 100000 + ($index | tostring) }' } } } ]
                """));
    var first = (Decided.Accepted) play.preview(start());

    assertThat(dev.fermata.fact.Format.body(first.facts()).length)
        .isBetween(1 << 20, (1 << 20) + 300_000);
  }

  @Test
  void a_loop_of_a_hundred_thousand_rounds_ends_and_leaves_a_small_state() {
    Play play = counting(100_000).completes("{ n: 100000 }");

    assertThat(play.state().frames().size()).isLessThan(2);
  }

  @Test
  void a_backward_then_a_hundred_thousand_times_ends_too() {
    circling(100_000).completes("{ n: 100000 }");
  }

  /** Four times as many take four times as long, not sixteen times; ten leaves room for noise. */
  @Test
  void the_time_for_a_long_run_grows_with_its_length_and_not_with_its_square() {
    assertThat(growth(SizeTest::counting)).isLessThan(10);
    assertThat(growth(SizeTest::circling)).isLessThan(10);
  }

  /** How many times longer four times as many rounds take. */
  private static double growth(IntConsumer play) {
    shortest(() -> play.accept(40_000));
    return shortest(() -> play.accept(40_000)) / (double) shortest(() -> play.accept(10_000));
  }

  /** The shortest of three in processor time of this thread, which other work does not lengthen. */
  private static long shortest(Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long begin = threads.getCurrentThreadCpuTime();
      work.run();
      shortest = Math.min(shortest, threads.getCurrentThreadCpuTime() - begin);
    }
    return shortest;
  }

  @Test
  void a_signal_between_two_turns_of_a_long_run_is_taken() {
    Play play =
        given(
                """
                do:
                  - both:
                      fork:
                        branches:
                          - nap: { wait: PT1H }
                          - long:
                              for: { in: '[range(1000)]' }
                              do: [ { add: { set: { n: '${ .n + 1 }' } } } ]
                """)
            .trying(Trial.NONE)
            .start("{ n: 0 }")
            .elapse(Duration.ofHours(1));

    play.completes("[ { n: 0 }, { n: 1000 } ]");
  }

  @Test
  void an_unbounded_circle_never_blocks_it_only_goes_on() {
    Play play =
        new Play(
            given("do: [ { a: { set: { n: 1 }, then: b } }, { b: { set: { n: 2 }, then: a } } ]"));
    var first = (Decided.Accepted) play.preview(start());

    assertThat(first.facts().size()).isLessThan(1000);
  }
}
