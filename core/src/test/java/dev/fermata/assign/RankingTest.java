package dev.fermata.assign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Candidate;
import dev.fermata.roster.Candidate.Kind;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Money;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In which order work is offered. */
class RankingTest {
  private static Candidate agent(String name, EffectClass effect, String euros, int... record) {
    return new Candidate(
        name,
        Kind.AGENT,
        Optional.of(effect),
        Optional.of(euros).filter(e -> !e.isEmpty()).map(e -> Money.of(e, "EUR")),
        record.length > 0 ? record[0] : 0,
        record.length > 1 ? record[1] : 0,
        record.length > 2 ? record[2] : 0,
        "");
  }

  private static Candidate reader(String name, String euros, int... record) {
    return agent(name, EffectClass.READ, euros, record);
  }

  private static String first(boolean people, Candidate... all) {
    return Ranking.ranked(List.of(all), people).getFirst().name();
  }

  private static String why(Candidate... all) {
    List<Candidate> ranked = Ranking.ranked(List.of(all), false);
    return Ranking.reason(ranked.getFirst(), ranked, false);
  }

  @Test
  void the_least_risk_comes_before_the_least_cost() {
    var risky = agent("a", EffectClass.IRREVERSIBLE, "0.01");
    var dear = reader("b", "5");
    assertThat(first(false, risky, dear)).isEqualTo("b");
    assertThat(why(risky, dear)).isEqualTo("before a: less risk, read and not irreversible");
  }

  @Test
  void the_least_cost_comes_before_the_least_load() {
    var busy = reader("a", "0.01", 4, 0, 3);
    var dear = reader("b", "0.02", 4, 0, 0);
    assertThat(first(false, busy, dear)).isEqualTo("a");
    assertThat(why(busy, dear)).isEqualTo("before b: costs less, EUR 0.01 and not EUR 0.02");
  }

  @Test
  void the_least_load_comes_before_the_best_record() {
    var busy = reader("a", "", 9, 0, 3);
    var poor = reader("b", "", 9, 4, 2);
    assertThat(first(false, busy, poor)).isEqualTo("b");
    assertThat(why(busy, poor)).isEqualTo("before a: less load, 2 under way and not 3");
  }

  @Test
  void the_best_record_comes_before_the_name() {
    var poor = reader("a", "", 9, 4);
    var good = reader("b", "", 9, 1);
    assertThat(first(false, poor, good)).isEqualTo("b");
    assertThat(why(poor, good))
        .isEqualTo("before a: better record, 8 of 9 answered and not 5 of 9 answered");
    assertThat(why(reader("d", ""), reader("c", ""))).isEqualTo("before d: by name");
  }

  @Test
  void who_fails_more_often_than_not_comes_last_however_cheap() {
    var broken = reader("a", "", 10, 6);
    var risky = agent("b", EffectClass.IRREVERSIBLE, "5", 10, 5);
    assertThat(first(false, broken, risky)).isEqualTo("b");
    assertThat(why(broken, risky)).isEqualTo("before a: fails less often");
    assertThat(first(false, reader("a", "", 9, 9), risky)).isEqualTo("a");
  }

  @Test
  void people_come_after_agents_unless_they_are_preferred_and_teams_before_one_person() {
    var team = Candidate.human("z-team", Kind.TEAM);
    var ana = Candidate.human("ana", Kind.PERSON);
    var bot = agent("bot", EffectClass.IRREVERSIBLE, "9");
    assertThat(first(false, team, ana, bot)).isEqualTo("bot");
    assertThat(first(true, team, ana, bot)).isEqualTo("z-team");
  }

  @Test
  void the_order_in_which_they_are_registered_does_not_matter() {
    var all = List.of(reader("a", "", 9, 4), reader("b", "0.3"), Candidate.human("c", Kind.TEAM));
    assertThat(Ranking.ranked(all.reversed(), false)).isEqualTo(Ranking.ranked(all, false));
  }
}
