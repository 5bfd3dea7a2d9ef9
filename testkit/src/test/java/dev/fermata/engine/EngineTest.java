package dev.fermata.engine;

import static dev.fermata.engine.World.CLERK;
import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.EffectKey;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.Digest;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.TeamName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void a_run_goes_through_its_steps_to_its_end() {
    try (World world = World.on(new MemoryJournal()).open()) {
      world.furnished("two", tool("a", "look") + "," + tool("b", "pay"));
      RunId run = world.started("two");
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
      assertThat(world.count(run, RunFact.EffectSettled.class)).isEqualTo(2);
      assertThat(run.value()).matches("[0-9a-hjkmnp-tv-z]{12}");
    }
  }

  @Test
  void the_intent_is_in_the_journal_before_the_call_is_made() {
    var journal = new MemoryJournal();
    List<EffectKey> found = Collections.synchronizedList(new ArrayList<>());
    var setting =
        World.on(journal)
            .calling(attempt -> {
              journal.read(StreamId.of(attempt.key().run()), 1, 100).stream()
                  .flatMap(entry -> entry.facts().stream())
                  .filter(
                      f -> f instanceof RunFact.EffectIntended i && i.key().equals(attempt.key()))
                  .forEach(f -> found.add(attempt.key()));
              return answered(attempt.input());
            });
    try (World world = setting.open()) {
      world.furnished(
          "three", tool("a", "look") + "," + tool("b", "book") + "," + tool("c", "pay"));
      RunId run = world.started("three");
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
      assertThat(found).hasSize(3).doesNotHaveDuplicates();
    }
  }

  @Test
  void an_answer_leaves_only_when_its_entry_is_durable() throws Exception {
    var journal = new Faulty();
    try (World world = World.on(journal).open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      world.furnished("one", tool("a", "look"));
      journal.shut();
      Future<Answer.ToStart> answer = callers.submit(() -> world.begin("one"));
      await().atMost(LONG).until(journal::blocks);
      assertThat(answer.isDone()).isFalse();
      journal.open();
      assertThat(answer.get()).isInstanceOf(Answer.Started.class);
    }
  }

  @Test
  void a_refusal_waits_for_the_entry_that_it_rests_on() {
    var hours = new Hours(attempt -> answered(attempt.input()));
    List<Answer> told = new ArrayList<>();
    hours.engine.tell(
        new HouseSignal.AddTeam(new Team(new TeamName("first"), ""), CLERK), told::add);
    hours.engine.tell(new HouseSignal.RemoveAgent("nobody", CLERK), told::add);
    hours.decide();
    assertThat(told).isEmpty();
    hours.settle();
    assertThat(told.getFirst()).isInstanceOf(Answer.Accepted.class);
    assertThat(told.getLast()).isInstanceOf(Answer.Refused.class);
    assertThat(told).hasSize(2);
  }

  @Test
  void mail_without_end_does_not_hold_back_what_is_decided() {
    var hours = new Hours(attempt -> answered(attempt.input()));
    List<Answer> told = new ArrayList<>();
    hours.engine.tell(
        new HouseSignal.AddTeam(new Team(new TeamName("first"), ""), CLERK), told::add);
    hours.decide();
    hours.engine.tell(new HouseSignal.RemoveAgent("nobody", CLERK), told::add);
    hours.clock.move(Duration.ofMillis(10));
    for (int shard = 0; shard < hours.engine.shards(); shard++) {
      assertThat(hours.engine.step(shard)).isFalse(); // It must commit first.
    }
    hours.settle();
    assertThat(told).hasSize(2);
  }

  @Test
  void entries_of_many_streams_are_committed_together() {
    var journal = new Faulty();
    try (World world = World.on(journal).open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      world.furnished("one", tool("a", "look"));
      journal.shut();
      List<Future<RunId>> runs = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        runs.add(callers.submit(() -> world.started("one")));
      }
      await().atMost(LONG).until(journal::blocks);
      journal.open();
      assertThat(runs).allSatisfy(run -> assertThat(run.get().value()).isNotEmpty());
      assertThat(Collections.max(journal.groups)).isGreaterThan(5);
    }
  }

  @Test
  void a_command_to_a_run_that_does_not_exist_is_refused() {
    try (World world = World.on(new MemoryJournal()).open()) {
      Answer answer = world.fermata.send(new RunId("nobody"), new RunSignal.Pause("why", CLERK));
      assertThat(problem(answer).status()).isEqualTo(404);
      assertThat(world.fermata.state(new RunId("nobody"))).isEmpty();
    }
  }

  @Test
  void what_was_published_is_there_when_the_engine_opens_again() {
    var journal = new MemoryJournal();
    try (World world = World.on(journal).open()) {
      world.furnished("one", tool("a", "look"));
    }
    try (World world = World.on(journal).open()) {
      assertThat(world.fermata.house().latest("one")).isPresent();
      RunId run = world.started("one");
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
    }
  }

  @Test
  void a_run_that_cannot_be_decided_is_parked_and_others_go_on() {
    var setting =
        World.on(new MemoryJournal())
            .reading(source -> {
              if (source.contains("\"bad\"")) {
                throw new IllegalStateException("a bug of the decider");
              }
              return World.workflow(source);
            });
    try (World world = setting.open()) {
      world.furnished("bad", tool("a", "look")).furnished("good", tool("a", "look"));
      assertThat(world.begin("bad")).isInstanceOf(Answer.Refused.class);
      RunId run = world.started("good");
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
      assertThat(world.failures).singleElement().isInstanceOf(EngineFailure.Parked.class);
    }
  }

  @Test
  void a_run_that_could_not_be_decided_is_paused_until_it_can_be() {
    var journal = new MemoryJournal();
    var clock = new World.Hand();
    var broken = new AtomicBoolean(true);
    RunId run;
    try (World world = World.on(journal).at(clock).open()) {
      run = world.furnished("waits", "{'w': {'wait': {'hours': 1}}}").started("waits");
    }
    var setting =
        World.on(journal)
            .at(clock)
            .reading(source -> {
              if (broken.get()) {
                throw new IllegalStateException("a bug of the decider");
              }
              return World.workflow(source);
            });
    try (World world = setting.open()) {
      var resume = new RunSignal.Resume(World.CLERK);
      assertThat(world.fermata.send(run, resume)).isInstanceOf(Answer.Refused.class);
      assertThat(world.status(run)).isEqualTo("paused");
      assertThat(world.fermata.send(run, resume)).isInstanceOf(Answer.Refused.class);
      broken.set(false);
      assertThat(world.fermata.send(run, resume)).isEqualTo(new Answer.Accepted());
      clock.move(Duration.ofHours(1));
      await().atMost(LONG).until(() -> world.status(run).equals("completed"));
    }
  }

  @Test
  void a_command_that_the_house_cannot_decide_is_refused_and_the_next_one_is_not() {
    try (World world = World.on(new MemoryJournal()).open()) {
      var nobody = new HouseSignal.AddTeam(new Team(null, ""), World.CLERK);
      var clerks = new HouseSignal.AddTeam(new Team(new TeamName("clerks"), ""), World.CLERK);

      assertThat(world.fermata.tell(nobody)).isInstanceOf(Answer.Refused.class);
      assertThat(world.fermata.tell(clerks)).isEqualTo(new Answer.Accepted());
    }
  }

  @Test
  void a_caller_that_throws_leaves_an_effect_in_doubt() {
    var setting =
        World.on(new MemoryJournal())
            .calling(attempt -> {
              throw new IllegalStateException("half way");
            });
    try (World world = setting.open()) {
      world.furnished("pays", tool("a", "pay"));
      RunId run = world.started("pays");
      await().atMost(LONG).until(() -> world.status(run).equals("waiting"));
      assertThat(world.fermata.views().run(run).orElseThrow().inDoubt()).isEqualTo(1);
    }
  }

  @Test
  void a_receiver_that_has_changed_since_the_call_was_judged_is_not_called() {
    var called = new AtomicInteger();
    var first = new CountDownLatch(1);
    var setting =
        World.on(new MemoryJournal())
            .with(Limits.of(World.LIMITS).callsInFlight(1).done())
            .calling(attempt -> {
              called.incrementAndGet();
              awaitQuietly(first);
              return answered(attempt.input());
            });
    try (World world = setting.open()) {
      world.furnished("pays", tool("a", "pay"));
      RunId flying = world.started("pays");
      RunId waiting = world.started("pays");
      await().atMost(LONG).until(() -> called.get() == 1);
      ToolServer old = World.toolServer();
      var changed =
          new ToolServer(
              old.name(),
              "2",
              old.owner(),
              old.purpose(),
              old.endpoint(),
              old.tools(),
              old.limits(),
              Digest.of("changed"));
      world.fermata.tell(new HouseSignal.AddToolServer(changed, CLERK));
      first.countDown();
      await().atMost(LONG).until(() -> !world.status(waiting).equals("running"));
      await().atMost(LONG).until(() -> !world.status(flying).equals("running"));
      assertThat(called).hasValue(1);
      assertThat(List.of(world.status(flying), world.status(waiting)))
          .containsExactlyInAnyOrder("completed", "waiting");
    }
  }

  @Test
  void who_listens_hears_of_every_entry() throws Exception {
    try (World world = World.on(new MemoryJournal()).open()) {
      long before = world.fermata.awaitAfter(-1, Duration.ZERO);
      Queue<Long> heard = new ConcurrentLinkedQueue<>();
      var listening = new CompletableFuture<Long>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              heard.add(world.fermata.awaitAfter(before, LONG));
              listening.complete(heard.peek());
            } catch (InterruptedException e) {
              listening.completeExceptionally(e);
            }
          });
      world.furnished("one", tool("a", "look"));
      assertThat(listening.get()).isGreaterThan(before);
      assertThat(world.fermata.tail(before, 1)).hasSize(1);
    }
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Problem problem(Object answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).problem();
  }
}
