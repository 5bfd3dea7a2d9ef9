package dev.fermata.testkit.people;

import static dev.fermata.testkit.Casts.given;
import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunSignal;
import dev.fermata.fact.TaskFact;
import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.Team;
import dev.fermata.roster.hours.Absence;
import dev.fermata.roster.hours.Hours;
import dev.fermata.roster.hours.Presence;
import dev.fermata.task.Handling;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.gate.Policed;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What people do about a task besides deciding it: giving it away, comments, snoozing. */
class DeskTest {
  private static final Principal ANA = person("ana", "clerks");
  private static final Principal BEN = person("ben", "clerks");
  private static final Principal EVE = person("eve", "sales");

  private static final Team CLERKS = team("", List.of());

  private static Team team(String lead, List<Duration> reminders) {
    var practice = new Team.Practice(Presence.ALWAYS, lead, reminders, List.of(), false);
    return new Team(new TeamName("clerks"), "", Set.of(), Optional.of(practice));
  }

  static Play asked() {
    return asked(CLERKS);
  }

  private static Play asked(Team team) {
    return given(
            """
            do:
              - ask:
                  call: human
                  with:
                    team: clerks
                    question: Pay?
                    show: { to: '${ .to }' }
                    answers: { pay: It is paid, leave: Nothing happens }
                    due: PT4H
            """)
        .withTeams(team)
        .withPeople(registered("ana", "", "clerks"), registered("ben", "", "clerks"))
        .start("{ to: eve }");
  }

  /** An account; with a delegate it is away until the end of 2099. */
  static Person registered(String name, String delegate, String... teams) {
    var away = new Absence(LocalDate.EPOCH, LocalDate.parse("2099-12-31"), delegate);
    var presence = new Presence(ZoneId.of("UTC"), Hours.ALWAYS, List.of(away));
    return new Person(
        new PersonId(name),
        name,
        Set.of(Role.APPROVER),
        Arrays.stream(teams).map(TeamName::new).collect(Collectors.toSet()),
        false,
        "",
        Set.of(),
        delegate.isEmpty() ? Optional.empty() : Optional.of(presence),
        List.of());
  }

  @Test
  void a_task_that_is_given_to_somebody_waits_for_them_alone() {
    Play play = asked();
    play.send(new RunSignal.Delegate(play.task().id(), "ben", "he knows them", ANA));

    assertThat(play.task().team()).isEqualTo("ben");
    assertThat(play.task().due()).isPresent();
    Handling.Handed handed = play.task().handling().handed().getFirst();
    assertThat(handed.from()).isEqualTo("clerks");
    assertThat(handed.why()).isEqualTo("he knows them");
    play.decide(ANA, "pay", "", "a");
    assertThat(play.refusal().kind()).isEqualTo("not-yours");
    play.decide(BEN, "pay", "", "b");
    assertThat(play.accepted()).isTrue();
  }

  @Test
  void a_task_is_not_given_to_whom_nobody_knows() {
    Play play = asked();
    play.send(new RunSignal.Delegate(play.task().id(), "bem", "", ANA));

    assertThat(play.refusal().kind()).isEqualTo("not-found");
    assertThat(play.refusal().detail()).contains("ben");
  }

  @Test
  void somebody_of_another_team_gives_nothing_away() {
    Play play = asked();
    play.send(new RunSignal.Delegate(play.task().id(), "ben", "", EVE));

    assertThat(play.refusal().kind()).isEqualTo("not-yours");
  }

  @Test
  void what_somebody_else_has_claimed_only_a_lead_gives_away() {
    Play play = asked(team("carla", List.of()));
    play.claim(BEN);
    play.send(new RunSignal.Delegate(play.task().id(), "ana", "", ANA));
    assertThat(play.refusal().kind()).isEqualTo("claimed");

    play.send(new RunSignal.Delegate(play.task().id(), "ana", "", person("carla")));
    assertThat(play.task().team()).isEqualTo("ana");
  }

