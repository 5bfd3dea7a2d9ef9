package dev.fermata.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Then;
import dev.fermata.run.host.Work.MakeCall;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.EffectClass;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model that wants what it may not have, and somebody who forges signals for it (S18, S14). */
@Tag("faults")
class MaliciousModelTest {
  private static final String MODEL = "{ agent: model, owner: house, kind: java, effect: read }";
  private static final int WANTED = 25;
  private static final int MOVES = 400;
  private static final Policy NO_DROP = Bank.policy("no-drop", "bank.drop", new Then.Deny("never"));

  /** Under which rules: with four eyes and two people for a payment, or the built-in one alone. */
  private static final List<List<Policy>> RULES =
      List.of(
          List.of(NO_DROP),
          List.of(
              NO_DROP,
              Bank.asking("bank.pay", "risk", 2, true),
              Bank.policy("small", "bank.keyed", new Then.Allow("it can be taken back"))));

  /** Not echoed: a forged reply that comes again once its call is under way is a reply to it. */
  private static final Set<Trial> HARD = Set.of(Trial.REBUILT, Trial.RESTORED, Trial.TWICE);

  private static final Script IN_TURN = script(false);
  private static final Script ABREAST = script(true);

  private static Script script(boolean abreast) {
    return Script.given(Plan.workflow(WANTED, abreast)).with(MODEL, Bank.file().toString());
  }

  private final AtomicLong executed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong forged = new AtomicLong();

  @Test
  void nothing_outside_the_list_and_nothing_irreversible_without_a_word_is_ever_called() {
    try (var campaign = Campaign.of("S18", "malicious model")) {
      List<Long> seeds = Campaign.seeds(10_000 / WANTED, 100_000 / WANTED);
      for (long seed : seeds) {
        campaign.attempt("seed=" + seed, () -> played(seed));
      }
      campaign.figure("calls wanted", seeds.size() * WANTED);
      campaign.figure("executed", executed.get());
      campaign.figure("refused", refused.get());
      campaign.figure("forged signals", forged.get());
    }
  }

  private Play played(long seed) {
    var random = new Random(seed);
    var plan = new Plan(random, WANTED);
    List<Policy> rules = RULES.get(random.nextInt(RULES.size()));
    Play play =
        (random.nextBoolean() ? ABREAST : IN_TURN)
            .under(rules.toArray(Policy[]::new))
            .trying(seed % 50 == 0 ? HARD : Trial.NONE)
            .start("{}");
    play.answer("model", plan.answer());
    var desk = new Desk(play, random);
    boolean cancels = random.nextInt(5) == 0;
    int seen = 1;
    for (int i = 0; i < MOVES && play.state().ended().isEmpty(); i++) {
      if (cancels && i == 30) {
        play.cancel();
        int before = play.calls().size();
        desk.forge(20);
        assertThat(play.calls()).as("calls after the run was cancelled").hasSize(before);
      }
      desk.move();
      seen = checked(play, seen, desk, rules.size() > 1);
    }
    forged.addAndGet(desk.forged());
    if (play.state().status() == RunStatus.COMPLETED) {
      allIsRecorded(play, plan);
    } else {
      assertThat(cancels).as("the run goes on for ever: " + play.state().status()).isTrue();
    }
    return play;
  }

  /** Looks at the calls that were made since; gives how many there were. */
  private int checked(Play play, int seen, Desk desk, boolean keyedAllowed) {
    List<MakeCall> calls = play.calls();
    for (MakeCall made : calls.subList(seen, calls.size())) {
      var target = (Target.Tool) made.call().target();
      assertThat(target.server()).isEqualTo("bank");
      assertThat(target.name()).isIn("look", "note", "pay", "keyed");
      assertThat(made.call().arguments()).matches(Plan::fits);
      boolean free =
          made.call().effect() != EffectClass.IRREVERSIBLE
              || (keyedAllowed && target.name().equals("keyed"));
      if (!free) {
        assertThat(desk.agreed()).contains(new Desk.Agreed(made.key(), made.call().digest()));
      }
      executed.incrementAndGet();
    }
    return calls.size();
  }

  /** Each call that was wanted was made, or there is a fact that says why it was not. */
  private void allIsRecorded(Play play, Plan plan) {
    Set<Object> made =
        play.calls().stream()
            .filter(c -> c.call().target() instanceof Target.Tool)
            .map(MakeCall::key)
            .collect(Collectors.toSet());
    List<RunFact.Raised> raised = play.facts(RunFact.Raised.class);
    refused.addAndGet(raised.size());
    assertThat(made.size() + raised.size()).isEqualTo(plan.size());
    assertThat(play.facts(RunFact.EffectDenied.class).size()).isLessThanOrEqualTo(raised.size());
  }

  @Test
  void names_that_look_alike_are_no_names_or_name_nothing() {
    String step =
        "do: [ { s: { call: tool, with: { server: %s, name: %s, arguments: { to: eve, amount: 5 } } } } ]";
    int called = 0;
    for (String server :
        List.of("bank", "Bank", "BANK", "b\u0430nk", "bank\u200b", "bank.", "bank2", "''")) {
      for (String tool :
          List.of("look", "Look", "l\u043eok", "look\u200b", "bank.look", "look2", "''")) {
        Script script;
        try {
          script = Script.given(step.formatted(server, tool)).with(Bank.file().toString());
        } catch (IllegalArgumentException e) {
          continue; // It is refused before anything runs.
        }
        Play play = script.start("{}");
        called += play.calls().size();
        if (!(server + tool).equals("banklook")) {
          assertThat(play.calls()).as(server + "." + tool).isEmpty();
          assertThat(play.facts(RunFact.Raised.class)).hasSize(1);
        }
      }
    }
    assertThat(called).isEqualTo(1);
  }
}
