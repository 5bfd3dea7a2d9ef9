package dev.fermata.testkit.gate;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Hold;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Then;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import dev.fermata.task.Task;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.turn.Rate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What effects take from budgets: reserved before the call, settled with its answer. */
class BudgetTest {
  private static final String THREE_CALLS =
      "{ budget: few, owner: risk, per: run, limit: { calls: 3 }, breach: stop }";

  private static Script looping(String agent) {
    return Script.given(
            """
            do:
              - ask: { call: agent, with: { agent: %s, work: w, input: '${ { n: .n } }' }, output: { as: '${ { n: ($input.n + 1) } }' } }
              - again: { switch: [ { more: { when: '.n < 10', then: ask } }, { over: { then: end } } ] }
            """
                .formatted(agent))
        .with(agent("clever"), agent("cheap"))
        .under(Permits.EVERYTHING);
  }

  private static String agent(String name) {
    return "{ agent: %s, owner: owners, kind: java, effect: read }".formatted(name);
  }

  private static String money(String breach) {
    return money(breach, "run", "all");
  }

  private static String money(String breach, String per, String scope) {
    return """
    budget: purse
    owner: risk
    scope: %s
    per: %s
    limit: { money: { amount: '1.00', currency: EUR } }
    breach: %s
    estimate: { money: '0.25' }
    """
        .formatted(scope, per, breach);
  }

  private static Reply costing(String amount) {
    return new Reply.Answered(
        Json.EMPTY, Json.NULL, new Usage(10, 5, Optional.of(Money.of(amount, "EUR"))));
  }

