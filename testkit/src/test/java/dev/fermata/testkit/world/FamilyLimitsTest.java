package dev.fermata.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How deep a family of runs may be, how many it may have, and how often it may fail. */
class FamilyLimitsTest {
  private static final int STEP_LIMIT = 400_000;

  private final World world = new World(7, World.Luck.CALM, FamilyLimitsTest::called).permitted();

  private static Reply called(Attempt attempt) {
    return new Reply.Answered(Json.EMPTY, Json.NULL, Usage.NONE);
  }

  private void publish(String name, String steps) {
    Workflow workflow =
        Script.given(
                ("document: { dsl: '1.0.3', namespace: test, name: %s, version: '1.0.0',"
                        + " metadata: { owner: ops } }\n%s")
                    .formatted(name, steps))
            .workflow();
    world.with(workflow, workflow.definition().toString());
  }

  private RunId play(String name) {
    List<RunId> begun = new ArrayList<>();
    var what = new Fermata.Beginning(name, Json.EMPTY, "", "");
    world.<Answer.ToStart>client(
        "start",
        (engine, then) -> engine.start(what, World.CLERK, then),
        answer -> begun.add(((Answer.Started) answer).run()));
    for (int i = 0; world.step(); i++) {
      assertThat(i).isLessThan(STEP_LIMIT);
    }
    return begun.getFirst();
  }

  private List<RunRow> under(RunId root) {
    return world.journal().runs(RunFilter.ofFamily(Optional.empty(), Optional.of(root), 100_000));
  }

  private List<String> refusals(RunId run) {
    return world.journal().read(StreamId.of(run), 1, 100_000).stream()
        .flatMap(entry -> entry.facts().stream())
        .filter(RunFact.EffectSettled.class::isInstance)
        .map(fact -> ((RunFact.EffectSettled) fact).reply())
        .filter(Reply.NotCalled.class::isInstance)
        .map(reply -> ((Reply.NotCalled) reply).problem().kind())
        .toList();
  }

  @Test
  void a_workflow_that_runs_itself_goes_five_runs_deep() {
    publish(
        "self",
        """
        do:
          - again:
              try:
                - down: { run: { workflow: { namespace: test, name: self, version: latest } } }
              catch: { as: e, do: [ { told: { set: { why: '${ $e.type }' } } } ] }
        """);

    RunId root = play("self");

    assertThat(under(root)).hasSize(Lineage.DEPTH_LIMIT);
    assertThat(under(root)).allSatisfy(row -> assertThat(row.status().ended()).isTrue());
    assertThat(world.journal().run(root).orElseThrow().status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void a_run_and_all_under_it_begin_no_more_than_a_thousand() {
    publish("leaf", "do: [ { done: { set: { n: 1 } } } ]");
    publish("wide", many(600, "leaf"));
    publish(
        "top",
        """
        do:
          - both:
              fork:
                branches:
                  - a: { run: { workflow: { namespace: test, name: wide, version: latest } } }
                  - b: { run: { workflow: { namespace: test, name: wide, version: latest } } }
        """);

    RunId root = play("top");

    assertThat(under(root)).hasSize(Lineage.RUN_LIMIT);
    long refused =
        under(root).stream()
            .flatMap(row -> refusals(row.id()).stream())
            .filter("too-many-runs"::equals)
            .count();
    assertThat(refused).isEqualTo(2 + 1200 - Lineage.RUN_LIMIT);
  }

  private static String many(int times, String name) {
    return """
    do:
      - each:
          for: { each: n, in: '${ [range(%d)] }' }
          do:
            - tried:
                try:
                  - one:
                      run:
                        await: false
                        workflow:
                          namespace: test
                          name: %s
                          version: latest
                          input: { n: '${ $n }' }
                catch: { do: [ { no: { set: { refused: true } } } ] }
    """
        .formatted(times, name);
  }

  @Test
  void a_workflow_that_fails_again_and_again_rests_and_is_then_tried_once() {
    publish(
        "bad",
        "do: [ { no: { raise: { error: { type: 'https://example.com/no', status: 400 } } } } ]");
    publish(
        "stubborn",
        """
        do:
          - each:
              for: { each: n, in: '${ [range(30)] }' }
              do:
                - tried:
                    try:
                      - one:
                          run:
                            workflow:
                              namespace: test
                              name: bad
                              version: latest
                              input: { n: '${ $n }' }
                    catch: { do: [ { no: { set: { failed: true } } } ] }
          - rest: { wait: PT2M }
          - once:
              try:
                - one: { run: { workflow: { namespace: test, name: bad, version: latest } } }
              catch: { do: [ { no: { set: { failed: true } } } ] }
        """);

    RunId root = play("stubborn");

    assertThat(under(root)).hasSize(Lineage.FAILURE_LIMIT + 1);
    assertThat(refusals(root)).hasSize(30 - Lineage.FAILURE_LIMIT).containsOnly("circuit-open");
  }
}
