package dev.fermata.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.EffectList.Use;
import dev.fermata.policy.budget.Budgets;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Person;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Label;
import dev.fermata.watch.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is found on a made-up roster. */
class SprawlTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Use USED = new Use(3, 0, 0, Optional.empty(), NOW);
  private static final TeamName OPS = new TeamName("ops");

  private static Agent agent(String name, String owner, String url, String... tools) {
    var boundary =
        new Boundary(
            Boundary.CLEARED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            tools.length == 0 ? Optional.empty() : Optional.of(Set.of(tools)),
            Label.NONE,
            false);
    return new Agent(
        name,
        "1",
        owner,
        "",
        new Endpoint.Http(url, Map.of()),
        List.of(),
        EffectClass.READ,
        false,
        Agent.Limits.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        Digest.of(name),
        Optional.of(boundary));
  }

  private static Roster roster(Agent... agents) {
    Map<String, Agent> all = new HashMap<>();
    for (Agent each : agents) {
      all.put(each.name(), each);
    }
    var ana = new Person(new PersonId("ana"), "Ana", Set.of(Role.APPROVER), Set.of(OPS), false);
    var eve = new Person(new PersonId("eve"), "Eve", Set.of(Role.APPROVER), Set.of(), true);
    return new Roster(
        all,
        Map.<String, ToolServer>of(),
        Map.of(ana.id(), ana, eve.id(), eve),
        Map.of(OPS, new Team(OPS, ""), new TeamName("empty"), new Team(new TeamName("empty"), "")));
  }

  private static Sprawl.Report report(
      Roster roster, Map<String, Use> uses, Map<String, Set<String>> unreviewed) {
    Map<String, Instant> since =
        roster.agents().keySet().stream()
            .collect(Collectors.toMap(n -> n, _ -> NOW.minus(Duration.ofDays(40))));
    return Sprawl.of(new Sprawl.View(roster, Budgets.NONE, uses, since, Map.of(), unreviewed, NOW));
  }

  private static List<Kind> kinds(Sprawl.Report report, String name) {
    return report.findings().stream()
        .filter(f -> f.name().equals(name))
        .map(Finding::kind)
        .toList();
  }

  @Test
  void an_empty_roster_is_in_order() {
    assertThat(report(Roster.EMPTY, Map.of(), Map.of()))
        .isEqualTo(new Sprawl.Report(100, 0, List.of()));
  }

  @Test
  void each_kind_of_finding_takes_its_share_once() {
    Roster roster = roster(agent("a", "ops", "http://a"), agent("b", "ops", "http://b"));
    Sprawl.Report report = report(roster, Map.of("a", USED), Map.of());
    assertThat(kinds(report, "a")).containsExactly(Kind.NO_BUDGET);
    assertThat(kinds(report, "b")).containsExactly(Kind.UNUSED, Kind.NO_BUDGET);
    // 10 of a's points and 25 of b's: 17.5 in the mean, and never told better than it is.
    assertThat(report.score()).isEqualTo(82);
  }

  @Test
  void an_owner_must_be_there_and_able_to_act() {
    Roster roster =
        roster(
            agent("ok", "ops", "http://a"),
            agent("gone", "nobody", "http://b"),
            agent("left", "eve", "http://c"),
            agent("vacant", "empty", "http://d"));
    Map<String, Use> uses = Map.of("ok", USED, "gone", USED, "left", USED, "vacant", USED);
    Sprawl.Report report = report(roster, uses, Map.of());
    assertThat(
            report.findings().stream()
                .filter(f -> f.kind() == Kind.NO_OWNER)
                .map(f -> f.name() + ": " + f.why() + " | " + f.mend()))
        .containsExactly(
            "gone: its owner nobody is not on the roster | fermata team add nobody --purpose"
                + " 'answers for gone'",
            "left: its owner eve can sign in no more | fermata agent add left.yaml    # with"
                + " another owner in it",
            "vacant: its owner empty is a team without people | fermata person add PERSON --role"
                + " approver --team empty");
  }

  @Test
  void two_that_are_reached_in_the_same_way_overlap_and_the_later_name_is_told() {
    Roster roster = roster(agent("a", "ops", "http://x"), agent("b", "ops", "http://x"));
    Sprawl.Report report = report(roster, Map.of("a", USED, "b", USED), Map.of());
    assertThat(kinds(report, "a")).doesNotContain(Kind.OVERLAP);
    assertThat(kinds(report, "b")).contains(Kind.OVERLAP);
    assertThat(report.findings().getFirst().mend())
        .isEqualTo("fermata agent remove b --why 'the same as a'");
  }

  @Test
  void what_is_irreversible_and_left_without_a_person_names_the_policy_that_let_it() {
    Roster roster = roster(agent("a", "ops", "http://x"));
    Sprawl.Report report = report(roster, Map.of("a", USED), Map.of("a", Set.of("small-loans")));
    assertThat(report.findings().getFirst().kind()).isEqualTo(Kind.UNREVIEWED);
    assertThat(report.findings().getFirst().mend())
        .isEqualTo("fermata policy withdraw small-loans --why 'a person is to look at a'");
  }

  @Test
  void a_tool_that_an_agent_may_use_and_nobody_used_is_too_much() {
    Roster roster = roster(agent("a", "ops", "http://x", "bank.pay", "bank.look"));
    Sprawl.Report report = report(roster, Map.of("a", USED, "bank.look", USED), Map.of());
    assertThat(kinds(report, "a")).containsExactly(Kind.OVER_PRIVILEGED, Kind.NO_BUDGET);
    assertThat(report.findings().getFirst().why()).contains("bank.pay").doesNotContain("bank.look");
  }

  @Test
  void the_score_never_falls_below_nothing() {
    Roster roster =
        roster(agent("a", "nobody", "http://x"), agent("b", "nobody", "http://x", "t.u"));
    Map<String, Set<String>> all = Map.of("a", Set.of("p"), "b", Set.of("p"));
    assertThat(report(roster, Map.of(), all).score()).isBetween(0, 10);
  }
}
