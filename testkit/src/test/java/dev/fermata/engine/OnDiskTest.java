package dev.fermata.engine;

import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunStatus;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on the journal that it has outside of tests. */
class OnDiskTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String STEPS =
      tool("a", "look") + ",{'w': {'wait': {'hours': 1}}}," + tool("b", "pay");

  @TempDir Path folder;

  @Test
  void runs_outlive_the_process() {
    try (var store = SqliteStore.open(folder, new SecureRandom());
        World world = World.on(store).open()) {
      world.furnished("waits", STEPS);
      for (int i = 0; i < 100; i++) {
        assertThat(world.begin("waits", "order-" + i)).isInstanceOf(Answer.Started.class);
      }
    }
    var clock = new World.Hand();
    clock.move(Duration.ofDays(2));
    try (var store = SqliteStore.open(folder, new SecureRandom());
        World world = World.on(store).at(clock).open()) {
      assertThat(world.begin("waits", "order-7"))
          .isInstanceOfSatisfying(Answer.Started.class, s -> assertThat(s.already()).isTrue());
      // A run whose first call was under way at the close begins its hour only now.
      await()
          .atMost(LONG)
          .until(() -> {
            clock.move(Duration.ofHours(1));
            return completed(world) == 100;
          });
      assertThat(world.failures).isEmpty();
    }
  }

  @Test
  void a_call_that_was_under_way_when_the_engine_closed_is_in_doubt_and_not_made_again() {
    var calls = new AtomicInteger();
    var calling = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    RunId run;
    try (var store = SqliteStore.open(folder, new SecureRandom());
        World world =
            World.on(store)
                .calling(attempt -> {
                  calls.incrementAndGet();
                  calling.countDown();
                  EngineTest.awaitQuietly(never);
                  return answered(attempt.input());
                })
                .open()) {
      world.furnished("pays", tool("a", "pay"));
      run = world.started("pays");
      EngineTest.awaitQuietly(calling);
    }
    try (var store = SqliteStore.open(folder, new SecureRandom());
        World world = World.on(store).open()) {
      await().atMost(LONG).until(() -> world.status(run).equals("waiting"));
      assertThat(world.count(run, RunFact.EffectInDoubt.class)).isEqualTo(1);
      assertThat(calls).hasValue(1);
    } finally {
      never.countDown();
    }
  }

  private static long completed(World world) {
    return world.fermata.views().counts("").byStatus().getOrDefault(RunStatus.COMPLETED, 0L);
  }
}
