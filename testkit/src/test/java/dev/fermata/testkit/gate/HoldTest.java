package dev.fermata.testkit.gate;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Kind;
import dev.fermata.policy.Then;
import dev.fermata.task.Task;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Switches, and what is judged again at the moment of the call. */
class HoldTest {
  private static Script permitted() {
    return Policed.paying().under(Permits.EVERYTHING);
  }

  @ParameterizedTest
  @CsvSource({
    "ALL,''",
    "TOOL,bank",
    "TOOL,bank.pay",
    "WORKFLOW,test/sample",
    "OWNER,treasury",
    "OWNER,owners"
  })
  void a_switch_parks_the_work_says_why_and_lets_it_go_on_when_released(Kind kind, String name) {
    Switch thrown = Policed.thrown(kind, name);
    Play play = permitted().switched(thrown).start("{ to: eve }");
    assertThat(play.calls()).isEmpty();
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    assertThat(play.state().problem()).contains("ana", "it misbehaves", thrown.reach().toString());

    play.crash().house(Script::switched);
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void a_switch_for_something_else_holds_nothing() {
    Play play = permitted().switched(Policed.thrown(Kind.TOOL, "post")).start("{ to: eve }");
    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  @Test
  void looking_again_at_what_is_still_held_changes_nothing() {
    Play play = permitted().switched(Policed.thrown(Kind.ALL, "")).start("{ to: eve }");
    int before = play.facts().size();
    play.house(same -> same);
    assertThat(play.facts()).hasSize(before);
  }

  @Test
  void a_switch_thrown_while_a_call_waits_for_its_turn_parks_it() {
    Play play = permitted().start("{ to: eve }");
    assertThat(play.underWay()).containsExactly("bank.pay");

    Play waiting = waiting();
    waiting.house(s -> s.switched(Policed.thrown(Kind.ALL, ""))).receiversBusy(false);
    assertThat(waiting.calls()).isEmpty();
    assertThat(waiting.state().status()).isEqualTo(RunStatus.HELD);
    waiting.house(Script::switched);
    assertThat(waiting.underWay()).containsExactly("bank.pay");
    assertThat(waiting.calls().getFirst().attempt()).as("it had never left").isEqualTo(1);
  }

  @Test
  void a_policy_that_denies_meanwhile_stops_a_call_that_waits_for_its_turn() {
    Play play = waiting();
    Policy deny = Policed.policy("no", new Then.Deny("not today"));
    play.house(s -> s.under(Permits.EVERYTHING, deny)).receiversBusy(false);
    assertThat(play.calls()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question()).contains("not today");
  }

  @Test
  void an_approval_stands_if_no_more_is_asked_and_falls_if_more_is() {
    Play play = Policed.paying().start("{ to: eve }").receiversBusy(true);
    approve(play);
    play.house(s -> s.under(Policed.asking("more", "owners", 1, false))).receiversBusy(false);
    assertThat(play.underWay()).containsExactly("bank.pay");

    Play stricter = Policed.paying().start("{ to: eve }").receiversBusy(true);
    approve(stricter);
    stricter.house(s -> s.under(Policed.asking("more", "owners", 2, false))).receiversBusy(false);
    assertThat(stricter.calls()).isEmpty();
    assertThat(stricter.task().kind()).isEqualTo(Task.Kind.APPROVE);
    assertThat(stricter.facts(RunFact.EffectAsked.class).getLast().because()).contains("more now");
  }

  @Test
  void a_tool_that_was_changed_since_it_was_judged_is_not_called() {
    Play play = waiting();
    play.house(s ->
            s.with(Policed.BANK.replace("{ pay: {}", "{ pay: { description: new }"))
                .under(Permits.EVERYTHING))
        .receiversBusy(false);
    assertThat(play.calls()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question()).contains("no longer registered as it was");
    play.decide("retry");
    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  @Test
  void fields_that_a_rule_redacts_do_not_leave() {
    Policy redact = Policed.policy("discreet", new Then.Redact(List.of("/memo", "/not/there")));
    Play play = permitted().under(Permits.EVERYTHING, redact).start("{ to: eve }");
    assertThat(play.call().arguments().toString()).contains("eve").doesNotContain("memo");
    assertThat(play.facts(RunFact.EffectChanged.class)).hasSize(1);
  }

  @Test
  void a_rule_that_redacts_from_now_on_reaches_a_call_that_waits_for_its_turn() {
    Play play = waiting();
    Policy redact = Policed.policy("discreet", new Then.Redact(List.of("/memo")));
    play.house(s -> s.under(Permits.EVERYTHING, redact)).receiversBusy(false);
    assertThat(play.call().arguments().toString()).contains("eve").doesNotContain("memo");
    // A number that nobody has handed out, or the engine would take it for the call it knows.
    assertThat(play.calls().getLast().attempt()).isEqualTo(2);
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void what_a_rule_sends_to_an_agent_that_is_not_there_goes_nowhere() {
    Policy reroute = Policed.policy("elsewhere", new Then.Reroute("gone"));
    Play play = permitted().under(Permits.EVERYTHING, reroute).start("{ to: eve }");
    assertThat(play.calls()).isEmpty();
    assertThat(play.task().brief().question()).contains("'gone'", "not registered");
  }

  @Test
  void an_approval_grows_old_while_a_switch_holds_the_call() {
    for (String tool : List.of("pay", "keyed")) {
      Play play = Policed.calling(tool).start("{ to: eve }").receiversBusy(true);
      approve(play);
      play.house(s -> s.switched(Policed.thrown(Kind.ALL, ""))).receiversBusy(false);
      assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
      play.elapse(Duration.ofDays(10)).house(Script::switched);
      assertThat(play.calls()).as(tool).isEmpty();
      assertThat(play.task().kind()).isEqualTo(Task.Kind.APPROVE);
    }
  }

  @Test
  void a_held_call_that_is_approved_in_between_is_asked_for_when_it_is_released() {
    Play play = Policed.paying().switched(Policed.thrown(Kind.ALL, "")).start("{ to: eve }");
    assertThat(play.state().waiting().isEmpty()).isTrue();
    play.house(Script::switched);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.APPROVE);
    approve(play);
    assertThat(play.underWay()).containsExactly("bank.pay");
  }

  @Test
  void a_reattempt_that_is_held_goes_on_under_its_key_when_released() {
    Play play = Policed.calling("keyed").under(Permits.EVERYTHING).start("{ to: eve }");
    play.lose("bank.keyed").house(s -> s.switched(Policed.thrown(Kind.TOOL, "bank"))).elapse();
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    assertThat(play.calls()).hasSize(1);
    play.crash().house(Script::switched);
    assertThat(play.calls()).hasSize(2);
    assertThat(play.calls().getFirst().key()).isEqualTo(play.calls().getLast().key());
    play.answer("bank.keyed", "{ ref: 1 }").completes("{ ref: 1 }");
  }

  @Test
  void a_check_that_may_not_be_asked_leaves_the_question_to_a_person() {
    Script bank =
        Script.given(
                "do: [ { pay: { call: tool, with: { server: bank, name: pay, arguments: {} } } } ]")
            .with(
                """
                server: bank
                owner: treasury
                kind: java
                tools: { pay: { check: paid }, paid: { effect: read } }
                """);
    Play play = bank.start("{}");
    play.house(s -> s.switched(Policed.thrown(Kind.TOOL, "bank.paid")));
    play.lose("bank.pay");
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    assertThat(play.task().team()).isEqualTo("treasury");
  }

  private static Play waiting() {
    Play play = permitted().start("{ to: eve }", true);
    assertThat(play.calls()).isEmpty();
    return play;
  }

  private static void approve(Play play) {
    Task task = play.task();
    play.send(
        new RunSignal.Decide(
            task.id(),
            "approve",
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            person("ana", "owners"),
            "d"));
  }
}
