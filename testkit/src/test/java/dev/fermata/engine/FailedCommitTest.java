package dev.fermata.engine;

import static dev.fermata.engine.EngineTest.problem;
import static dev.fermata.engine.World.CLERK;
import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fermata.engine.Faulty.Fault;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedCommitTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String STEPS = tool("a", "look") + "," + tool("b", "pay");

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 1", "true, 2", "false, 2", "true, 3", "false, 3"})
  void a_commit_that_failed_is_looked_up_and_nothing_is_done_twice(boolean written, int nth) {
    var journal = new Faulty();
    var paid = new AtomicInteger();
    var setting =
        World.on(journal)
            .calling(attempt -> {
              if (attempt.work().equals("pay")) {
                paid.incrementAndGet();
              }
              return answered(attempt.input());
            });
    try (World world = setting.open()) {
      world.furnished("pays", STEPS);
      int before = journal.groups.size();
      if (nth == 1) {
        journal.faults.add(new Fault(Kind.RETRY, written));
      }
      RunId run = world.started("pays");
      if (nth > 1) {
        journal.faults.add(new Fault(Kind.RETRY, written));
        if (nth > 2) {
          journal.faults.add(new Fault(Kind.RETRY, !written));
        }
      }
      RunId other = world.started("pays");
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
      await().atMost(LONG).until(() -> world.status(other).equals("completed"));
      assertThat(journal.groups.size()).isGreaterThan(before);
      assertThat(journal.faults).isEmpty();
      assertThat(paid).hasValue(2);
      assertThat(world.count(run, RunFact.EffectIntended.class)).isEqualTo(2);
      assertThat(world.count(run, RunFact.EffectInDoubt.class)).isZero();
      assertThat(world.failures)
          .allSatisfy(f -> assertThat(f).isInstanceOf(EngineFailure.StoreFailed.class));
    }
  }

  @Test
  void while_the_disk_is_full_starts_are_refused_and_a_cancel_keeps_trying() throws Exception {
    var journal = new Faulty();
    try (World world = World.on(journal).open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      world.furnished("waits", "{'w': {'wait': {'hours': 1}}}");
      RunId run = world.started("waits");
      journal.full(true);
      assertThat(problem(world.begin("waits")).status()).isEqualTo(507);
      assertThat(world.fermata.state(run)).isPresent();
      Future<Answer> cancel =
          callers.submit(() -> world.fermata.send(run, new RunSignal.Cancel("enough", CLERK)));
      int failed = journal.groups.size();
      await().atMost(LONG).until(() -> journal.groups.size() > failed + 2);
      assertThat(cancel.isDone()).isFalse();
      journal.full(false);
      assertThat(cancel.get()).isInstanceOf(Answer.Accepted.class);
      await().atMost(LONG).until(() -> world.status(run).equals("cancelled"));
      await().atMost(LONG).until(() -> world.begin("waits") instanceof Answer.Started);
    }
  }

  @Test
  void a_damaged_store_stops_the_engine_and_whoever_runs_it_hears_of_it() {
    var journal = new Faulty();
    try (World world = World.on(journal).open()) {
      world.furnished("pays", STEPS);
      journal.faults.add(new Fault(Kind.FATAL, false));
      assertThat(problem(world.begin("pays")).kind()).isEqualTo("not-known");
      assertThat(problem(world.begin("pays")).kind()).isEqualTo("stopped");
      assertThat(world.fermata.accepting()).isFalse();
      assertThat(world.failures).singleElement().isInstanceOf(EngineFailure.Stopped.class);
    }
  }

  @Test
  void an_append_that_breaks_off_is_the_last_and_everybody_is_told() {
    var journal = new Faulty();
    try (World world = World.on(journal).open()) {
      world.furnished("pays", STEPS);
      journal.breaks = true;
      int before = journal.groups.size();
      assertThat(problem(world.begin("pays")).kind()).isEqualTo("not-known");
      for (int i = 0; i < 8; i++) { // To every shard.
        assertThat(problem(world.begin("pays")).kind()).isEqualTo("stopped");
      }
      assertThat(journal.groups).hasSize(before + 1);
      assertThat(world.failures).singleElement().isInstanceOf(EngineFailure.Stopped.class);
    }
  }

  @Test
  void after_an_append_that_broke_off_no_other_shard_appends() {
    var hours = new Hours(attempt -> answered(attempt.input()));
    hours.furnished(64, Optional.empty(), STEPS, "");
    List<Answer.ToStart> answers = new ArrayList<>();
    for (int i = 0; i < 32; i++) { // Some for each shard.
      var what = new Fermata.Beginning("work", Json.EMPTY, "", "", Priority.NORMAL);
      hours.engine.start(what, CLERK, answers::add);
    }
    hours.decide();
    hours.store.breaks = true;
    int before = hours.store.groups.size();
    int commits = hours.engine.shards();
    assertThatThrownBy(() -> hours.engine.step(commits)).isInstanceOf(OutOfMemoryError.class);
    assertThat(hours.engine.step(commits + 1)).isTrue();
    assertThat(hours.store.groups).hasSize(before + 1);
    assertThat(answers)
        .isNotEmpty()
        .allSatisfy(answer -> {
          assertThat(answer).isInstanceOf(Answer.Refused.class);
          assertThat(((Answer.Refused) answer).problem().kind()).isEqualTo("not-known");
        });
  }

  @Test
  void a_store_that_fails_again_and_again_stops_the_engine() {
    var journal = new Faulty();
    try (World world = World.on(journal).open()) {
      world.furnished("pays", STEPS);
      for (int i = 0; i <= EngineLimits.STORE_FAILURES; i++) {
        journal.faults.add(new Fault(Kind.RETRY, false));
      }
      assertThat(problem(world.begin("pays")).kind()).isEqualTo("not-known");
      assertThat(problem(world.begin("pays")).kind()).isEqualTo("not-known");
      assertThat(problem(world.begin("pays")).kind()).isEqualTo("stopped");
      assertThat(world.failures).last().isInstanceOf(EngineFailure.Stopped.class);
    }
  }
}
