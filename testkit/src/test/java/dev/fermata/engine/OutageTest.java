package dev.fermata.engine;

import static dev.fermata.engine.World.answered;
import static dev.fermata.engine.World.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.TaskFact;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A receiver that is silent for an hour gets hardly more calls than ever, and all runs resume. */
@Tag("faults")
class OutageTest {
  private static final Duration BEFORE = Duration.ofMinutes(3);
  private static final Duration OUTAGE = Duration.ofHours(1);
  private static final Duration AFTER = Duration.ofMinutes(20);

  private final Map<Long, Integer> byMinute = new TreeMap<>();
  private final Map<EffectKey, Integer> attempts = new HashMap<>();
  private final Map<RunId, Instant> lastAnswer = new HashMap<>();
  private final Instant begins = World.TEN.plus(BEFORE);
  private final Instant ends = begins.plus(OUTAGE);
  private final Hours hours = new Hours(this::work);

  private Reply work(Caller.Attempt attempt) {
    Instant now = hours.clock.instant();
    byMinute.merge(Duration.between(World.TEN, now).toMinutes(), 1, Integer::sum);
    attempts.merge(attempt.key(), 1, Integer::sum);
    if (!now.isBefore(begins) && now.isBefore(ends)) {
      return new Reply.Lost(Problem.communication(504, "no answer"));
    }
    lastAnswer.put(attempt.key().run(), now);
    return answered(Json.EMPTY);
  }

  @Test
  void an_outage_of_an_hour_adds_at_most_a_tenth_to_the_load_and_all_runs_resume() {
    int runs = Campaign.cases(200, 900);
    try (var campaign = Campaign.of("T9", "outage of a keyed tool for an hour")) {
      campaign.attempt(
          runs + " runs, a call a minute each",
          () -> {
            outage(runs, campaign);
            return null;
          });
    }
  }

  private void outage(int count, Campaign campaign) {
    String round = tool("a", "book") + ", {'w': {'wait': {'minutes': 1}}}";
    hours.furnished(
        64,
        Optional.empty(),
        "{'each': {'for': {'in': '${ [range(0; 500)] }'}, 'do': [%s]}}".formatted(round),
        ", 'limits': {'sameCall': 500}");
    List<RunId> runs = new ArrayList<>();
    for (int second = 0; second < 60; second++) {
      for (int i = second * count / 60; i < (second + 1) * count / 60; i++) {
        runs.add(hours.start("work", Priority.NORMAL));
      }
      hours.pass(Duration.ofSeconds(1));
    }
    hours.pass(BEFORE.plus(OUTAGE).plus(AFTER).minusSeconds(60));
    int normal = byMinute.getOrDefault(BEFORE.toMinutes() - 2, 0);
    int most = byMinute.values().stream().max(Comparator.naturalOrder()).orElseThrow();
    long repeats = attempts.values().stream().mapToInt(times -> times - 1).sum();
    campaign.figure("calls a minute before", normal);
    campaign.figure("most in any minute", most);
    campaign.figure("further attempts", repeats);
    campaign.figure(
        "most attempts of one call", attempts.values().stream().max(Integer::compare).orElse(0));
    assertThat(normal).isEqualTo(count);
    assertThat(most).isLessThanOrEqualTo(count * 11 / 10);
    assertThat(attempts.values()).allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(5));
    assertThat(runs)
        .allSatisfy(run -> {
          assertThat(lastAnswer.get(run)).isAfter(ends);
          assertThat(hours.facts(run, RunFact.EffectInDoubt.class)).isEmpty();
          assertThat(hours.facts(run, TaskFact.TaskOpened.class)).isEmpty();
        });
    scattered(runs);
  }

  /** What failed together does not come back together. */
  private void scattered(List<RunId> runs) {
    List<Long> delays = new ArrayList<>();
    for (RunId run : runs) {
      hours.facts(run, TimerSet.class).stream()
          .filter(t -> t.purpose() == TimerSet.Purpose.REATTEMPT)
          .findFirst()
          .ifPresent(t -> delays.add(t.at().toEpochMilli() % 1000));
    }
    assertThat(delays).hasSizeGreaterThan(runs.size() / 2);
    assertThat(delays.stream().distinct().count()).isGreaterThan(runs.size() / 4);
    assertThat(delays.stream().filter(ms -> ms > 0 && ms < 500)).isEmpty();
  }

  @Test
  void what_may_not_be_repeated_and_what_was_refused_get_no_further_attempt() {
    Map<EffectKey, Integer> times = new HashMap<>();
    var each =
        new Hours(attempt -> {
          times.merge(attempt.key(), 1, Integer::sum);
          return attempt.work().equals("pay")
              ? new Reply.Lost(Problem.communication(504, "no answer"))
              : new Reply.Rejected(Problem.runtime("no such account"), false);
        });
    each.furnished(64, Optional.empty(), tool("a", "pay"), "");
    each.publish("1.0.1", tool("a", "book"), "");
    for (int i = 0; i < 20; i++) {
      each.start("work@1.0.0", Priority.NORMAL);
      each.start("work@1.0.1", Priority.NORMAL);
    }
    each.pass(Duration.ofMinutes(2));
    assertThat(times).hasSize(40);
    assertThat(times.values()).containsOnly(1);
  }
}
