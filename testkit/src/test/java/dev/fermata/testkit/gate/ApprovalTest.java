package dev.fermata.testkit.gate;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Asking;
import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.policy.Then;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Risk;
import dev.fermata.value.TeamName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalTest {
  private static final Principal ANA = person("ana", "owners", "risk");
  private static final Principal BEN = person("ben", "owners", "risk");

  private static Play agree(Play play, Principal by) {
    return say(play, play.task(), by, "approve", Json.NULL);
  }

  private static Play say(Play play, Task task, Principal by, String answer, Json data) {
    String id = by.name() + "-" + answer;
    Optional<Digest> brief = Optional.of(task.brief().digest());
    return play.send(new RunSignal.Decide(task.id(), answer, "", data, brief, by, id));
  }

  @Test
  void what_is_irreversible_asks_the_owner_of_the_workflow_and_is_called_once_approved() {
    Play play = Policed.paying().start("{ to: eve }");
    assertThat(play.calls()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.APPROVE);
    assertThat(play.task().team()).isEqualTo("owners");
    assertThat(play.state().status()).isEqualTo(RunStatus.WAITING);

    agree(play, ANA).answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");

    var intended = play.facts(RunFact.EffectIntended.class).getLast();
    assertThat(intended.receipt().grants().getFirst().by()).containsExactly("ana");
    assertThat(intended.receipt().expires()).isPresent();
  }

  @Test
  void what_only_reads_or_can_be_undone_asks_nobody() {
    assertThat(Policed.calling("look").start("{ to: eve }").underWay())
        .containsExactly("bank.look");
    assertThat(Policed.calling("note").start("{ to: eve }").underWay())
        .containsExactly("bank.note");
  }

  @Test
  void the_brief_shows_the_real_call() {
    Task task = Policed.paying().start("{ to: eve }").task();
    assertThat(task.brief().show().toString())
        .contains("\"target\":\"bank.pay\"", "\"amount\":5", "\"to\":\"eve\"", "irreversible")
        .contains(task.approval().orElseThrow().call().value());
  }

  @Test
  void how_grave_a_policy_says_it_is_stands_with_the_approval() {
    var ask =
        new Then.Ask("risk", 1, false, Duration.ofHours(4), Otherwise.HOLD, Optional.of(Risk.HIGH));
    Play play = Policed.calling("note").under(Policed.policy("large", ask)).start("{ to: eve }");
    assertThat(play.task().approval().orElseThrow().stake())
        .contains(new Asking.Stake(Risk.HIGH, "large@1"));
  }

  @Test
  void a_rejected_call_is_not_made_and_its_step_fails() {
    Play play = Policed.paying().start("{ to: eve }");
    say(play, play.task(), ANA, "reject", Json.NULL);
    assertThat(play.calls()).isEmpty();
    assertThat(play.facts(RunFact.EffectDenied.class)).hasSize(1);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question()).contains("ana said no");
  }

  @Test
  void an_approval_without_the_digest_of_what_was_read_does_not_count() {
    Play play = Policed.paying().start("{ to: eve }");
    play.decide(ANA, "approve", "", "d1");
    assertThat(play.refusal().kind()).isEqualTo("unbound");
    assertThat(play.calls()).isEmpty();
  }

  @Test
  void an_approval_of_something_else_than_what_is_shown_does_not_count() {
    Play play = Policed.paying().start("{ to: eve }");
    Task task = play.task();
    Optional<Digest> other = Optional.of(Digest.of("another brief"));
    play.send(new RunSignal.Decide(task.id(), "approve", "", Json.NULL, other, ANA, "d1"));
    assertThat(play.refusal().kind()).isEqualTo("stale");
    assertThat(play.calls()).isEmpty();
  }

  @Test
  void several_different_people_must_agree_where_a_rule_says_so() {
    Play play =
        Policed.paying().under(Policed.asking("two", "risk", 2, false)).start("{ to: eve }");
    agree(play, ANA);
    assertThat(play.calls()).isEmpty();
    say(play, play.task(), ANA, "approve", Json.NULL);
    assertThat(play.calls()).isEmpty();
    agree(play, BEN);
    assertThat(play.underWay()).containsExactly("bank.pay");
    assertThat(
            play.facts(RunFact.EffectIntended.class).getLast().receipt().grants().getFirst().by())
        .containsExactly("ana", "ben");
  }

  @Test
  void two_accounts_of_one_person_are_one_person() {
    Play play =
        Policed.paying().under(Policed.asking("two", "risk", 2, false)).start("{ to: eve }");
    agree(play, ANA);
    agree(play, account("ana-admin", "ana"));
    assertThat(play.refusal().kind()).isEqualTo("agreed-already");
    assertThat(play.calls()).isEmpty();
  }

  @Test
  void who_requested_the_call_does_not_approve_it_where_four_eyes_are_asked() {
    Play play =
        Policed.paying().under(Policed.asking("four", "risk", 1, true)).start("{ to: eve }");
    agree(play, account("starter", "token:test"));
    assertThat(play.refusal().kind()).isEqualTo("self-approval");
    agree(play, BEN);
    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  @Test
  void every_team_that_is_asked_must_agree() {
    Play play =
        Policed.paying()
            .under(
                Policed.asking("money", "risk", 1, false), Policed.asking("law", "legal", 1, false))
            .start("{ to: eve }");
    assertThat(play.state().waiting().values())
        .extracting(Task::team)
        .containsExactlyInAnyOrder("risk", "legal");
    for (Task task : play.state().waiting().values()) {
      assertThat(play.calls()).isEmpty();
      say(play, task, person("ana", task.team()), "approve", Json.NULL);
    }
    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  @Test
  void one_no_is_enough() {
    Play play =
        Policed.paying()
            .under(
                Policed.asking("money", "risk", 1, false), Policed.asking("law", "legal", 1, false))
            .start("{ to: eve }");
    Task first = play.state().waiting().values().getFirst();
    say(play, first, person("ana", first.team()), "reject", Json.NULL);
    assertThat(play.state().waiting().values())
        .extracting(Task::kind)
        .containsExactly(Task.Kind.REPAIR);
    assertThat(play.calls()).isEmpty();
  }

  @Test
  void an_edited_call_is_another_call_and_who_edits_agrees_to_it() {
    Play play = Policed.paying().start("{ to: eve }");
    Digest before = play.task().approval().orElseThrow().call();
    say(play, play.task(), ANA, "edit", Json.parse("{\"to\":\"mia\",\"amount\":4}"));
    assertThat(play.call().arguments().toString()).contains("mia");
    assertThat(play.call().digest()).isNotEqualTo(before);
    var changed = play.facts(RunFact.EffectChanged.class).getFirst();
    assertThat(changed.by()).isEqualTo("ana");
    assertThat(changed.from().digest()).isEqualTo(before);
  }

  @Test
  void accounts_that_turn_out_to_be_of_one_person_while_it_waits_count_as_one() {
    Play play = Policed.paying().under(Policed.asking("two", "risk", 2, true)).start("{ to: eve }");
    say(play, play.task(), ANA, "edit", Json.parse("{\"to\":\"ada\",\"amount\":1}"));
    agree(play, person("bob", "risk"));
    play.house(s -> s.withPeople(known("ben", "ana"), known("cid", "bob")));
    agree(play, BEN);
    assertThat(play.refusal().kind()).isEqualTo("self-approval");
    agree(play, person("cid", "risk"));
    assertThat(play.refusal().kind()).isEqualTo("agreed-already");
    assertThat(play.calls()).isEmpty();
    agree(play, person("dan", "risk"));
    assertThat(play.calls()).hasSize(1);
  }

  private static Person known(String name, String sameAs) {
    return new Person(new PersonId(name), name, Set.of(Role.APPROVER), Set.of(), false, sameAs);
  }

  @Test
  void where_four_eyes_are_asked_somebody_else_approves_what_was_edited() {
    Play play =
        Policed.paying().under(Policed.asking("four", "risk", 1, true)).start("{ to: eve }");
    say(play, play.task(), ANA, "edit", Json.parse("{\"to\":\"mia\",\"amount\":4}"));
    assertThat(play.calls()).isEmpty();
    say(play, play.task(), ANA, "approve", Json.NULL);
    assertThat(play.refusal().kind()).isIn("self-approval");
    agree(play, BEN);
    assertThat(play.call().arguments().toString()).contains("mia");
  }

  @Test
  void nobody_in_time_denies_or_goes_to_the_owner_as_the_rule_says() {
    Play denied =
        Policed.paying()
            .under(Policed.asking("soon", "risk", 1, false, Otherwise.DENY))
            .start("{ to: eve }")
            .elapse(Duration.ofHours(5));
    assertThat(denied.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(denied.calls()).isEmpty();

    Play held =
        Policed.paying()
            .under(Policed.asking("soon", "risk", 1, false, Otherwise.HOLD))
            .start("{ to: eve }")
            .elapse(Duration.ofHours(5));
    assertThat(held.task().team()).isEqualTo("owners");
    agree(held, person("olga", "owners"));
    assertThat(held.underWay()).containsExactly("bank.pay");
  }

  @Test
  void a_cancelled_run_needs_no_approval_any_more() {
    Play play = Policed.paying().start("{ to: eve }");
    Task task = play.task();
    play.cancel();
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    say(play, task, ANA, "approve", Json.NULL);
    assertThat(play.refusal().kind()).isEqualTo("withdrawn");
    assertThat(play.calls()).isEmpty();
  }

  @Test
  void an_approval_that_is_too_old_when_its_turn_comes_is_asked_for_anew() {
    Play play = Policed.paying().start("{ to: eve }").receiversBusy(true);
    agree(play, ANA).elapse(Duration.ofHours(25)).receiversBusy(false);
    assertThat(play.calls()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.APPROVE);
    assertThat(play.facts(RunFact.EffectAsked.class).getLast().because()).contains("older than");
    say(play, play.task(), BEN, "approve", Json.NULL);
    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  @Test
  void an_approval_covers_the_attempt_that_a_person_wants_again_however_late() {
    Play play = Policed.paying().start("{ to: eve }");
    agree(play, ANA).lose("bank.pay").elapse(Duration.ofDays(3));
    play.decide("again");
    assertThat(play.underWay()).containsExactly("bank.pay");
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void who_edited_a_call_does_not_approve_it_when_it_is_asked_for_anew() {
    Play play =
        Policed.paying().under(Policed.asking("four", "risk", 1, true)).start("{ to: eve }");
    play.receiversBusy(true);
    say(play, play.task(), ANA, "edit", Json.parse("{\"to\":\"mia\",\"amount\":4}"));
    agree(play, BEN).elapse(Duration.ofHours(25)).receiversBusy(false);
    assertThat(play.calls()).isEmpty();
    assertThat(play.task().approval().orElseThrow().requesters()).contains("ana");
    say(play, play.task(), ANA, "approve", Json.NULL);
    assertThat(play.refusal().kind()).isEqualTo("self-approval");
  }

  @Test
  void an_edit_that_has_no_canonical_form_is_refused_and_the_run_goes_on() {
    Play play = Policed.paying().start("{ to: eve }");
    say(play, play.task(), ANA, "edit", Json.parse("{\"amount\":9007199254740993}"));
    assertThat(play.refusal().kind()).isEqualTo("form");
    agree(play, ANA).answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void who_has_agreed_may_still_say_no() {
    Play play =
        Policed.paying().under(Policed.asking("two", "risk", 2, false)).start("{ to: eve }");
    assertThat(play.task().brief().answers().get("approve")).contains("2 different persons");
    agree(play, ANA);
    say(play, play.task(), ANA, "reject", Json.NULL);
    assertThat(play.facts(RunFact.EffectDenied.class)).hasSize(1);
  }

  @Test
  void of_two_teams_whose_time_ends_together_the_first_denial_ends_it() {
    Play play =
        Policed.paying()
            .under(
                Policed.asking("money", "risk", 1, false, Otherwise.DENY),
                Policed.asking("law", "legal", 1, false, Otherwise.HOLD))
            .start("{ to: eve }")
            .elapse(Duration.ofHours(5));
    assertThat(play.state().waiting().values())
        .extracting(Task::kind)
        .containsExactly(Task.Kind.REPAIR);
  }

  @Test
  void an_approval_survives_a_crash() {
    Play play =
        Policed.paying().under(Policed.asking("two", "risk", 2, false)).start("{ to: eve }");
    agree(play, ANA).crash();
    agree(play, BEN);
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void an_edit_cannot_send_a_request_elsewhere_than_what_was_judged() {
    Play play =
        Script.given(
                """
                do: [ { s: { call: http, with: { method: post, endpoint: https://bank.example/pay, body: { to: eve } } } } ]
                """)
            .under()
            .start();
    String elsewhere =
        play.task()
            .brief()
            .show()
            .member("arguments")
            .orElseThrow()
            .toString()
            .replace("bank.example", "evil.example");
    say(play, play.task(), ANA, "edit", Json.parse(elsewhere));
    assertThat(play.refusal().kind()).isEqualTo("form");
    assertThat(play.refusal().detail()).contains("elsewhere");
  }

  @Test
  void what_is_approved_while_the_run_is_paused_leaves_when_it_is_resumed() {
    for (String tool : List.of("pay", "keyed")) {
      Play play = Policed.calling(tool).start("{ to: eve }").pause();
      agree(play, ANA);
      assertThat(play.underWay()).isEmpty();
      play.crash();
      assertThat(play.underWay()).isEmpty();
      play.resume();
      assertThat(play.underWay()).containsExactly("bank." + tool);
    }
  }

  private static Principal account(String name, String natural) {
    return new Principal.Human(
        new PersonId(name),
        Set.of(Role.APPROVER),
        Set.of(new TeamName("risk"), new TeamName("owners")),
        natural);
  }
}
