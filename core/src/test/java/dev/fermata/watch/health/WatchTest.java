package dev.fermata.watch.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is seen in made-up facts. */
class WatchTest {
  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final RunId ONE = new RunId("one");
  private static final RunId TWO = new RunId("two");

  private final Map<String, Json> memory = new HashMap<>();
  private Instant now = START;
  private List<Json> given = List.of(Json.of("nothing"));
  private Watch watch = new Watch(Map.of(), (_, _) -> given);
  private Consumer<Watch> after = _ -> {};

  private void take(RunId run, Fact... facts) {
    watch.take(new Watch.Entry(run, 7, now, Arrays.asList(facts)));
    after.accept(watch);
  }

  private void start(RunId run, String workflow) {
    take(
        run,
        new RunFact.Started(
            new WorkflowId("test", workflow, "1.0.0"),
            Digest.of(workflow),
            Json.EMPTY,
            "",
            "",
            "",
            "",
            "",
            now,
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.empty()));
  }

  private void end(RunId run) {
    take(run, new RunFact.Ended(new Outcome.Completed(Json.EMPTY), now));
  }

  private static Target agent(String name) {
    return new Target.Agent(name, Digest.of(name));
  }

  private EffectKey call(RunId run, String place, Target target, String input) {
    var key = EffectKey.of(run, new Place(place));
    boolean tool = target instanceof Target.Tool;
    var call =
        Call.of(
            target,
            "",
            Json.parse(input),
            tool ? EffectClass.IRREVERSIBLE : EffectClass.READ,
            false,
            Duration.ofMinutes(1));
    take(run, new RunFact.EffectIntended(key, call, new Receipt("", 1), 1, now, false));
    return key;
  }

  private RunFact settled(EffectKey key, String output, String evidence) {
    var reply = new Reply.Answered(Json.parse(output), Json.parse(evidence), Usage.NONE);
    return new RunFact.EffectSettled(key, 1, reply, now);
  }

  private void ask(RunId run, String place, String name, String input, Duration time) {
    EffectKey key = call(run, place, agent(name), input);
    now = now.plus(time);
    take(run, settled(key, "{}", "null"));
  }

  private List<HealthFinding> found(Kind kind) {
    return watch.findings().stream().filter(f -> f.kind() == kind).toList();
  }

  private void save() {
    watch
        .changes()
        .forEach((key, value) -> {
          value.ifPresentOrElse(v -> memory.put(key, v), () -> memory.remove(key));
        });
  }

  @Test
  void the_same_again_and_again_is_a_loop_until_the_run_ends() {
    start(ONE, "loans");
    for (int i = 1; i < Loops.SAME_CALL; i++) {
      ask(ONE, i == 1 ? "check" : "check~" + i, "checker", "{\"a\": 1}", Duration.ofSeconds(1));
      assertThat(watch.findings()).isEmpty();
    }
    ask(ONE, "check~5", "checker", "{\"a\": 1}", Duration.ofSeconds(1));
    HealthFinding loop = found(Kind.LOOP).getFirst();
    assertThat(loop.what())
        .isEqualTo("checker was called 5 times with the same input at 'check' of one run");
    assertThat(loop.runs()).containsExactly(ONE);
    assertThat(loop.mend()).isEqualTo("fermata run show one");
    end(ONE);
    assertThat(watch.findings()).isEmpty();
    assertThat(watch.alerts(0, 10)).extracting(Alert::began).containsExactly(true, false);
    assertThat(watch.alerts(0, 10)).extracting(Alert::number).containsExactly(1L, 2L);
  }

  @Test
  void the_same_for_many_items_is_no_loop() {
    start(ONE, "loans");
    for (int i = 0; i < 50; i++) {
      ask(ONE, "each/" + i + "/check", "checker", "{\"a\": 1}", Duration.ofSeconds(1));
    }
    assertThat(watch.findings()).isEmpty();
  }

  @Test
  void two_steps_that_send_work_to_and_fro_are_told() {
    start(ONE, "loans");
    for (int i = 1; i <= 4; i++) {
      String visit = i == 1 ? "" : "~" + i;
      ask(ONE, "draft" + visit, "writer", "{\"a\": " + i + "}", Duration.ofSeconds(1));
      ask(ONE, "review" + visit, "reviewer", "{\"a\": " + i + "}", Duration.ofSeconds(1));
    }
    assertThat(found(Kind.PING_PONG).getFirst().what())
        .isEqualTo("a run goes to and fro between 'draft' and 'review'");
  }

