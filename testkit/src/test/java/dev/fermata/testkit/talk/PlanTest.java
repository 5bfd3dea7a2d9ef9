package dev.fermata.testkit.talk;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.policy.Policy;
import dev.fermata.run.host.Work;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A goal becomes a plan that is looked at before anything of it runs. */
class PlanTest {
  private static final String STEP =
      """
      do:
        - work:
            call: plan
            with: { agent: planner, goal: '${ "Refund order " + .order }'%s }
      """;
  private static final String[] HOUSE = {
    "{ agent: planner, owner: owners, kind: java, effect: read }",
    "{ agent: writer, owner: owners, kind: java, effect: read, purpose: Writes., skills: [ text ] }",
    """
    { server: shop, owner: owners, kind: java, tools: {
      look: { effect: read, description: Shows an order. },
      refund: { input: { type: object, required: [ order ] } } } }
    """
  };
  private static final String GOOD =
      """
      { do: [
        { sides: { fork: { branches: [
            { see: { call: tool, with: { server: shop, name: look, arguments: { order: '${ .order }' } } } },
            { draft: { call: agent, with: { agent: writer } } } ] } } },
        { ask: { call: human, with: { team: owners, question: Well?, answers: { yes: Paid. },
            due: PT1H, otherwise: raise } } },
        { say: { call: agent, with: { agent: writer } } } ] }
      """;
  private static final String READS =
      "{ do: [ { see: { call: tool, with: { server: shop, name: look, arguments: { a: 1 } } } } ] }";

  private static final String PAYS =
      "{ do: [ { r: { call: tool, with: { server: shop, name: refund, arguments: { order: x } } } } ] }";

  private static Script given(String more) {
    String teams = "teams: [ { team: owners, purpose: Owns. } ]";
    return Script.given(STEP.formatted(more)).with(HOUSE[0], HOUSE[1], HOUSE[2], teams);
  }

  private static Json asked(Play play) {
    return play.calls("planner").getLast().input();
  }

  private static Play ran(Play play, String output) {
    Work.Begin child = play.begun().getLast();
    var reply = new Reply.Answered(Json.parse(output), Json.NULL, Usage.NONE);
    return play.send(new RunSignal.Replied(child.key(), child.attempt(), reply));
  }

  @Test
  void a_planner_is_told_the_goal_and_who_is_there_and_its_plan_is_run_as_a_child() {
    Play play = given("").start("{ order: 'o7' }");
    assertThat(asked(play).toString())
        .contains("\"goal\":\"Refund order o7\"", "\"order\":\"o7\"", "Writes.", "Shows an order.")
        .contains("\"team\":\"owners\"", "\"language\"");
    play.answer("planner", GOOD);
    Work.Begin child = play.begun().getLast();
    Json plan = child.start().lineage().orElseThrow().plan().orElseThrow();
    assertThat(plan.toString()).contains("\"namespace\":\"plan\"", "\"owner\":\"owners\"", "sides");
    assertThat(child.start().input().toString()).isEqualTo("{\"order\":\"o7\"}");
    assertThat(child.start().input().labels().all().untrusted()).isTrue();
    ran(play, "{\"ok\":1}").completes("{ ok: 1 }");
  }

  @Test
  void the_planner_may_pull_the_results_together() {
    Play play = given(", together: writer").start("{ order: 'o7' }").answer("planner", READS);
    ran(play, "{\"ok\":1}");
    assertThat(play.calls("writer").getLast().input().toString())
        .contains("\"goal\":\"Refund order o7\"", "\"result\":{\"ok\":1}");
    play.answer("writer", "{ text: done }").completes("{ text: done }");
  }

  @Test
  void a_plan_that_cannot_be_run_goes_back_with_the_reasons_a_bounded_number_of_times() {
    Play play = given("").start("{ order: 'o7' }").answer("planner", "{ plan: none }");
    assertThat(asked(play).toString())
        .contains("has no list 'do'", "\"before\":{\"plan\":\"none\"}");
    play.answer("planner", "{ do: [ { a: { call: agent, with: { agent: wrter } } } ] }");
    assertThat(asked(play).toString()).contains("wrter", "Did you mean 'writer'?");
    assertThat(play.facts(RunFact.PlanRefused.class)).hasSize(2);
    play.answer(
        "planner",
        "{ do: [ { a: { call: http, with: { method: get, endpoint: 'http://x' } } } ] }");
    assertThat(play.begun()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question()).contains("No plan", "calls no addresses");
    play.decide("retry").answer("planner", READS);
    ran(play, "{\"ok\":1}").completes("{ ok: 1 }");
  }

  @Test
  void a_plan_keeps_within_what_it_may_use_and_its_limits() {
    String use = ", use: [ writer, shop.look ], limits: { steps: 3, people: 0 }";
    Play play = given(use).start("{ order: 'o7' }");
    assertThat(asked(play).toString())
        .contains("writer", "Shows an order.")
        .doesNotContain("refund\"");
    play.answer(
        "planner",
        "{ do: [ { r: { call: tool, with: { server: shop, name: refund, arguments: { order: x } } } } ] }");
    assertThat(asked(play).toString())
        .contains("'shop.refund' is not among what this plan may use");
    play.answer("planner", GOOD);
    assertThat(asked(play).toString()).contains("at most 3 are allowed", "asks people 1 times");
    play.answer("planner", READS);
    ran(play, "{\"ok\":1}").completes("{ ok: 1 }");
  }

