package dev.fermata.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectKey;
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
import dev.fermata.value.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model agent that asks, turn after turn, for what it may not have (S18, with our own loop). */
@Tag("faults")
class HostileTalkTest {
  private static final String AGENT =
      """
      agent: clerk
      owner: house
      kind: model
      model: { api: openai, url: 'http://localhost/v1', name: m }
      instructions: Help.
      turns: 9
      boundary: { effects: [ read, reversible, irreversible ],
        tools: [ bank.look, bank.note, bank.pay, bank.keyed, bank.wipe, nobody.pay ] }
      """;
  private static final String MODEL = "m for clerk";
  private static final int TURNS = 8;
  private static final int MOVES = 600;
  private static final Set<String> OFFERED = Set.of("look", "note", "pay", "keyed", "wipe");
  private static final Set<Trial> HARD = Set.of(Trial.REBUILT, Trial.RESTORED, Trial.TWICE);

  /** The second lets payments through at a word from two, and what can be repeated at once. */
  private static final List<List<Policy>> RULES =
      List.of(
          List.of(),
          List.of(
              Bank.asking("bank.pay", "risk", 2, true),
              Bank.policy("small", "bank.keyed", new Then.Allow("it can be taken back"))));

  private static final Script SCRIPT =
      Script.given("do: [ { s: { call: agent, with: { agent: clerk } } } ]")
          .with(AGENT, Bank.file().toString());

  private final AtomicLong wanted = new AtomicLong();
  private final AtomicLong executed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  @Test
  void nothing_outside_the_boundary_and_nothing_irreversible_without_a_word_is_called() {
    try (var campaign = Campaign.of("S18", "hostile talk")) {
      for (long seed : Campaign.seeds(400, 4_000)) {
        campaign.attempt("seed=" + seed, () -> played(seed));
      }
      campaign.figure("calls wanted", wanted.get());
      campaign.figure("executed", executed.get());
      campaign.figure("refused", refused.get());
    }
  }

  private Play played(long seed) {
    var random = new Random(seed);
    List<Policy> rules = RULES.get(random.nextInt(RULES.size()));
    Play play =
        SCRIPT
            .under(rules.toArray(Policy[]::new))
            .trying(seed % 50 == 0 ? HARD : Trial.NONE)
            .start("{}");
    var desk = new Desk(play, random);
    boolean cancels = random.nextInt(5) == 0;
    var asked = new HashSet<EffectKey>();
    int turn = 0;
    int seen = 0;
    for (int i = 0; i < MOVES && play.state().ended().isEmpty(); i++) {
      if (cancels && i == 40) {
        play.cancel();
        int before = play.calls().size();
        desk.forge(20);
        assertThat(play.calls()).as("calls after the run was cancelled").hasSize(before);
      }
      if (play.underWay().contains(MODEL)) {
        turn++;
        play.answer(MODEL, turn <= TURNS ? batch(random, play, asked) : "{ text: bye }");
      } else {
        desk.move();
      }
      seen = checked(play, seen, desk, !rules.isEmpty());
    }
    if (play.state().status() == RunStatus.COMPLETED) {
      allIsRecorded(play, asked);
    } else {
      assertThat(cancels).as("the run goes on for ever: " + play.state().status()).isTrue();
    }
    return play;
  }

  private String batch(Random random, Play play, Set<EffectKey> asked) {
    int size = 1 + random.nextInt(6);
    EffectKey turn = play.calls(MODEL).getLast().key();
    ObjectNode said = Json.object().put("text", "").put("stop", "tools");
    var calls = said.putArray("calls");
    var plan = Json.parse(new Plan(random, size).answer()).view().path("calls");
    for (int i = 0; i < size; i++) {
      String tool = plan.get(i).path("tool").asText();
      String name = Plan.KNOWN.contains(tool) ? "bank." + tool : tool;
      ObjectNode call = calls.addObject().put("id", "c" + i).put("tool", name);
      call.set("arguments", plan.get(i).path("arguments"));
      asked.add(turn.whole().call(turn.turn(), i + 1));
    }
    wanted.addAndGet(size);
    return said.toString();
  }

  /** Looks at the calls that were made since; gives how many there were. */
  private int checked(Play play, int seen, Desk desk, boolean keyedAllowed) {
    List<MakeCall> calls = play.calls();
    for (MakeCall made : calls.subList(seen, calls.size())) {
      if (made.call().target() instanceof Target.Model) {
        continue;
      }
      var target = (Target.Tool) made.call().target();
      assertThat(target.server()).isEqualTo("bank");
      assertThat(OFFERED).contains(target.name());
      assertThat(target.name()).isNotEqualTo("wipe"); // Its own boundary forbids what it does.
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

  /** Each call that was asked for was made, or a fact says why not. */
  private void allIsRecorded(Play play, Set<EffectKey> asked) {
    var known = new HashSet<EffectKey>();
    play.calls().forEach(c -> known.add(c.key()));
    for (RunFact.TalkTold told : play.facts(RunFact.TalkTold.class)) {
      assertThat(told.error()).isTrue();
      refused.incrementAndGet();
      known.add(told.key());
    }
    assertThat(known).containsAll(asked);
  }
}