  @Test
  void what_rules_ask_a_team_stays_with_its_people() {
    Play play =
        Policed.paying()
            .withPeople(registered("ana", "", "owners"), registered("eve", "", "sales"))
            .start("{ to: eve }");
    play.send(new RunSignal.Delegate(play.task().id(), "eve", "", person("ben", "owners")));
    assertThat(play.refusal().kind()).isEqualTo("outside-team");

    play.send(new RunSignal.Delegate(play.task().id(), "ana", "", person("ben", "owners")));
    assertThat(play.task().team()).isEqualTo("ana");
    approve(play, person("ana", "owners"));
    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  private static Play approve(Play play, Principal by) {
    Task task = play.task();
    return play.send(
        new RunSignal.Decide(
            task.id(),
            "approve",
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            by,
            by.name()));
  }

  @Test
  void whoever_stands_in_decides_in_the_place_of_the_absent_and_it_says_so() {
    Play play = asked();
    play.house(
        s -> s.withPeople(registered("ana", "eve", "clerks"), registered("eve", "", "sales")));
    play.decide(EVE, "pay", "", "e");

    assertThat(play.accepted()).isTrue();
    var decided = play.facts(TaskFact.TaskDecided.class).getFirst().decision();
    assertThat(decided.by()).isEqualTo("eve");
    assertThat(decided.behalf()).isEqualTo("ana");
  }

  @Test
  void whoever_stands_in_for_somebody_does_not_answer_for_their_team_where_rules_ask_it() {
    Play play =
        Policed.paying()
            .withPeople(registered("ana", "eve", "owners"), registered("eve", "", "sales"))
            .start("{ to: eve }");
    approve(play, EVE);

    assertThat(play.refusal().kind()).isEqualTo("not-yours");
    assertThat(play.calls()).isEmpty();
  }

  @Test
  void four_eyes_hold_for_whom_an_approval_is_given_to() {
    Script script =
        Policed.paying()
            .under(Policed.asking("two", "risk", 1, true, Otherwise.DENY))
            .withPeople(registered("ana", "", "risk"), registered("ben", "", "risk"));
    Play play = script.start("{ to: eve }");
    Principal ana = person("ana", "risk");
    edit(play, ana);
    play.send(new RunSignal.Delegate(play.task().id(), "ana", "", person("ben", "risk")));

    assertThat(play.refusal().kind()).isEqualTo("self-approval");
  }

  private static void edit(Play play, Principal by) {
    Task task = play.task();
    Json edited = Json.parse("{\"to\":\"bo\",\"amount\":5}");
    play.send(
        new RunSignal.Decide(
            task.id(), "edit", "", edited, Optional.of(task.brief().digest()), by, "edit"));
  }

  @Test
  void whoever_snoozes_a_task_does_not_hide_it_from_others() {
    Play play = asked();
    var until = play.now().plus(Duration.ofHours(1));
    play.send(new RunSignal.Snooze(play.task().id(), until, ANA));
    assertThat(play.task().handling().snoozed()).containsEntry("ana", until).hasSize(1);

    play.send(new RunSignal.Wake(play.task().id(), ANA));
    assertThat(play.task().handling().snoozed()).isEmpty();
  }

  @Test
  void a_task_is_not_put_off_beyond_its_deadline() {
    Play play = asked();
    var late = play.now().plus(Duration.ofHours(5));
    play.send(new RunSignal.Snooze(play.task().id(), late, ANA));
    assertThat(play.refusal().kind()).isEqualTo("form");
  }

  @Test
  void comments_are_facts_and_change_nothing_else() {
    Play play = asked();
    play.send(new RunSignal.Comment(play.task().id(), "Is that the right one?", EVE));

    assertThat(play.task().handling().comments()).isEqualTo(1);
    assertThat(play.facts(TaskFact.TaskCommented.class).getFirst().text())
        .isEqualTo("Is that the right one?");
    assertThat(play.task().waits()).isTrue();
  }

  @Test
  void a_team_is_reminded_as_often_as_it_wants_and_not_of_what_is_decided() {
    Play play = asked(team("", List.of(Duration.ofHours(2), Duration.ofMinutes(30))));
    play.elapse(Duration.ofMinutes(150));
    assertThat(play.facts(TaskFact.TaskReminded.class)).hasSize(1);
    play.elapse(Duration.ofMinutes(70));
    assertThat(play.facts(TaskFact.TaskReminded.class)).hasSize(2);

    Play decided = asked(team("", List.of(Duration.ofHours(2)))).decide("pay");
    assertThat(decided.state().timers().values()).isEmpty();
  }
}
