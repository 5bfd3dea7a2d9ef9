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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One agent that fails, or dreams, does not take the house with it (S33). */
@Tag("faults")
class CascadeTest {
  private static final Duration LONG = Duration.ofSeconds(90);
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
    Map<EffectKey, Integer> done = new ConcurrentHashMap<>();
    var last = new AtomicLong();
    var calls = new AtomicInteger();
    Script script = Script.given(FAN).with(MODEL, DESK.replace("concurrency: 4", "concurrency: 64"));
    try (var campaign = Campaign.of("S33", "kill switch over many runs");
        var works =
            new Works(
                script,
                attempt -> {
                  last.set(System.nanoTime());
                  calls.incrementAndGet();
                  done.merge(attempt.key(), 1, Integer::sum);
                  return attempt.name().equals("model") ? list(10) : Works.answered(Json.EMPTY);
                })) {
      int runs = Campaign.cases(60, 600);
      List<RunId> started = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        started.add(works.start(Json.EMPTY));
      }
      await().atMost(LONG).until(() -> calls.get() > runs);
      works.tell(new HouseSignal.ThrowSwitch(Reach.ALL, "it dreams", Works.CLERK));
      long durable = System.nanoTime();
      await()
          .atMost(LONG)
          .until(() -> started.stream().allMatch(r -> works.status(r).matches("held|completed")));
      long late = Math.max(0, last.get() - durable);
      int before = calls.get();
      works.restart();
      campaign.attempt("the switch is on", () -> assertThat(late).isLessThan(STOPPED.toNanos()));
      assertThat(calls).hasValue(before);
      works.tell(new HouseSignal.ReleaseSwitch(Reach.ALL, "it was mended", Works.CLERK));
      await().atMost(LONG).until(() -> started.stream().allMatch(works::completed));
      campaign.attempt("each once", () -> assertThat(done.values()).containsOnly(1).hasSize(runs * 11));
      campaign.figure("last effect after the switch, ms", late / 1_000_000);
      campaign.figure("calls before it", before);
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
        Script.given("do: [ { each: { for: { in: '${ [range(0; 100001)] }' }, do: [ { a: { set: { n: 1 } } } ] } } ]")
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
    for (int i = 0; i < 1_000 && play.state().ended().isEmpty() && !play.underWay().isEmpty(); i++) {
      play.reject("model").elapse(Duration.ofSeconds(1));
    }
    assertThat(play.calls().size()).isLessThanOrEqualTo(101);
  }

  @Test
  void answers_that_are_lost_again_and_again_end_with_a_person() {
    Play play =
        Script.given("do: [ { s: { call: tool, with: { server: desk, name: put, arguments: {} } } } ]")
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
