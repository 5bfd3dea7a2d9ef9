package dev.fermata.engine;

import static dev.fermata.engine.World.CLERK;
import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.on;
import static dev.fermata.engine.World.source;
import static dev.fermata.engine.World.tool;
import static dev.fermata.engine.World.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Hold;
import dev.fermata.effect.Reply;
import dev.fermata.fact.HouseSignal;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Breach;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Reach;
import dev.fermata.policy.budget.Window;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs of one engine share: budgets, and what they are about. */
class SharedTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int LIMIT = 10;
  private static final int RUNS = 60;

  private static Budget calls(long limit, Breach breach) {
    return new Budget(
        "all",
        "1",
        "ops",
        Reach.ALL,
        Window.TOTAL,
        new Amounts(0, 0, limit, 0, 0),
        Optional.empty(),
        breach,
        Amounts.NONE,
        Map.of());
  }

  private static void add(World world, Budget budget) {
    world.fermata.tell(new HouseSignal.AddBudget(budget, "", "", CLERK));
  }

  private static void publish(World world, String name, String onSame) {
    world.furnished("other", tool("look", "look"));
    String text =
        source(name, tool("book", "book"))
            .replace(
                "{\"owner\": \"ops\"}",
                "{\"owner\": \"ops\", \"subject\": \"${ .about }\", \"onSameSubject\": \""
                    + onSame
                    + "\"}");
    world.fermata.tell(new HouseSignal.PublishWorkflow(workflow(text), text, CLERK));
  }

  private static Answer.ToStart begin(World world, String name) {
    return world.fermata.start(
        new Fermata.Beginning(name, Json.parse("{\"about\": \"loan 7\"}"), "", ""), CLERK);
  }

  private static RunId run(Answer.ToStart answer) {
    return answer instanceof Answer.Started(var run, _) ? run : fail(answer);
  }

  private static RunId fail(Answer.ToStart answer) {
    throw new AssertionError(answer);
  }

  @Test
  void runs_that_race_for_a_budget_never_take_more_than_there_is_and_a_restart_resets_nothing()
      throws Exception {
    var journal = new MemoryJournal();
    var called = new AtomicInteger();
    try (var world = on(journal).calling(a -> counted(called)).open()) {
      world.furnished("buy", tool("book", "book"));
      add(world, calls(LIMIT, new Breach.Hold()));
      try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
        IntStream.range(0, RUNS).forEach(i -> many.submit(() -> world.started("buy")));
      }
      await().atMost(LONG).until(() -> standing(world, "completed") == LIMIT);
      await().atMost(LONG).until(() -> standing(world, "held") == RUNS - LIMIT);
      assertThat(called).hasValue(LIMIT);
      assertThat(world.failures).isEmpty();
    }
    try (var world = on(journal).calling(a -> counted(called)).open()) {
      RunId late = world.started("buy");
      await().atMost(LONG).until(() -> world.status(late).equals("held"));
      assertThat(called).hasValue(LIMIT);

      add(world, calls(RUNS + 1, new Breach.Hold()));
      await().atMost(LONG).until(() -> standing(world, "completed") == RUNS + 1);
      assertThat(called).hasValue(RUNS + 1);
      assertThat(journal.balances().getFirst().balance().spent().calls()).isEqualTo(RUNS + 1);
      assertThat(journal.balances().getFirst().balance().reserved()).isEqualTo(Amounts.NONE);
    }
  }

  private static Reply counted(AtomicInteger called) {
    called.incrementAndGet();
    return answered(Json.EMPTY);
  }

  private static long standing(World world, String status) {
    return world.fermata.views().runs(dev.fermata.fact.Views.RunFilter.ALL).stream()
        .filter(row -> row.status().word().equals(status))
        .count();
  }

  @Test
  void a_second_run_about_a_subject_waits_until_the_first_has_ended_also_over_a_restart() {
    var journal = new MemoryJournal();
    var answer = new CountDownLatch(1);
    RunId first;
    RunId second;
    try (var world = on(journal).calling(a -> waiting(answer)).open()) {
      publish(world, "loan", "wait");
      first = run(begin(world, "loan"));
      second = run(begin(world, "loan"));
      await().atMost(LONG).until(() -> world.status(second).equals("held"));
      Hold hold = world.fermata.state(second).orElseThrow().hold().orElseThrow();
      assertThat(hold.kind()).isEqualTo(Hold.Kind.SUBJECT);
      assertThat(hold.why()).contains(first.value(), "loan 7");
      answer.countDown();
      await().atMost(LONG).until(() -> world.status(second).equals("completed"));
      assertThat(world.status(first)).isEqualTo("completed");
      assertThat(journal.subjects()).isEmpty();
    }
  }

  @Test
  void who_waits_goes_on_waiting_after_a_restart() {
    var journal = new MemoryJournal();
    RunId second;
    try (var world = on(journal).open()) {
      publish(world, "loan", "wait");
      String asking =
          source(
                  "ask",
                  "{'talk': {'call': 'human', 'with': {'team': 'ops',"
                      + " 'question': 'Well?', 'answers': {'yes': 'It goes on.'}, 'due': 'P9D', 'otherwise':"
                      + " 'raise'}}}")
              .replace(
                  "{\"owner\": \"ops\"}", "{\"owner\": \"ops\", \"subject\": \"${ .about }\"}");
      world.fermata.tell(new HouseSignal.PublishWorkflow(workflow(asking), asking, CLERK));
      run(begin(world, "ask"));
      second = run(begin(world, "loan"));
      await().atMost(LONG).until(() -> world.status(second).equals("held"));
    }
    try (var world = on(journal).open()) {
      RunId third = run(begin(world, "loan"));
      await().atMost(LONG).until(() -> world.status(third).equals("held"));
      assertThat(world.status(second)).isEqualTo("held");
    }
  }

  private static Reply waiting(CountDownLatch answer) {
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answered(Json.EMPTY);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"JOIN", "REFUSE"},
      value = dev.fermata.workflow.Workflow.OnSameSubject.class)
  void of_many_starts_at_once_about_one_subject_one_begins(
      dev.fermata.workflow.Workflow.OnSameSubject onSame) throws Exception {
    var journal = new MemoryJournal();
    var answer = new CountDownLatch(1);
    try (var world = on(journal).calling(a -> waiting(answer)).open()) {
      publish(world, "loan", onSame.name().toLowerCase(java.util.Locale.ROOT));
      List<Answer.ToStart> answers;
      try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
        var futures =
            IntStream.range(0, 16).mapToObj(i -> many.submit(() -> begin(world, "loan"))).toList();
        answers = futures.stream().map(SharedTest::got).toList();
      }
      assertThat(standing(world, "running")).isEqualTo(1);
      long fresh =
          answers.stream().filter(a -> a instanceof Answer.Started(_, var old) && !old).count();
      long joined =
          answers.stream().filter(a -> a instanceof Answer.Started(_, var old) && old).count();
      long refused =
          answers.stream()
              .filter(a ->
                  a instanceof Answer.Refused(var problem)
                      && problem.status() == 409
                      && problem.detail().contains("loan 7"))
              .count();
      boolean joins = onSame.name().equals("JOIN");
      assertThat(fresh).isEqualTo(1);
      assertThat(joined).isEqualTo(joins ? 15 : 0);
      assertThat(refused).isEqualTo(joins ? 0 : 15);
      answer.countDown();
    }
  }

  private static Answer.ToStart got(java.util.concurrent.Future<Answer.ToStart> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