  @Test
  void a_plan_that_is_expected_to_cost_too_much_is_refused() {
    String budget =
        """
        budget: writing
        owner: owners
        per: run
        limit: { money: { amount: '100', currency: EUR } }
        breach: stop
        estimate: { money: '3' }
        """;
    Play play =
        given(", limits: { cost: { amount: '5.00', currency: EUR } }")
            .within(budget)
            .start("{ order: 'o7' }")
            .answer("planner", GOOD);
    assertThat(asked(play).toString()).contains("expected to cost EUR 9; at most EUR 5");
    play.answer("planner", READS);
    assertThat(play.begun()).hasSize(1);
  }

  @Test
  void a_plan_that_would_do_what_cannot_be_undone_is_shown_to_a_person_first() {
    Play play =
        given("")
            .under(new Policy[0])
            .start("{ order: 'o7' }")
            .answer(
                "planner",
                "{ do: [ { r: { call: tool, with: { server: shop, name: refund, arguments: { order: x } } } } ] }");
    assertThat(play.begun()).isEmpty();
    Task task = play.task();
    assertThat(task.kind()).isEqualTo(Task.Kind.APPROVE);
    assertThat(task.brief().show().toString())
        .contains("\"forecast\":{\"steps\":1", "shop.refund", "irreversible", "\"goal\"");
    say(play, task, "edit", "{\"goal\":\"x\",\"plan\":{\"do\":[]},\"input\":{}}");
    assertThat(play.refusal().detail()).contains("the plan itself cannot be edited");
    say(play, task, "reject", "null");
    assertThat(asked(play).toString()).contains("ana said no");
    play.answer("planner", READS);
    ran(play, "{\"ok\":1}").completes("{ ok: 1 }");
  }

  private static void say(Play play, Task task, String answer, String data) {
    play.send(
        new RunSignal.Decide(
            task.id(),
            answer,
            "",
            Json.parse(data),
            Optional.of(task.brief().digest()),
            person("ana", "owners"),
            "d-" + answer));
  }

  @Test
  void after_a_failure_another_plan_is_made_once() {
    Play play = given("").start("{ order: 'o7' }").answer("planner", READS);
    fails(play);
    assertThat(asked(play).toString()).contains("the shop is shut", "\"before\"");
    play.answer("planner", READS);
    assertThat(play.begun()).hasSize(2);
    fails(play);
    assertThat(play.task().brief().question()).contains("the shop is shut");
  }

  private static void fails(Play play) {
    Work.Begin child = play.begun().getLast();
    var no = new Reply.Rejected(Problem.communication(503, "the shop is shut"), false);
    play.send(new RunSignal.Replied(child.key(), child.attempt(), no));
  }

  @Test
  void a_plan_that_is_done_is_not_run_again_where_its_step_comes_again() {
    Play play = given(", together: writer").start("{ order: 'o7' }");
    play.answer("planner", "{ plan: none }").answer("planner", PAYS);
    ran(play, "{\"ok\":1}").reject("writer").decide("retry");
    play.answer("planner", PAYS);
    assertThat(play.begun().stream().map(Work.Begin::child).distinct()).hasSize(1);
    play.answer("writer", "{ text: done }").completes("{ text: done }");
  }

  @Test
  void a_plan_asks_for_no_skill_and_is_classed_by_what_its_agents_may_do() {
    String clerk =
        "{ agent: clerk, owner: owners, kind: java, effect: read,"
            + " boundary: { tools: [ shop.refund ] } }";
    Play play =
        Script.given(STEP.formatted(""))
            .with(HOUSE[0], HOUSE[1], HOUSE[2], clerk, "teams: [ { team: owners } ]")
            .under(new Policy[0])
            .start("{ order: 'o7' }")
            .answer("planner", "{ do: [ { a: { call: agent, with: { skill: text } } } ] }");
    assertThat(asked(play).toString()).contains("it asks for no skill");
    play.answer("planner", "{ do: [ { a: { call: agent, with: { agent: clerk } } } ] }");
    assertThat(play.begun()).isEmpty();
    assertThat(play.task().brief().show().toString()).contains("\"worst\":\"irreversible\"");
  }

  @Test
  void a_crash_neither_asks_the_planner_anew_nor_begins_another_child() {
    Play play = given("").start("{ order: 'o7' }").crash().answer("planner", READS).crash();
    assertThat(play.begun().stream().map(Work.Begin::child).distinct()).hasSize(1);
    ran(play, "{\"ok\":1}").completes("{ ok: 1 }");
  }

  @Test
  void a_plan_that_would_hand_data_to_whom_it_may_not_is_refused() {
    String secret =
        """
        document: { dsl: '1.0.3', namespace: test, name: p, version: '1.0.0',
          metadata: { owner: owners, labels: special } }
        """
            + STEP.formatted("");
    Play play =
        Script.given(secret)
            .with(
                "{ agent: planner, owner: owners, kind: java, effect: read,"
                    + " boundary: { labels: [ special ] } }",
                HOUSE[1],
                HOUSE[2],
                "teams: [ { team: owners } ]")
            .start("{ order: 'o7' }")
            .answer("planner", "{ do: [ { a: { call: agent, with: { agent: writer } } } ] }");
    assertThat(asked(play).toString()).contains("for which it is not cleared");
  }
}
