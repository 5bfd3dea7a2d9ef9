package dev.fermata.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Gate;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Rules;
import dev.fermata.policy.Then;
import dev.fermata.run.backtest.Backtest;
import dev.fermata.run.backtest.Change;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is on record, judged once more as if other policies were in force. */
class BacktestTest {
  private static final Policy DENY = Policed.policy("no", new Then.Deny("never"));
  private static final Policy TWO = Policed.asking("two", "risk", 2, true);
  private static final Policy OWNER = Policed.asking("one", "owners", 1, false);

  private final Script script = Policed.paying().under(Permits.EVERYTHING);

  private Play paid() {
    return script.start("{ to: eve }").answer("bank.pay", "{ ref: 1 }");
  }

  private static Stored entry(Play play, long number, List<Fact> facts) {
    byte[] body = facts.isEmpty() ? new byte[0] : Format.body(facts);
    return new Stored(number, StreamId.of(play.state().id()), number, play.now(), body);
  }

  private Backtest backtest(Policies now, Policies then) {
    var gate = new Gate(1, Map.of(), script.roster(), now, Rules.NONE);
    var worlds =
        new Backtest.Worlds(gate, gate.supposing(then), _ -> Optional.of(script.workflow()));
    return new Backtest(worlds, Instant.MIN);
  }

  private Backtest.Result result(Policies now, Policies then, Play... plays) {
    var backtest = backtest(now, then);
    for (Play play : plays) {
      backtest.run(new RunId("r"), List.of(entry(play, 1, play.facts())));
    }
    return backtest.result();
  }

  private static Policies policies(Policy... all) {
    return Policies.of(List.of(all));
  }

  private static void addsUp(Forecast f) {
    assertThat(
            f.unchanged()
                + f.newlyDenied()
                + f.newlyAsked()
                + f.noLongerDenied()
                + f.noLongerAsked()
                + f.askedOtherwise()
                + f.changedOtherwise()
                + f.undecidable())
        .isEqualTo(f.effects());
  }

  @Test
  void the_same_policies_change_nothing() {
    var found = result(policies(Permits.EVERYTHING), policies(Permits.EVERYTHING), paid(), paid());
    assertThat(found.forecast().effects()).isEqualTo(2);
    assertThat(found.forecast().unchanged()).isEqualTo(2);
    assertThat(found.forecast().loosens()).isFalse();
    addsUp(found.forecast());
  }

  @Test
  void what_would_be_denied_or_asked_is_counted_with_examples() {
    var denied = result(policies(Permits.EVERYTHING), policies(Permits.EVERYTHING, DENY), paid());
    assertThat(denied.forecast().newlyDenied()).isEqualTo(1);
    assertThat(denied.examples().get(Change.NEWLY_DENIED).getFirst().rule()).isEqualTo("no@1");
    addsUp(denied.forecast());

    var asked = result(policies(Permits.EVERYTHING), policies(Permits.EVERYTHING, TWO), paid());
    assertThat(asked.forecast().newlyAsked()).isEqualTo(1);
    assertThat(asked.forecast().loosens()).isFalse();
    addsUp(asked.forecast());
  }

  @Test
  void asking_or_keeping_from_less_is_loosening() {
    var allowed = result(policies(OWNER), policies(Permits.EVERYTHING), paid()).forecast();
    assertThat(allowed.noLongerAsked()).isEqualTo(1);
    assertThat(allowed.loosened()).isEqualTo(1);

    var fewer = result(policies(TWO), policies(OWNER), paid()).forecast();
    assertThat(fewer.askedOtherwise()).isEqualTo(1);
    assertThat(fewer.loosened()).isEqualTo(1);

    var undenied = result(policies(DENY), policies(OWNER), paid()).forecast();
    assertThat(undenied.noLongerDenied()).isEqualTo(1);
    assertThat(undenied.loosened()).isEqualTo(1);
    addsUp(undenied);
  }