  @Test
  void plans_that_lead_nowhere_are_told() {
    start(ONE, "loans");
    for (int i = 0; i < Loops.PLANS; i++) {
      assertThat(watch.findings()).isEmpty();
      take(ONE, new RunFact.PlanRefused(new Place("plan"), Json.EMPTY, List.of("no such agent")));
    }
    assertThat(found(Kind.GROWING_PLAN)).hasSize(1);
  }

  @Test
  void who_does_not_answer_for_much_longer_than_usual_is_stuck_until_it_does() {
    start(ONE, "loans");
    for (int i = 0; i < Callee.KNOWN; i++) {
      ask(ONE, "check" + i, "checker", "{\"a\": " + i + "}", Duration.ofSeconds(10));
    }
    EffectKey key = call(ONE, "last", agent("checker"), "{}");
    now = now.plusSeconds(45);
    watch.look(now);
    assertThat(found(Kind.STUCK)).isEmpty();
    now = now.plusSeconds(45);
    watch.look(now);
    assertThat(found(Kind.STUCK).getFirst().runs()).containsExactly(ONE);
    assertThat(found(Kind.STUCK).getFirst().sure().measure()).isEqualTo("times");
    now = now.plusSeconds(600);
    watch.look(now);
    assertThat(watch.alerts(0, 10)).as("told once, however long it lasts").hasSize(1);
    take(ONE, settled(key, "{}", "null"));
    watch.look(now);
    assertThat(found(Kind.STUCK)).isEmpty();
  }

  @Test
  void who_was_called_all_the_time_and_is_not_any_more_is_silent() {
    start(ONE, "loans");
    for (int i = 0; i <= 2 * Callee.KNOWN; i++) {
      ask(ONE, "check" + i, "checker", "{\"a\": " + i + "}", Duration.ofMinutes(20));
    }
    watch.look(now.plus(Duration.ofHours(1)));
    assertThat(found(Kind.SILENT)).isEmpty();
    watch.look(now.plus(Duration.ofHours(3)));
    assertThat(found(Kind.SILENT)).hasSize(1);
    watch.look(now.plus(Duration.ofDays(60)));
    assertThat(found(Kind.SILENT)).isEmpty();
  }

  @Test
  void answers_that_do_not_fit_are_told_until_they_fit_again() {
    start(ONE, "loans");
    for (int i = 1; i <= Callees.MISFITS; i++) {
      assertThat(watch.findings()).isEmpty();
      EffectKey key = call(ONE, "check" + i, agent("checker"), "{\"a\": " + i + "}");
      var problem = Problem.validation("no number");
      take(ONE, settled(key, "{}", "null"), new RunFact.Raised(key.place(), problem, true));
    }
    assertThat(found(Kind.SCHEMA_FAILURES).getFirst().what())
        .isEqualTo("3 of the last 3 answers of checker do not fit their schema");
    for (int i = 0; i < Callee.WINDOW; i++) {
      ask(ONE, "good" + i, "checker", "{\"b\": " + i + "}", Duration.ofSeconds(1));
    }
    assertThat(found(Kind.SCHEMA_FAILURES)).isEmpty();
  }

  @Test
  void a_quote_that_is_nowhere_in_what_the_run_holds_is_told() {
    given = List.of(Json.parse("{\"text\": \"I earn 3,200 a month\"}"));
    start(ONE, "loans");
    EffectKey good = call(ONE, "check", agent("checker"), "{}");
    take(ONE, settled(good, "{}", "[{\"quote\": \"3,200 a month\"}]"));
    assertThat(watch.findings()).isEmpty();
    EffectKey bad = call(ONE, "check~2", agent("checker"), "{}");
    take(ONE, settled(bad, "{}", "[{\"quote\": \"9,200 a month\"}]"));
    HealthFinding told = found(Kind.UNGROUNDED).getFirst();
    assertThat(told.runs()).containsExactly(ONE);
    assertThat(told.tree().toString()).doesNotContain("9,200");
  }

