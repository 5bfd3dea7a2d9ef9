package dev.fermata.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.engine.Stepped;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.EffectSettled;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.RunFilter;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs that begin runs, in a world where the process dies, the disk fails and people cancel: no
 * child begins twice, and no parent waits for ever.
 */
@Tag("faults")
class ChildWorldTest {
  private static final int STEP_LIMIT = 60_000;
  private static final int CRASHES = 5;

  /** One that calls a tool, one that fails, one that has children of its own. */
  private static final Map<String, String> CHILDREN =
      Map.of(
          "kid",
          "do: [ { sell: { call: tool, with: { server: shop, name: sell } } } ]",
          "slow",
          "do: [ { rest: { wait: PT1H } }, { sell: { call: tool, with: { server: shop, name: sell"
              + " } } } ]",
          "bad",
          "do: [ { no: { raise: { error: { type: 'https://example.com/no', status: 400 } } } } ]",
          "nest",
          "do: [ { down: { run: { workflow: { namespace: test, name: kid, version: '1.0.0' } } }"
              + " } ]");

  /**
   * A workflow and how many runs it comes to if nobody interferes.
   *
   * @param outcome how it ends then
   */
  private record Piece(String name, String text, int runs, RunStatus outcome) {}

  private static final List<Piece> PIECES =
      List.of(
          new Piece(
              "three",
              """
              do:
                - all:
                    fork:
                      branches:
                        - a: { run: { workflow: { namespace: test, name: kid, version: latest } } }
                        - b: { run: { workflow: { namespace: test, name: nest, version: latest } } }
                        - c: { run: { workflow: { namespace: test, name: kid, version: latest } } }
              """,
              5,
              RunStatus.COMPLETED),
          new Piece(
              "race",
              """
              do:
                - all:
                    fork:
                      compete: true
                      branches:
                        - a: { run: { workflow: { namespace: test, name: kid, version: latest } } }
                        - b: { run: { workflow: { namespace: test, name: slow, version: latest } } }
              """,
              3,
              RunStatus.COMPLETED),
          new Piece(
              "again",
              """
              do:
                - tried:
                    try:
                      - a: { run: { workflow: { namespace: test, name: bad, version: latest } } }
                    catch:
                      retry: { delay: PT1S, limit: { attempt: { count: 2 } } }
                      do: [ { enough: { set: { given: up } } } ]
              """,
              4,
              RunStatus.COMPLETED),
          new Piece(
              "late",
              """
              do:
                - tried:
                    try:
                      - a:
                          run: { workflow: { namespace: test, name: slow, version: latest } }
                          timeout: { after: PT1M }
                    catch:
                      do: [ { enough: { set: { given: up } } } ]
              """,
              2,
              RunStatus.COMPLETED),
          new Piece(
              "loose",
              """
              do:
                - a:
                    run:
                      await: false
                      workflow: { namespace: test, name: nest, version: latest }
              """,
              3,
              RunStatus.COMPLETED));

  private final Set<EffectKey> sold = new HashSet<>();

  private Reply called(Attempt attempt) {
    sold.add(attempt.key());
    return new Reply.Answered(Json.EMPTY.with("sold", Json.of(1L)), Json.NULL, Usage.NONE);
  }

  @Test
  void no_child_begins_twice_and_every_parent_ends_whatever_crashes() {
    try (var campaign = Campaign.of("T2", "runs that begin runs")) {
      long crashes = 0;
      for (long seed : Campaign.seeds(300, 20_000)) {
        int[] died = new int[1];
        campaign.attempt("seed=" + seed, () -> died[0] = play(seed));
        crashes += died[0];
      }
      campaign.figure("crashes", crashes);
    }
  }

  private int play(long seed) {
    var random = new Random(seed);
    Piece piece = PIECES.get(random.nextInt(PIECES.size()));
    boolean cancelled = random.nextInt(3) == 0;
    var world =
        new World(seed, new World.Luck(random.nextInt(4), random.nextInt(CRASHES)), this::called);
    world.permitted().with(shop(random.nextBoolean()));
    CHILDREN.forEach((name, text) -> publish(world, name, text));
    publish(world, piece.name(), piece.text());
    sold.clear();
    begin(world, piece, cancelled ? random.nextInt(120) : -1);
    for (int i = 0; world.step(); i++) {
      assertThat(i).as("steps of " + piece.name() + world.happened()).isLessThan(STEP_LIMIT);
    }
    judge(world, piece, cancelled);
    return world.crashes();
  }

