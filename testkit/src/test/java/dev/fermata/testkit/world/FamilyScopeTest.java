package dev.fermata.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.policy.Asking;
import dev.fermata.policy.Switch;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Breach;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Reach;
import dev.fermata.policy.budget.Window;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Principal;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.testkit.Script;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A child may no more than each run above it: switches, policies, budgets and people hold for all.
 */
class FamilyScopeTest {
  private static final int STEP_LIMIT = 50_000;
  private static final Principal ANA = new Principal.Human(new PersonId("ana"), Set.of(), Set.of());

  private final List<Attempt> calls = new ArrayList<>();
  private World world = new World(3, World.Luck.CALM, this::called);

  private Reply called(Attempt attempt) {
    calls.add(attempt);
    return new Reply.Answered(Json.EMPTY, Json.NULL, Usage.NONE);
  }

  @BeforeEach
  void furnish() {
    world.with(
        new ToolServer(
            "shop",
            "1",
            "ops",
            "",
            new Endpoint.Java("shop"),
            Map.of(
                "look",
                tool("look", EffectClass.READ),
                "sell",
                tool("sell", EffectClass.REVERSIBLE),
                "burn",
                tool("burn", EffectClass.IRREVERSIBLE)),
            new Limits(2, Duration.ofMinutes(1), 1000),
            Digest.of("shop")));
  }

  private static Tool tool(String name, EffectClass effect) {
    return new Tool(name, "", effect, true, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private void publish(String name, String owner, String steps) {
    Workflow workflow =
        Script.given(
                ("document: { dsl: '1.0.3', namespace: test, name: %s, version: '1.0.0',"
                        + " metadata: { owner: %s } }\n%s")
                    .formatted(name, owner, steps))
            .workflow();
    world.with(workflow, workflow.definition().toString());
  }

  private void family(String tool) {
    publish(
        "below",
        "low",
        """
        do:
          - each:
              for: { each: n, in: '${ [range(3)] }' }
              do:
                - act: { call: tool, with: { server: shop, name: %s, arguments: { n: '${ $n }' } } }
        """
            .formatted(tool));
    publish(
        "above",
        "high",
        """
        do:
          - all:
              fork:
                branches:
                  - a: { run: { workflow: { namespace: test, name: below, version: latest } } }
                  - b: { run: { workflow: { namespace: test, name: below, version: latest } } }
        """);
  }

  private void tell(HouseSignal signal) {
    var client =
        world.<Answer>client(
            "tell",
            (engine, then) -> engine.tell(signal, then),
            answer -> assertThat(answer).isInstanceOf(Answer.Accepted.class));
    while (!client.answered()) {
      world.step();
    }
  }

  private RunId start(String name) {
    List<RunId> begun = new ArrayList<>();
    var what = new Fermata.Beginning(name, Json.EMPTY, "only " + name, "");
    world.<Answer.ToStart>client(
        "start",
        (engine, then) -> engine.start(what, ANA, then),
        answer -> begun.add(((Answer.Started) answer).run()));
    rest();
    return begun.getFirst();
  }

  private void rest() {
    for (int i = 0; world.step(); i++) {
      assertThat(i).isLessThan(STEP_LIMIT);
    }
  }

  private List<RunRow> under(RunId root) {
    return world.journal().runs(RunFilter.ofFamily(Optional.empty(), Optional.of(root), 100));
  }

  @Test
  void a_switch_on_the_workflow_above_holds_what_children_do() {
    publish(
        "below",
        "low",
        "do: [ { nap: { wait: PT1H } }, { act: { call: tool, with: { server: shop, name: sell } } } ]");
    publish(
        "above",
        "high",
        "do: [ { one: { run: { workflow: { namespace: test, name: below, version: latest } } } } ]");
    var reach = new Switch.Reach(Switch.Kind.WORKFLOW, "test/above");
    // The child begins and naps; then its parent's workflow is switched off.
    var what = new Fermata.Beginning("above", Json.EMPTY, "", "");
    List<RunId> begun = new ArrayList<>();
    world.<Answer.ToStart>client(
        "start",
        (engine, then) -> engine.start(what, ANA, then),
        answer -> begun.add(((Answer.Started) answer).run()));
    while (begun.isEmpty() || under(begun.getFirst()).isEmpty()) {
      world.step();
    }
    tell(new HouseSignal.ThrowSwitch(reach, "a look at it", World.CLERK));
    rest();

    assertThat(calls).isEmpty();
    assertThat(under(begun.getFirst())).extracting(RunRow::status).containsExactly(RunStatus.HELD);
    tell(new HouseSignal.ReleaseSwitch(reach, "looked at", World.CLERK));
    rest();
    assertThat(calls).hasSize(1);
    assertThat(world.journal().run(begun.getFirst()).orElseThrow().status())
        .isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void what_is_irreversible_asks_the_owner_of_each_run_above_too() {
    family("burn");

    RunId root = start("above");

    assertThat(calls).isEmpty();
    for (RunRow row : under(root)) {
      assertThat(facts(row.id(), RunFact.EffectAsked.class))
          .singleElement()
          .satisfies(asked ->
              assertThat(asked.asks()).extracting(Asking::team).containsExactly("low", "high"));
    }
    assertThat(under(root)).extracting(RunRow::status).containsOnly(RunStatus.WAITING);
  }

  @Test
  void whoever_started_the_parent_is_a_requester_of_what_its_children_do() {
    family("sell");

    RunId root = start("above");

    for (RunRow row : under(root)) {
      assertThat(row.by()).isEqualTo("ana");
      assertThat(facts(row.id(), RunFact.EffectIntended.class))
          .isNotEmpty()
          .allSatisfy(f -> assertThat(f.receipt().requesters()).contains("ana"));
    }
  }

  @Test
  void what_a_budget_gives_to_each_run_is_for_the_run_and_all_under_it() {
    family("sell");
    tell(new HouseSignal.AddBudget(calls("test/above", Window.RUN), "", "", World.CLERK));

    RunId root = start("above");

    assertThat(calls).hasSize(4);
    assertThat(under(root))
        .extracting(RunRow::problem)
        .anyMatch(problem -> problem.contains("budget few has no room"));

    calls.clear();
    start("below"); // Nothing above it, so nothing is shared.
    assertThat(calls).hasSize(3);
  }

  @Test
  void a_budget_of_the_day_about_the_workflow_above_pays_for_children() {
    family("sell");
    tell(new HouseSignal.AddBudget(calls("test/above", Window.DAY), "", "", World.CLERK));

    start("above");

    assertThat(calls).hasSize(4);
  }

  @Test
  void a_child_is_no_more_than_its_budget_however_often_the_process_dies() {
    for (int seed = 0; seed < 40; seed++) {
      calls.clear();
      world = new World(seed, new World.Luck(2, 3), this::called);
      furnish();
      family("sell");
      tell(new HouseSignal.AddBudget(calls("test/above", Window.RUN), "", "", World.CLERK));

      start("above");

      assertThat(calls.stream().map(Attempt::key).distinct())
          .as("seed=" + seed)
          .hasSizeLessThanOrEqualTo(4);
    }
  }

  private <T> List<T> facts(RunId run, Class<T> type) {
    return world.journal().read(StreamId.of(run), 1, 1000).stream()
        .flatMap(entry -> entry.facts().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static Budget calls(String workflow, Window per) {
    return new Budget(
        "few",
        "1",
        "ops",
        new Reach(List.of(workflow), List.of(), List.of(), List.of()),
        per,
        new Amounts(0, 0, 4, 0, 0),
        Optional.empty(),
        new Breach.Stop(),
        Amounts.NONE,
        Map.of());
  }
}
