package dev.fermata.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Script;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many runs want one tool that does one thing at a time: who comes when, and that everybody does.
 */
@Tag("faults")
class FairWorldTest {
  private static final int STEP_LIMIT = 400_000;

  private final List<RunId> calls = new ArrayList<>();
  private final Map<RunId, Priority> runs = new HashMap<>();
  private final Map<RunId, String> kinds = new HashMap<>();

  private Reply called(Attempt attempt) {
    calls.add(attempt.key().run());
    return new Reply.Answered(Json.EMPTY, Json.NULL, Usage.NONE);
  }

  private World world(long seed) {
    var world = new World(seed, World.Luck.CALM, this::called);
    world.permitted();
    world.with(
        new ToolServer(
            "shop",
            "1",
            "ops",
            "",
            new Endpoint.Java("shop"),
            Map.of(
                "sell",
                new Tool(
                    "sell",
                    "",
                    EffectClass.IRREVERSIBLE,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())),
            new Limits(1, Duration.ofMinutes(1), 1000),
            Digest.of("shop")));
    publish(world, "one", "do: [ { sell: { call: tool, with: { server: shop, name: sell } } } ]");
    publish(
        world,
        "many",
        """
        do:
          - each:
              for: { each: n, in: '${ [range(20)] }' }
              do: [ { sell: { call: tool, with: { server: shop, name: sell } } } ]
        """);
    publish(world, "wide", wide(60));
    return world;
  }

  private static String wide(int branches) {
    var text = new StringBuilder("do:\n  - all:\n      fork:\n        branches:\n");
    for (int i = 0; i < branches; i++) {
      text.append("          - b").append(i);
      text.append(": { call: tool, with: { server: shop, name: sell } }\n");
    }
    return text.toString();
  }

  private static void publish(World world, String name, String steps) {
    Workflow workflow =
        Script.given(
                ("document: { dsl: '1.0.3', namespace: test, name: %s, version: '1.0.0',"
                        + " metadata: { owner: ops, limits: { sameCall: 100 } } }\n%s")
                    .formatted(name, steps))
            .workflow();
    world.with(workflow, workflow.definition().toString());
  }

  private void start(World world, String workflow, Priority priority) {
    var what = new Fermata.Beginning(workflow, Json.EMPTY, "", "", priority);
    world.<Answer.ToStart>client(
        "start " + workflow,
        (engine, then) -> engine.start(what, World.CLERK, then),
        answer -> {
          RunId run = ((Answer.Started) answer).run();
          runs.put(run, priority);
          kinds.put(run, workflow);
        });
  }

  private static void play(World world) {
    for (int i = 0; world.step(); i++) {
      assertThat(i).isLessThan(STEP_LIMIT);
    }
  }

  @Test
  void a_run_of_many_calls_side_by_side_does_not_hold_up_one_with_a_single_call() {
    try (var campaign = Campaign.of("FAIR", "a wide run beside small ones")) {
      for (long seed : Campaign.seeds(10, 200)) {
        campaign.attempt("seed=" + seed, () -> wideBesideSmall(seed));
      }
    }
  }

  private int wideBesideSmall(long seed) {
    calls.clear();
    World world = world(seed);
    start(world, "wide", Priority.NORMAL);
    while (calls.size() < 3) {
      world.step();
    }
    for (int i = 0; i < 5; i++) {
      start(world, "one", Priority.NORMAL);
    }
    while (runs.size() < 6) {
      world.step();
    }
    int begun = calls.size();
    play(world);
    List<String> order = calls.stream().map(kinds::get).toList();
    // Each of the five has had its turn before the wide one had ten more of its own.
    long wideBefore =
        order.subList(begun, order.lastIndexOf("one")).stream().filter("wide"::equals).count();
    assertThat(order).filteredOn("one"::equals).hasSize(5);
    assertThat(order).filteredOn("wide"::equals).hasSize(60);
    assertThat(wideBefore).isLessThanOrEqualTo(10);
    return order.size();
  }

  @Test
  void nobody_starves_and_who_is_urgent_comes_more_often() {
    try (var campaign = Campaign.of("FAIR", "urgent runs beside patient ones")) {
      for (long seed : Campaign.seeds(10, 200)) {
        campaign.attempt("seed=" + seed, () -> urgentBesidePatient(seed));
      }
    }
  }

  private int urgentBesidePatient(long seed) {
    calls.clear();
    World world = world(seed);
    for (Priority priority : Priority.values()) {
      for (int i = 0; i < 8; i++) {
        start(world, "many", priority);
      }
    }
    play(world);
    List<Priority> order = calls.stream().map(runs::get).toList();
    assertThat(order).hasSize(3 * 8 * 20);
    // While all three wait, shares are 16 to 4 to 1: the urgent are done when the patient have
    // begun.
    List<Priority> whileUrgent = order.subList(0, order.lastIndexOf(Priority.HIGH) + 1);
    long normal = whileUrgent.stream().filter(p -> p == Priority.NORMAL).count();
    long low = whileUrgent.stream().filter(p -> p == Priority.LOW).count();
    assertThat(normal).isBetween(20L, 80L);
    assertThat(low).isBetween(4L, 40L);
    return order.size();
  }
}