  private static ToolServer shop(boolean keyed) {
    var sell =
        new Tool(
            "sell",
            "",
            keyed ? EffectClass.IRREVERSIBLE : EffectClass.READ,
            keyed,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new ToolServer(
        "shop",
        "1",
        "ops",
        "",
        new Endpoint.Java("shop"),
        Map.of("sell", sell),
        new Limits(2, Duration.ofMinutes(1), 1000),
        Digest.of("shop"));
  }

  private static void publish(World world, String name, String steps) {
    Workflow workflow =
        Script.given(
                ("document: { dsl: '1.0.3', namespace: test, name: %s, version: '1.0.0',"
                        + " metadata: { owner: ops } }\n%s")
                    .formatted(name, steps))
            .workflow();
    world.with(workflow, workflow.definition().toString());
  }

  private static void begin(World world, Piece piece, int cancelAfter) {
    var what = new Fermata.Beginning(piece.name(), Json.EMPTY, "only", "", Priority.NORMAL);
    int[] patience = {cancelAfter};
    world.<Answer.ToStart>client(
        "start",
        (engine, then) -> engine.start(what, World.CLERK, then),
        answer -> {
          if (cancelAfter >= 0) {
            RunId run = ((Answer.Started) answer).run();
            world.<Answer>client(
                "cancel", (engine, then) -> cancel(engine, run, patience, then::accept), a -> {});
          }
        });
  }

  private static void cancel(
      Stepped engine, RunId run, int[] patience, java.util.function.Consumer<Answer> then) {
    if (patience[0]-- > 0) {
      then.accept(new Answer.Refused(Post.unknown("not yet")));
    } else {
      engine.send(run, new RunSignal.Cancel("enough", World.CLERK), then);
    }
  }

  private static void judge(World world, Piece piece, boolean cancelled) {
    world.witness().look();
    assertThat(world.witness().breaches()).isEmpty();
    Map<EffectKey, Set<Integer>> begun = new HashMap<>();
    Map<RunId, List<RunFact>> facts = new HashMap<>();
    List<RunRow> rows = world.journal().runs(RunFilter.ALL);
    for (RunRow row : rows) {
      assertThat(row.status().ended()).as(row + " " + world.happened()).isTrue();
      facts.put(row.id(), facts(world, row.id()));
      for (RunFact fact : facts.get(row.id())) {
        if (fact instanceof RunFact.Started s && s.lineage().isPresent()) {
          Lineage lineage = s.lineage().get();
          boolean first =
              begun.computeIfAbsent(lineage.parent(), k -> new HashSet<>()).add(lineage.attempt());
          assertThat(first).as("a child began twice: " + lineage.parent()).isTrue();
        }
      }
    }
    rows.forEach(row -> agree(row, facts));
    if (piece.name().equals("late")) {
      // Its parent waits a minute and it sleeps for an hour, so it never comes to its only call.
      assertThat(rows)
          .filteredOn(row -> row.workflow().name().equals("slow"))
          .allSatisfy(row -> assertThat(row.status()).isEqualTo(RunStatus.CANCELLED));
    }
    if (!cancelled) {
      assertThat(rows).as(piece.name() + world.happened()).hasSize(piece.runs());
      assertThat(rows)
          .filteredOn(row -> row.workflow().name().equals(piece.name()))
          .extracting(RunRow::status)
          .containsExactly(piece.outcome());
    }
  }

  /** What a parent recorded of a child is what the child came to. */
  private static void agree(RunRow row, Map<RunId, List<RunFact>> facts) {
    RunFact.Started child = (RunFact.Started) facts.get(row.id()).getFirst();
    if (child.lineage().isEmpty() || !child.lineage().get().awaited()) {
      return;
    }
    Lineage lineage = child.lineage().get();
    List<Reply> told = new ArrayList<>();
    for (RunFact fact : facts.get(lineage.parent().run())) {
      if (fact instanceof EffectSettled s
          && s.key().equals(lineage.parent())
          && s.attempt() == lineage.attempt()) {
        told.add(s.reply());
      }
    }
    assertThat(told).as("what the parent of " + row + " was told").hasSize(1);
    boolean completed = facts.get(row.id()).stream().anyMatch(ChildWorldTest::completes);
    assertThat(told.getFirst() instanceof Reply.Answered).isEqualTo(completed);
  }

  private static boolean completes(RunFact fact) {
    return fact instanceof RunFact.Ended(Outcome.Completed _, _);
  }

  private static List<RunFact> facts(World world, RunId run) {
    return world.journal().read(StreamId.of(run), 1, 10_000).stream()
        .flatMap(entry -> entry.facts().stream())
        .map(RunFact.class::cast)
        .toList();
  }
}
