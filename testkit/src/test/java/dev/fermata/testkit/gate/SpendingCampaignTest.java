package dev.fermata.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** T23: an agent that loops or costs is stopped, whatever crashes in between. */
@Tag("faults")
class SpendingCampaignTest {
  private static final int MOST_STEPS = 400;

  @Test
  void an_agent_that_loops_and_costs_is_stopped_at_the_limit_whatever_crashes() {
    var late = new AtomicLong();
    var crashes = new AtomicLong();
    try (var campaign = Campaign.of("T23", "agents that loop and cost")) {
      for (long seed : Campaign.seeds(150, 10_000)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              once(seed, late, crashes);
              return seed;
            });
      }
      campaign.figure("mostCallsAfterTheLimit", late.get());
      campaign.figure("crashes", crashes.get());
    }
  }

  private static void once(long seed, AtomicLong late, AtomicLong crashes) {
    var random = new Random(seed);
    long calls = 1 + random.nextInt(12);
    long cents = 10 + random.nextInt(300);
    long estimate = 1 + random.nextInt(20);
    String per = random.nextBoolean() ? "run" : "day";
    String[] breaches = {"stop", "hold", "{ ask: risk }"};
    String breach = breaches[random.nextInt(breaches.length)];
    Play play =
        looping(random.nextBoolean())
            .within(
                """
                { budget: purse, owner: risk, per: %s, breach: %s, estimate: { money: %s },
                  limit: { calls: %d, money: { amount: %s, currency: EUR } } }
                """
                    .formatted(per, breach, decimal(estimate), calls, decimal(cents)))
            .start("{ n: 0 }");
    long paid = 0;
    long callsAfter = 0;
    int made = 0;
    for (int step = 0; step < MOST_STEPS && !play.underWay().isEmpty(); step++) {
      callsAfter += Math.max(0, paid >= cents * 10_000 ? play.calls().size() - made : 0);
      made = play.calls().size();
      int chance = random.nextInt(10);
      if (chance < 3) {
        crashes.incrementAndGet();
        play.crash();
      } else {
        long cost = random.nextInt(60) * 10_000L;
        paid += cost;
        play.reply("clever", answer(cost));
      }
    }
    assertThat(play.underWay()).as("it is stopped").isEmpty();
    assertThat(play.calls().size()).as("calls").isLessThanOrEqualTo((int) calls);
    assertThat(callsAfter).as("calls after the money was gone").isLessThanOrEqualTo(1);
    late.accumulateAndGet(callsAfter, Math::max);
    Amounts used = used(play, per);
    assertThat(used.calls()).as("calls that are counted").isEqualTo(play.calls().size());
    assertThat(used.money()).as("no less than was paid").isGreaterThanOrEqualTo(paid);
    play.crash();
    assertThat(used(play, per)).as("a crash resets nothing").isEqualTo(used);
    assertThat(play.underWay()).isEmpty();
  }

  private static Amounts used(Play play, String per) {
    return per.equals("run")
        ? play.state().tally().own("purse").used()
        : play.shared().balance("purse", "2026-11-21").used();
  }

  private static String decimal(long cents) {
    return "'" + cents / 100 + "." + "%02d".formatted(cents % 100) + "'";
  }

  private static Reply answer(long cost) {
    var usage = new Usage(5, 5, Optional.of(new Money(cost, "EUR")));
    return new Reply.Answered(Json.EMPTY, Json.NULL, usage);
  }

  private static Script looping(boolean keyed) {
    return Script.given(
            """
            do:
              - ask:
                  call: agent
                  with: { agent: clever, work: w, input: '${ { n: .n } }' }
                  output: { as: '${ { n: ($input.n + 1) } }' }
              - again: { switch: [ { more: { when: '.n >= 0', then: ask } } ] }
            """)
        .with(
            "{ agent: clever, owner: owners, kind: java, effect: %s }"
                .formatted(keyed ? "irreversible, keyed: true" : "read"))
        .under(Permits.EVERYTHING)
        .trying(Set.of(Trial.REBUILT, Trial.RESTORED));
  }
}
