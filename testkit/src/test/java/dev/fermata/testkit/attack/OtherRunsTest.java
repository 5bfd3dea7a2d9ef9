package dev.fermata.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.fact.Format;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing that one run knows can be had from another (S30). */
@Tag("faults")
class OtherRunsTest {
  private static final int RUNS = 8;

  /** All that an expression can lay hands on, and what looks for more. */
  private static final String EVERYTHING =
      "[., $context, $input, $workflow, $runtime, $task, $word]";

  private static final String CURIOUS =
      """
      do:
        - ask: { call: agent, with: { agent: model, input: '${ . }' }, export: { as: '${ . }' } }
        - each:
            for: { each: word, in: '${ .words }' }
            do:
              - safe:
                  try:
                    - look: { call: tool, with: { server: desk, name: look, arguments: { all: '${ %s }' } } }
                  catch: { as: error, do: [ { told: { set: { told: '${ $error }', all: '${ %s }' } } } ] }
        - gather: { set: { all: '${ %s }' } }
      """
          .formatted(
              EVERYTHING,
              EVERYTHING.replace("$word", "$word, $error"),
              EVERYTHING.replace("$word", "1"));

  private static final String MODEL = "{ agent: model, owner: house, kind: java, effect: read }";
  private static final String DESK =
      "{ server: desk, owner: house, kind: java, tools: { look: { effect: read } } }";

  private final Map<String, Queue<String>> sent = new HashMap<>();

  @Test
  void no_run_sees_what_another_was_given_told_or_answered() {
    try (var campaign = Campaign.of("S30", "what other runs know")) {
      List<Long> seeds = Campaign.seeds(5, 200);
      for (long seed : seeds) {
        campaign.attempt("seed=" + seed, () -> raced(seed));
      }
      campaign.figure("runs side by side", RUNS);
      campaign.figure("runs", seeds.size() * RUNS);
    }
  }

  private static String canary(int run, String place) {
    return "canary-" + run + "-" + place;
  }

  /** What the outside knows of a run is in what the run sends: its number. */
  private Reply outside(Attempt attempt, boolean fails) {
    String text = attempt.input().toString();
    int run = Integer.parseInt(text.replaceAll("(?s).*?canary-(\\d+)-input.*", "$1"));
    sent.get("" + run).add(text);
    if (attempt.name().equals("model")) {
      var answer =
          Json.object().put("said", canary(run, "answer")).put("own", canary(run, "input"));
      answer.putArray("words").add(canary(run, "word")).add("plain");
      return Works.answered(Json.adopt(answer));
    }
    return fails && text.contains("plain")
        ? new Reply.Rejected(Problem.communication(400, canary(run, "error")), false)
        : Works.answered(Json.adopt(Json.object().put("own", canary(run, "input"))));
  }

  private boolean raced(long seed) {
    var random = new Random(seed);
    Map<Integer, RunId> runs = new HashMap<>();
    sent.clear();
    for (int i = 0; i < RUNS; i++) {
      sent.put("" + i, new ConcurrentLinkedQueue<>());
    }
    boolean fails = random.nextBoolean();
    try (var works = new Works(Script.given(CURIOUS).with(MODEL, DESK), a -> outside(a, fails))) {
      for (int i = 0; i < RUNS; i++) {
        runs.put(i, works.start(Json.adopt(Json.object().put("own", canary(i, "input")))));
        if (random.nextInt(RUNS) == 0) {
          works.restart();
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> runs.values().stream().allMatch(works::completed));
      for (int i = 0; i < RUNS; i++) {
        RunId run = runs.get(i);
        onlyOwn(i, Format.text(Format.body(works.facts(run))), runs);
        for (String text : sent.get("" + i)) {
          onlyOwn(i, text, runs);
        }
      }
    }
    return true;
  }

  private static void onlyOwn(int run, String text, Map<Integer, RunId> runs) {
    assertThat(text).contains(canary(run, "input"));
    for (int other = 0; other < RUNS; other++) {
      if (other != run) {
        assertThat(text).doesNotContain("canary-" + other + "-", runs.get(other).value());
      }
    }
  }
}
