package dev.fermata.engine;

import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Caller;
import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The journal is cut after each entry, as a crash does, and a new engine goes on from there. */
class CrashTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final MemoryJournal WHOLE = new MemoryJournal();
  private static RunId run = new RunId("none-yet");
  private static long begun;

  @BeforeAll
  static void a_whole_run() {
    try (World world = World.on(WHOLE).open()) {
      world.furnished(
          "three", tool("look", "look") + "," + tool("book", "book") + "," + tool("pay", "pay"));
      begun = WHOLE.position();
      run = world.started("three");
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
    }
  }

  static LongStream every_entry() {
    return LongStream.rangeClosed(begun + 1, WHOLE.position());
  }

  @ParameterizedTest
  @MethodSource("every_entry")
  void after_a_crash_the_run_goes_on_and_no_unkeyed_effect_is_done_twice(long entries) {
    MemoryJournal journal = WHOLE.upTo(entries);
    Queue<Caller.Attempt> calls = new ConcurrentLinkedQueue<>();
    var setting =
        World.on(journal)
            .calling(attempt -> {
              calls.add(attempt);
              return answered(attempt.input());
            });
    boolean paying;
    boolean paid;
    boolean booking;
    boolean booked;
    try (World world = setting.open()) {
      List<Fact> before =
          WHOLE.upTo(entries).read(dev.fermata.fact.StreamId.of(run), 1, 100).stream()
              .flatMap(entry -> entry.facts().stream())
              .toList();
      paying = sent(before, "pay");
      paid = settled(before, "pay");
      booking = intended(before, "book");
      booked = settled(before, "book");
      boolean doubt = paying && !paid;
      await().atMost(LONG).until(() -> world.status(run).equals(doubt ? "waiting" : "completed"));
      assertThat(made(calls, "pay")).isEqualTo(paying ? 0 : 1);
      assertThat(made(calls, "book")).isEqualTo(booked ? 0 : 1);
      assertThat(world.count(run, RunFact.EffectInDoubt.class)).isEqualTo(doubt ? 1 : 0);
      if (booking && !booked) {
        assertThat(calls)
            .filteredOn(call -> call.work().equals("book"))
            .allSatisfy(call -> assertThat(call.number()).isEqualTo(2));
      }
      await().atMost(LONG).until(() -> world.fermata.recovered());
    }
  }

  private static boolean intended(List<Fact> facts, String tool) {
    return facts.stream()
        .anyMatch(f -> f instanceof RunFact.EffectIntended i && i.call().work().equals(tool));
  }

  private static boolean sent(List<Fact> facts, String step) {
    return facts.stream()
        .anyMatch(f -> f instanceof RunFact.EffectSent s && s.key().place().last().equals(step));
  }

  private static boolean settled(List<Fact> facts, String step) {
    return facts.stream()
        .anyMatch(f -> f instanceof RunFact.EffectSettled s && s.key().place().last().equals(step));
  }

  private static long made(Queue<Caller.Attempt> calls, String tool) {
    return calls.stream().filter(call -> call.work().equals(tool)).count();
  }
}
