package dev.fermata.engine;

import static dev.fermata.engine.EngineTest.awaitQuietly;
import static dev.fermata.engine.EngineTest.problem;
import static dev.fermata.engine.World.CLERK;
import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Limits: memory, queues, keys, timers, and the end. */
class RoomTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void starts_with_one_key_at_once_give_one_run() throws Exception {
    var journal = new Faulty();
    try (World world = World.on(journal).open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      world.furnished("one", tool("a", "look"));
      journal.shut();
      List<Future<Answer.ToStart>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(callers.submit(() -> world.begin("one", "order-7")));
      }
      await().atMost(LONG).until(journal::blocks);
      journal.open();
      Set<RunId> runs = new HashSet<>();
      int fresh = 0;
      for (Future<Answer.ToStart> answer : answers) {
        var started = (Answer.Started) answer.get();
        runs.add(started.run());
        fresh += started.already() ? 0 : 1;
      }
      assertThat(runs).hasSize(1);
      assertThat(fresh).isEqualTo(1);
      assertThat(world.begin("one", "order-7"))
          .isEqualTo(new Answer.Started(runs.iterator().next(), true));
      assertThat(world.fermata.views().counts("").total()).isEqualTo(1);
    }
  }

  @Test
  void a_run_that_waits_leaves_memory_and_comes_back() {
    var setting = World.on(new MemoryJournal()).with(Limits.of(World.LIMITS).liveStates(2).done());
    try (World world = setting.open()) {
      world.furnished(
          "waits", tool("a", "look") + ",{'w': {'wait': {'hours': 1}}}," + tool("b", "pay"));
      for (int i = 0; i < 50; i++) {
        world.started("waits");
      }
      await()
          .atMost(LONG)
          .until(() -> world.journal.timers(World.TEN.plusSeconds(9999), 99).size() == 50);
      assertThat(count(world, RunStatus.COMPLETED)).isZero();
      world.clock.move(Duration.ofHours(1));
      await().atMost(LONG).until(() -> count(world, RunStatus.COMPLETED) == 50);
    }
  }

  @Test
  void a_call_under_way_is_not_taken_for_lost_when_its_run_comes_back_into_memory() {
    var calling = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var setting =
        World.on(new MemoryJournal())
            .with(Limits.of(EngineLimits.forCores(1)).liveStates(1).done())
            .calling(attempt -> {
              calling.countDown();
              awaitQuietly(answer);
              return answered(attempt.input());
            });
    try (World world = setting.open()) {
      world.furnished("pays", tool("a", "pay"));
      world.furnished("waits", "{'w': {'wait': {'hours': 1}}}");
      RunId run = world.started("pays");
      awaitQuietly(calling);
      for (int i = 0; i < 3; i++) {
        world.started("waits");
        world.fermata.send(run, new RunSignal.Pause("look", CLERK));
        world.started("waits");
        world.fermata.send(run, new RunSignal.Resume(CLERK));
      }
      answer.countDown();
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
      assertThat(world.count(run, RunFact.EffectInDoubt.class)).isZero();
    }
  }

  @Test
  void a_long_run_is_loaded_from_its_snapshot() {
    var journal = new MemoryJournal();
    var setting =
        World.on(journal).with(Limits.of(World.LIMITS).snapshotBytes(2000).liveStates(1).done());
    String rounds =
        "{'each': {'for': {'in': '${ [range(0; 40)] }'}, 'do': [%s, {'w': {'wait': {'seconds': 1}}}]}}"
            .formatted(tool("a", "look"));
    try (World world = setting.open()) {
      world.furnished("long", rounds);
      List<RunId> runs = List.of(world.started("long"), world.started("long"));
      await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> {
            world.clock.move(Duration.ofSeconds(1));
            return count(world, RunStatus.COMPLETED) == 2;
          });
      assertThat(runs)
          .allSatisfy(run -> {
            assertThat(journal.snapshot(StreamId.of(run))).isPresent();
            assertThat(world.count(run, RunFact.EffectSettled.class)).isEqualTo(40);
            assertThat(world.fermata.state(run).orElseThrow().ended()).isPresent();
          });
    }
  }

  @Test
  void timers_that_fell_due_while_the_engine_was_down_fire_once_each_and_a_few_at_a_time() {
    var journal = new MemoryJournal();
    try (World world = World.on(journal).open()) {
      world.furnished("waits", "{'w': {'wait': {'hours': 1}}}");
      for (int i = 0; i < 500; i++) {
        world.started("waits");
      }
    }
    var clock = new World.Hand();
    clock.move(Duration.ofDays(1));
    var setting =
        World.on(journal).at(clock).with(Limits.of(World.LIMITS).timersInFlight(7).done());
    try (World world = setting.open()) {
      await().atMost(LONG).until(() -> count(world, RunStatus.COMPLETED) == 500);
      assertThat(
              journal.tail(0, 100_000).stream()
                  .flatMap(entry -> entry.facts().stream())
                  .filter(RunFact.TimerFired.class::isInstance))
          .hasSize(500);
      assertThat(journal.nextTimer()).isEmpty();
    }
  }

  @Test
  void a_timer_never_fires_early() {
    var journal = new MemoryJournal();
    try (World world = World.on(journal).open()) {
      world.furnished("waits", "{'w': {'wait': {'hours': 1}}}");
      RunId run = world.started("waits");
      world.clock.move(Duration.ofMinutes(59).plusSeconds(59));
      RunId other = world.started("waits");
      assertThat(world.status(run)).isEqualTo("running");
      world.clock.move(Duration.ofSeconds(1));
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
      assertThat(world.status(other)).isEqualTo("running");
    }
  }

  @Test
  void a_full_intake_holds_back_commands_but_no_results() throws Exception {
    var journal = new Faulty();
    var calls = new AtomicInteger();
    var answer = new CountDownLatch(1);
    var setting =
        World.on(journal)
            .with(Limits.of(World.LIMITS).queues(2).intakeWait(Duration.ofMillis(100)).done())
            .calling(attempt -> {
              calls.incrementAndGet();
              awaitQuietly(answer);
              return answered(attempt.input());
            });
    try (World world = setting.open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      world.furnished("one", tool("a", "look"));
      for (int i = 0; i < 30; i++) {
        world.started("one");
      }
      await().atMost(LONG).until(() -> calls.get() == 30);
      journal.shut();
      List<Future<Answer.ToStart>> starts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        starts.add(callers.submit(() -> world.begin("one")));
      }
      await().atMost(LONG).until(() -> starts.stream().filter(Future::isDone).count() > 20);
      answer.countDown();
      journal.open();
      long refused = 0;
      for (Future<Answer.ToStart> start : starts) {
        if (start.get() instanceof Answer.Refused(var problem)) {
          assertThat(problem.kind()).isEqualTo("busy");
          refused++;
        }
      }
      long begun = 70 - refused;
      assertThat(refused).isPositive();
      await().atMost(LONG).until(() -> count(world, RunStatus.COMPLETED) == begun);
    }
  }

  @Test
  void draining_refuses_new_work_and_saves_what_is_under_way() throws Exception {
    var journal = new MemoryJournal();
    var calling = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var setting =
        World.on(journal)
            .calling(attempt -> {
              calling.countDown();
              awaitQuietly(answer);
              return answered(attempt.input());
            });
    RunId run;
    try (World world = setting.open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      world.furnished("two", tool("a", "pay") + "," + tool("b", "look"));
      run = world.started("two");
      awaitQuietly(calling);
      Future<Boolean> drained = callers.submit(() -> world.fermata.drain(LONG));
      await().atMost(LONG).until(() -> !world.fermata.accepting());
      assertThat(problem(world.begin("two")).kind()).isEqualTo("shutting-down");
      assertThat(drained.isDone()).isFalse();
      answer.countDown();
      assertThat(drained.get()).isTrue();
      assertThat(world.count(run, RunFact.EffectSettled.class)).isEqualTo(1);
    }
    try (World world = World.on(journal).open()) {
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
      assertThat(world.count(run, RunFact.EffectInDoubt.class)).isZero();
    }
  }

  private static long count(World world, RunStatus status) {
    return world.fermata.views().counts("").byStatus().getOrDefault(status, 0L);
  }
}