  @Test
  void what_would_be_redacted_is_another_call() {
    Policy redact = Policed.policy("discreet", new Then.Redact(List.of("/memo")));
    var more = result(policies(Permits.EVERYTHING), policies(Permits.EVERYTHING, redact), paid());
    assertThat(more.forecast().changedOtherwise()).isEqualTo(1);
    assertThat(more.forecast().loosens()).isFalse();
    var less = result(policies(Permits.EVERYTHING, redact), policies(Permits.EVERYTHING), paid());
    assertThat(less.forecast().loosens()).isTrue();
  }

  @Test
  void the_record_decides_and_not_what_the_run_became() {
    Play edited = Policed.paying().start("{ to: eve }");
    var task = edited.task();
    edited.send(
        new RunSignal.Decide(
            task.id(),
            "edit",
            "",
            Json.parse("{\"to\":\"mia\",\"amount\":4}"),
            Optional.of(task.brief().digest()),
            Play.person("ana", "owners"),
            "d"));
    var found = result(policies(), policies(DENY), edited).forecast();
    assertThat(found.effects()).isEqualTo(1);
    assertThat(found.newlyDenied()).isEqualTo(1);
  }

  @Test
  void peoples_time_is_that_of_their_decisions() {
    Play play = Policed.paying().under(TWO).start("{ to: eve }").elapse(Duration.ofMinutes(10));
    for (String name : List.of("ana", "ben")) {
      var task = play.task();
      play.send(
          new RunSignal.Decide(
              task.id(),
              "approve",
              "",
              Json.NULL,
              Optional.of(task.brief().digest()),
              Play.person(name, "risk"),
              name));
    }
    var saved = result(policies(TWO), policies(Permits.EVERYTHING), play).forecast();
    assertThat(saved.decisions()).isEqualTo(2);
    assertThat(saved.secondsSaved()).isEqualTo(2 * 600);
    var added = result(policies(OWNER), policies(TWO), play).forecast();
    assertThat(added.secondsAdded()).isEqualTo(2 * 600);
    assertThat(added.secondsSaved()).isEqualTo(600);
  }

  @Test
  void bad_outcomes_that_it_would_have_stopped_are_named() {
    Play bad = paid();
    bad.send(
        new RunSignal.ReportOutcome(
            Json.parse("\"bad\""), Optional.of(false), Play.person("ana", "risk")));
    var found =
        result(policies(Permits.EVERYTHING), policies(Permits.EVERYTHING, DENY), bad, paid());
    assertThat(found.forecast().outcomes().bad()).isEqualTo(1);
    assertThat(found.forecast().outcomes().badDenied()).isEqualTo(1);
    assertThat(found.stopped()).containsExactly(new RunId("r"));
  }

  @Test
  void what_the_record_lacks_makes_an_effect_undecidable() {
    Play play = paid();
    List<Fact> facts = play.facts();
    int first = 0;
    while (!(facts.get(first) instanceof RunFact.EffectIntended)) {
      first++;
    }
    var half = backtest(policies(Permits.EVERYTHING), policies(DENY));
    half.run(
        play.state().id(),
        List.of(entry(play, 1, List.of()), entry(play, 2, facts.subList(first, facts.size()))));
    assertThat(half.result().forecast().undecidable()).isEqualTo(1);

    var erased = backtest(policies(Permits.EVERYTHING), policies(DENY));
    erased.run(play.state().id(), List.of(entry(play, 1, List.of())));
    erased.erased(3);
    assertThat(erased.result().forecast().undecidable()).isEqualTo(3);
    addsUp(erased.result().forecast());

    var gate = new Gate(1, Map.of(), script.roster(), policies(), Rules.NONE);
    var unpublished =
        new Backtest(new Backtest.Worlds(gate, gate, _ -> Optional.empty()), Instant.MIN);
    unpublished.run(play.state().id(), List.of(entry(play, 1, facts)));
    assertThat(unpublished.result().forecast().undecidable()).isEqualTo(1);
  }

  @Test
  void effects_of_before_are_left_out() {
    Play play = paid();
    var gate = new Gate(1, Map.of(), script.roster(), policies(), Rules.NONE);
    var worlds = new Backtest.Worlds(gate, gate, _ -> Optional.of(script.workflow()));
    var later = new Backtest(worlds, play.now().plusSeconds(1));
    later.run(play.state().id(), List.of(entry(play, 1, play.facts())));
    assertThat(later.result().forecast().effects()).isZero();
  }
}
