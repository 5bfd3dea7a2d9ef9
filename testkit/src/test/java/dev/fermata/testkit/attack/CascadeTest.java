package dev.fermata.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.fact.HouseSignal;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One agent that fails, or dreams, does not take the house with it (S33). */
@Tag("faults")
class CascadeTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int ITEMS = 8;
  private static final Duration STOPPED = Duration.ofSeconds(2);
  private static final String MODEL =
      "{ agent: model, owner: house, kind: java, effect: read, concurrency: 8 }";
  private static final String DESK =
      "{ server: desk, owner: house, kind: java, concurrency: 4, tools: { put: {}, see: { effect: read } } }";
  private static final String FAN =
      """
      do:
        - ask: { call: agent, with: { agent: model } }
        - each:
            for: { each: one, in: '${ .list }' }
            do: [ { put: { call: tool, with: { server: desk, name: put, arguments: { n: '${ $one }' } } } } ]
      """;

  @Test
  void after_the_switch_is_thrown_no_effect_leaves_and_after_it_is_released_each_happens_once() {
    int runs = Campaign.cases(60, 200);
    // Some wait for their turn when the switch is thrown; most are under way.
    int places = runs - 4;
    Map<EffectKey, Integer> done = new ConcurrentHashMap<>();
    var under = new AtomicInteger();
    var thrown = new CountDownLatch(1);
    Script script =
        Script.given(FAN).with(MODEL, DESK.replace("concurrency: 4", "concurrency: " + places));
    try (var campaign = Campaign.of("S33", "kill switch over many runs");
        var works =
            new Works(
                script,
                attempt -> {
                  done.merge(attempt.key(), 1, Integer::sum);
                  if (attempt.name().equals("model")) {
                    return list(ITEMS);
                  }
                  if (attempt.input().toString().contains("3")) {
                    under.incrementAndGet();
                    wait(thrown);
                  }
                  return Works.answered(Json.EMPTY);
                })) {
      List<RunId> started =
          IntStream.range(0, runs).mapToObj(i -> works.start(Json.EMPTY)).toList();
      await().atMost(LONG).until(() -> under.get() == places);
      works.tell(new HouseSignal.ThrowSwitch(Reach.ALL, "it dreams", Works.CLERK));
      int before = done.size();
      long durable = System.nanoTime();
      thrown.countDown();
      await()
          .atMost(LONG)
          .until(() -> started.stream().allMatch(r -> works.status(r).equals("held")));
      long held = System.nanoTime() - durable;
      works.restart();
      campaign.attempt("none leaves", () -> assertThat(done).hasSize(before));
      campaign.attempt("all stand still", () -> assertThat(held).isLessThan(STOPPED.toNanos()));
      works.tell(new HouseSignal.ReleaseSwitch(Reach.ALL, "it was mended", Works.CLERK));
      await().atMost(LONG).until(() -> started.stream().allMatch(works::completed));
      campaign.attempt(
          "each once", () -> assertThat(done.values()).containsOnly(1).hasSize(runs * (ITEMS + 1)));
      campaign.figure("calls that left before it", before);
      campaign.figure("runs held after, ms", held / 1_000_000);
    }
  }

  private static void wait(CountDownLatch thrown) {
    try {
      assertThat(thrown.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Reply list(int items) {
    var answer = Json.object();
    var list = answer.putArray("list");
    IntStream.range(0, items).forEach(list::add);
    return Works.answered(Json.adopt(answer));
  }

  @Test
  void a_dreamed_list_is_worked_off_no_faster_than_its_receiver_allows() {
    var under = new AtomicInteger();
    var most = new AtomicInteger();
    String reading = FAN.replace("name: put", "name: see");
    try (var works =
        new Works(
            Script.given(reading).with(MODEL, DESK),
            attempt -> {
              if (attempt.name().equals("model")) {
                return list(100);
              }
              most.accumulateAndGet(under.incrementAndGet(), Math::max);
              Thread.yield();
              under.decrementAndGet();
              return Works.answered(Json.EMPTY);
            })) {
      List<RunId> started = IntStream.range(0, 20).mapToObj(i -> works.start(Json.EMPTY)).toList();
      await().atMost(LONG).until(() -> started.stream().allMatch(works::completed));
      assertThat(most.get()).isBetween(1, 4);
    }
  }

  @Test
  void a_list_without_end_is_refused() {
    Play play =
        Script.given(
                "do: [ { each: { for: { in: '${ [range(0; 100001)] }' }, do: [ { a: { set: { n: 1 } } } ] } } ]")
            .trying(Trial.NONE)
            .start("{}");
    assertThat(play.fault().detail()).contains("the limit is 100000");
  }

  @Test
  void an_agent_that_only_fails_is_asked_so_often_and_no_more() {
    String retried =
        """
        do:
          - again:
              try: [ { ask: { call: agent, with: { agent: model } } } ]
              catch: { retry: { delay: PT1S } }
        """;
    Play play = Script.given(retried).with(MODEL).trying(Trial.NONE).start("{}");
    for (int i = 0;
        i < 1_000 && play.state().ended().isEmpty() && !play.underWay().isEmpty();
        i++) {
      play.reject("model").elapse(Duration.ofSeconds(1));
    }
    assertThat(play.calls().size()).isLessThanOrEqualTo(101);
  }

  @Test
  void answers_that_are_lost_again_and_again_end_with_a_person() {
    Play play =
        Script.given(
                "do: [ { s: { call: tool, with: { server: desk, name: put, arguments: {} } } } ]")
            .with(DESK.replace("put: {}", "put: { keyed: true }"))
            .trying(Trial.NONE)
            .start("{}");
    for (int i = 0; i < 100 && !play.underWay().isEmpty(); i++) {
      play.lose("desk.put").elapse(Duration.ofHours(1));
    }
    assertThat(play.calls().size()).isLessThanOrEqualTo(6);
    assertThat(play.task().team()).isEqualTo("house");
  }
}