  @Test
  void a_call_beyond_the_limit_is_not_made_and_the_problem_says_why() {
    Play play = looping("clever").within(THREE_CALLS).start("{ n: 0 }");
    for (int i = 0; i < 3; i++) {
      play.answer("clever", "{}");
    }
    assertThat(play.calls()).hasSize(3);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question()).contains("budget few has no room");
    assertThat(play.state().tally().own("few").used().calls()).isEqualTo(3);
  }

  @Test
  void what_a_call_is_expected_to_cost_is_reserved_and_what_it_cost_is_settled() {
    Play play = looping("clever").within(money("stop")).start("{ n: 0 }");
    assertThat(own(play).reserved().money()).isEqualTo(250_000);
    assertThat(own(play).spent().money()).isZero();

    play.reply("clever", costing("0.10"));
    assertThat(own(play).spent()).isEqualTo(new Amounts(100_000, 15, 1, 0, 0));
    assertThat(own(play).reserved().money()).isEqualTo(250_000);
  }

  @Test
  void what_is_not_reported_counts_as_it_was_expected() {
    Play play = looping("clever").within(money("stop")).start("{ n: 0 }").answer("clever", "{}");
    assertThat(own(play).spent().money()).isEqualTo(250_000);
  }

  @Test
  void costs_in_another_currency_count_as_they_were_expected() {
    var dollars = new Usage(1, 1, Optional.of(Money.of("0.01", "USD")));
    Play play = looping("clever").within(money("stop")).start("{ n: 0 }");
    play.reply("clever", new Reply.Answered(Json.EMPTY, Json.NULL, dollars));
    assertThat(own(play).spent().money()).isEqualTo(250_000);
  }

  @Test
  void an_agent_that_costs_more_than_expected_is_stopped_after_one_call_at_most() {
    Play play = looping("clever").within(money("stop")).start("{ n: 0 }");
    play.reply("clever", costing("0.80"));
    assertThat(play.calls()).hasSize(1);
    assertThat(play.task().brief().question()).contains("budget purse");
  }

  @Test
  void an_agent_that_reports_a_negative_cost_gives_nothing_back() {
    Play play = looping("clever").within(money("stop")).start("{ n: 0 }");
    play.reply("clever", costing("-5.00"));
    assertThat(own(play).spent().money()).isZero();
    assertThat(own(play).spent().calls()).isEqualTo(1);
  }

  @Test
  void a_call_that_never_left_gives_back_what_it_reserved() {
    Play play = looping("clever").within(money("stop")).start("{ n: 0 }").notCalled("clever");
    assertThat(own(play)).isEqualTo(Balance.NONE);
  }

  @Test
  void a_crash_resets_nothing_and_counts_the_attempt_again() {
    Play play = looping("clever").within(THREE_CALLS).start("{ n: 0 }").crash().crash();
    assertThat(play.calls()).hasSize(3);
    assertThat(play.state().tally().own("few").used().calls()).isEqualTo(3);
    play.crash();
    assertThat(play.calls()).hasSize(3);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
  }

  @Test
  void what_is_in_doubt_keeps_what_it_reserved() {
    Play play =
        Policed.calling("pay")
            .under(Permits.EVERYTHING)
            .within(money("stop", "day", "all"))
            .start("{ to: eve }")
            .lose("bank.pay");
    assertThat(shared(play).reserved().money()).isEqualTo(250_000);
    play.decide("happened", "{}");
    assertThat(shared(play).reserved().money()).isZero();
    assertThat(shared(play).spent().money()).isEqualTo(250_000);
  }

  @Test
  void a_run_that_ends_before_the_gate_gives_back_nothing_it_did_not_take() {
    Play play = Policed.paying().within(money("stop", "day", "all")).start("{ to: eve }").cancel();
    assertThat(shared(play)).isEqualTo(Balance.NONE);
  }

  @Test
  void people_let_one_call_pass_and_only_that() {
    Play play = looping("clever").within(money("{ ask: risk }")).start("{ n: 0 }");
    play.reply("clever", costing("1.00"));
    assertThat(play.task().kind()).isEqualTo(Task.Kind.APPROVE);
    assertThat(play.task().team()).isEqualTo("risk");
    approve(play);
    assertThat(play.calls()).hasSize(2);
    play.reply("clever", costing("0.10"));
    assertThat(play.calls()).hasSize(2);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.APPROVE);
    assertThat(own(play).spent().money()).isEqualTo(1_100_000);
  }

  @Test
  void a_word_about_the_budget_is_none_about_what_policies_ask() {
    Play play =
        Policed.paying()
            .under(Policed.asking("careful", "risk", 1, false))
            .within(money("{ ask: risk }", "day", "all"))
            .start("{ to: ada }", true)
            .others(s -> s);
    assertThat(play.state().waiting().values()).hasSize(1);

    Play full =
        Policed.paying()
            .under(Policed.asking("careful", "risk", 1, false))
            .within(
                "{ budget: none, owner: risk, per: total, limit: { calls: 1 }, breach: { ask: risk } }")
            .start("{ to: ada }");
    approve(full, full.task());
    assertThat(full.calls()).hasSize(1);
    assertThat(full.shared().balance("none", "total").used().calls()).isEqualTo(1);
  }

  @Test
  void a_cheaper_agent_takes_over_and_is_judged_by_itself() {
    Play play =
        looping("clever")
            .within(money("{ degrade: cheap }", "run", "{ agent: clever }"))
            .start("{ n: 0 }");
    play.reply("clever", costing("1.00"));
    assertThat(play.underWay()).containsExactly("cheap");
    assertThat(play.facts(RunFact.EffectChanged.class).getLast().rule()).isEqualTo("budget/purse");

    Policy no = Policed.policy("no", new Then.Deny("cheap is not trusted"));
    Play denied = looping("clever").within(money("{ degrade: absent }")).start("{ n: 0 }");
    denied.reply("clever", costing("1.00"));
    assertThat(denied.underWay()).isEmpty();
    assertThat(no.name()).isEqualTo("no");
  }

  @Test
  void a_held_call_leaves_when_there_is_room_again_and_looking_changes_nothing() {
    Play play =
        looping("clever")
            .within(money("hold", "day", "all"))
            .start("{ n: 0 }")
            .reply("clever", costing("1.00"));
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    assertThat(play.state().hold().orElseThrow().kind()).isEqualTo(Hold.Kind.BUDGET);
    int before = play.facts().size();
    play.others(s -> s);
    assertThat(play.facts()).hasSize(before);

    play.crash().elapse(Duration.ofDays(1)).others(s -> s);
    assertThat(play.underWay()).containsExactly("clever");
  }

  private static final String OF_EACH =
      """
      budget: of-%s
      owner: risk
      scope: { agent: %s }
      per: day
      limit: { calls: %d }
      breach: stop
      """;

  /** Clever is asked, has its turn while it is switched off, and is let go to somebody else. */
  private static Play rerouted(String... budgets) {
    Play play =
        Script.given("do: [ { ask: { call: agent, with: { agent: clever, work: w } } } ]")
            .with(
                "{ agent: clever, owner: owners, kind: java, effect: irreversible }",
                agent("cheap"))
            .under(Permits.EVERYTHING)
            .within(budgets)
            .start("{}", true)
            .house(s -> s.switched(Policed.thrown(Switch.Kind.AGENT, "clever")))
            .receiversBusy(false);
    assertThat(play.calls()).isEmpty();
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    Policy elsewhere = Policed.policy("elsewhere", new Then.Reroute("cheap"));
    return play.house(s -> s.switched().under(Permits.EVERYTHING, elsewhere));
  }

  @Test
  void what_was_held_and_sent_elsewhere_takes_from_the_budget_of_who_does_it() {
    Play play =
        rerouted(OF_EACH.formatted("clever", "clever", 1), OF_EACH.formatted("cheap", "cheap", 1));
    assertThat(play.underWay()).containsExactly("cheap");
    assertThat(play.shared().balance("of-clever", "2026-11-21")).isEqualTo(Balance.NONE);
    assertThat(play.shared().balance("of-cheap", "2026-11-21").reserved().calls()).isEqualTo(1);
    play.answer("cheap", "{}");
    assertThat(play.shared().balance("of-clever", "2026-11-21")).isEqualTo(Balance.NONE);
    assertThat(play.shared().balance("of-cheap", "2026-11-21").spent().calls()).isEqualTo(1);
  }

  @Test
  void what_was_held_and_sent_elsewhere_needs_room_there_and_its_own_place_is_free_again() {
    String spent = OF_EACH.formatted("cheap", "cheap", 1).replace("calls: 1", "tokens: 1");
    Play none = rerouted(spent + "estimate: { tokens: 2 }\n");
    assertThat(none.calls()).isEmpty();
    assertThat(none.task().brief().question()).contains("budget of-cheap has no room");

    // One budget for both has room for one call, and it is still one call.
    Play one =
        rerouted("{ budget: both, owner: risk, per: day, limit: { calls: 1 }, breach: stop }");
    assertThat(one.underWay()).containsExactly("cheap");
    assertThat(one.shared().balance("both", "2026-11-21").used().calls()).isEqualTo(1);
  }

  @Test
  void others_take_from_the_same_budget() {
    Share all =
        new Share("purse", "2026-11-21", new Amounts(900_000, 0, 3, 0, 0), Amounts.NONE, "EUR");
    Script script = looping("clever").within(money("stop", "day", "all"));
    Play play = script.start("{ n: 0 }").others(s -> s.reserved(all));
    play.reply("clever", costing("0.05"));
    assertThat(play.calls()).hasSize(1);
    assertThat(play.task().brief().question())
        .contains("budget purse has no room for it in this day");
  }

  @Test
  void a_rule_lets_through_so_many_calls_in_a_time_and_holds_the_rest() {
    Policy limit = Policed.policy("slowly", new Then.Limit(new Rate(2, Duration.ofMinutes(1))));
    Play play = looping("clever").under(Permits.EVERYTHING, limit).start("{ n: 0 }");
    play.answer("clever", "{}").answer("clever", "{}");
    assertThat(play.calls()).hasSize(2);
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    assertThat(play.state().problem()).contains("slowly@1", "2 calls");
    play.elapse(Duration.ofMinutes(1)).others(s -> s);
    assertThat(play.calls()).hasSize(3);
  }

  @Test
  void the_time_that_people_take_is_counted() {
    Play play =
        Policed.paying()
            .within(
                "{ budget: hours, owner: risk, per: month, limit: { humanMinutes: 60 }, breach: stop }")
            .start("{ to: eve }")
            .elapse(Duration.ofMinutes(10))
            .claim(person("bob", "owners"))
            .elapse(Duration.ofMinutes(5));
    approve(play, play.task());
    assertThat(play.shared().balance("hours", "2026-11").spent().humanMs())
        .isEqualTo(Duration.ofMinutes(5).toMillis());
  }

  private static Balance own(Play play) {
    return play.state().tally().own("purse");
  }

  private static Balance shared(Play play) {
    return play.shared().balance("purse", "2026-11-21");
  }

  private static void approve(Play play) {
    approve(play, play.task());
  }

  private static void approve(Play play, Task task) {
    play.send(
        new RunSignal.Decide(
            task.id(),
            "approve",
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            person("bob", task.team()),
            "approve " + task.id()));
  }
}