  private void book(RunId run, String visit, String state) {
    var tool = new Target.Tool("crm", "set_state", Digest.of("crm"));
    EffectKey key =
        call(run, "book" + visit, tool, "{\"customer_id\": 4, \"state\": \"" + state + "\"}");
    now = now.plusSeconds(60);
    take(run, settled(key, "{}", "null"));
  }

  @Test
  void automations_that_undo_each_other_are_told_until_they_stop() {
    start(ONE, "sales");
    start(TWO, "support");
    book(ONE, "", "open");
    assertThat(watch.findings()).isEmpty();
    book(TWO, "", "closed");
    assertThat(found(Kind.OVERLAP)).hasSize(1);
    book(ONE, "~2", "open");
    book(TWO, "~2", "closed");
    assertThat(found(Kind.CONTENTION).getFirst().what())
        .isEqualTo(
            "test/sales, step book and test/support, step book undo each other's work at crm");
    now = now.plus(Thing.NEAR).plusSeconds(1);
    watch.look(now);
    assertThat(watch.findings()).isEmpty();
  }

  @Test
  void writes_to_different_things_are_at_peace() {
    start(ONE, "sales");
    start(TWO, "support");
    var tool = new Target.Tool("crm", "set_state", Digest.of("crm"));
    call(ONE, "book", tool, "{\"customer_id\": 4}");
    call(TWO, "book", tool, "{\"customer_id\": 5}");
    assertThat(watch.findings()).isEmpty();
  }

  @Test
  void a_new_version_is_known_anew() {
    start(ONE, "loans");
    slow(200, 10);
    slow(60, 40);
    assertThat(found(Kind.DRIFT)).hasSize(1);
    call(ONE, "other", new Target.Agent("checker", Digest.of("another version")), "{}");
    assertThat(found(Kind.DRIFT)).isEmpty();
  }

  private void slow(int many, int seconds) {
    for (int i = 0; i < many; i++) {
      Duration time = Duration.ofMillis(1_000L * seconds + i % 17 * 300L);
      ask(ONE, "check" + seconds + "x" + i, "checker", "{\"a\": " + i + "}", time);
    }
  }

  @Test
  void who_got_slow_is_told_with_how_sure_that_is() {
    start(ONE, "loans");
    slow(200, 10);
    assertThat(watch.findings()).isEmpty();
    slow(60, 40);
    HealthFinding told = found(Kind.DRIFT).getFirst();
    assertThat(told.what())
        .startsWith("Time to an answer of checker rose: usually 1")
        .contains("now 4");
    assertThat(told.sure().measure()).isEqualTo("evidence");
    assertThat(told.sure().value()).isGreaterThanOrEqualTo(10_000);
    assertThat(told.since().orElseThrow()).isAfter(START.plusSeconds(1_900));
  }

  /** Stops it wherever it is, at times of chance, and has it go on from what was kept. */
  @Test
  void a_restart_at_any_time_changes_nothing_that_is_told() {
    long seed = System.nanoTime();
    var chance = new SplittableRandom(seed);
    everything();
    List<Alert> steady = watch.alerts(0, 1_000);
    List<HealthFinding> left = watch.findings();
    now = START;
    watch = new Watch(Map.of(), (_, _) -> given);
    after =
        _ -> {
          if (chance.nextInt(20) == 0) {
            save();
            watch = new Watch(memory, (_, _) -> given);
          }
        };
    everything();
    assertThat(watch.alerts(0, 1_000)).as("seed=" + seed).isEqualTo(steady).isNotEmpty();
    assertThat(watch.findings()).as("seed=" + seed).isEqualTo(left).isNotEmpty();
  }

  private void everything() {
    start(ONE, "sales");
    start(TWO, "support");
    slow(150, 10);
    for (int i = 2; i < 10; i++) {
      book(ONE, "~" + i, "open");
      book(TWO, "~" + i, "closed");
      ask(TWO, "draft~" + i, "writer", "{\"a\": 1}", Duration.ofSeconds(1));
      ask(TWO, "review~" + i, "reviewer", "{\"a\": " + i + "}", Duration.ofSeconds(1));
    }
    slow(60, 40);
    call(ONE, "last", agent("checker"), "{}");
    now = now.plus(Duration.ofHours(2));
    watch.look(now);
    end(TWO);
  }
}
