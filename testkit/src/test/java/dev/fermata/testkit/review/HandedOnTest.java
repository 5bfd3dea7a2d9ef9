package dev.fermata.testkit.review;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.fact.ReviewFact;
import dev.fermata.fact.RunFact;
import dev.fermata.task.Task;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Casts;
import dev.fermata.testkit.Play;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is given, judged, lost and said: what failed its checks is seen by no later step, unless
 * a person says in so many words that it counts.
 */
@Tag("faults")
class HandedOnTest {
  private static final int MOVES = 60;
  private static final List<String> RESULTS =
      List.of(
          "{ say: a, n: 5, q: [ Rent ] }",
          "{ say: b, n: 5, q: [] }",
          "{ n: 5, q: [ Rent ] }",
          "{ say: c, n: 2, q: [ Rent ] }",
          "{ say: d, n: 5, q: [ Price ] }",
          "{ say: e, n: 1, q: [ Price ] }",
          "7");

  /** One random review, and what may be handed on by it. */
  private static final class World {
    final Random random;
    final List<String> checks = new ArrayList<>();
    final int repairs;
    final String then;
    final boolean whole;
    final Set<String> judged = new HashSet<>();
    final Set<String> vouched = new HashSet<>();
    final Play play;

    World(long seed) {
      random = new Random(seed);
      List<String> all = new ArrayList<>(List.of("schema", "cel", "quotes", "agent"));
      Collections.shuffle(all, random);
      checks.addAll(all.subList(0, 1 + random.nextInt(all.size())));
      repairs = random.nextInt(3);
      then = List.of("raise", "{ agent: rater }", "{ human: clerks }").get(random.nextInt(3));
      whole = random.nextInt(4) > 0;
      play = Casts.given(workflow()).by(ReviewTest.CEL).start("{ text: Rent is 900 }");
    }

    private String workflow() {
      var list = new StringBuilder();
      for (String check : checks) {
        list.append("        - ")
            .append(
                switch (check) {
                  case "schema" -> "schema: { type: object, required: [ say ] }";
                  case "cel" -> "cel: output.n > 3.0";
                  case "quotes" -> "quotes: { of: '${ .q[] }', in: '${ .text }' }";
                  default -> "agent: checker";
                })
            .append('\n');
      }
      return """
      do:
        - letter:
            call: agent
            with: { agent: scorer }
            review:
              checks:
      %s
              sample: %s
              onFailure: { repair: %d, then: %s }
        - send: { call: tool, with: { server: bank, name: look, arguments: { it: '${ . }' } } }
      """
          .formatted(list.toString().stripTrailing(), whole ? "1" : "0", repairs, then);
    }

    void play() {
      for (int i = 0; i < MOVES && play.calls("bank.look").isEmpty(); i++) {
        if (play.state().ended().isPresent() || !move()) {
          break;
        }
      }
      play.calls("bank.look").forEach(c -> handedOn(c.call().arguments().view().get("it")));
      bounded();
    }

    private boolean move() {
      List<String> calls = play.underWay();
      if (!calls.isEmpty()) {
        call(calls.getFirst());
        return true;
      }
      return play.state().waiting().values().stream().findFirst().map(this::task).orElse(false);
    }

    private void call(String target) {
      if (random.nextInt(12) == 0) {
        play.lose(target);
      } else if (random.nextInt(10) == 0) {
        play.crash();
      } else if (target.equals("checker")) {
        boolean passed = random.nextBoolean();
        if (passed) {
          judged.add(play.call().arguments().view().get("output").toString());
        }
        play.answer(target, "{ passed: " + passed + " }");
      } else {
        play.answer(target, RESULTS.get(random.nextInt(RESULTS.size())));
      }
    }

    private boolean task(Task task) {
      String id = "d" + play.facts().size();
      String result = RESULTS.get(random.nextInt(RESULTS.size()));
      if (task.kind() == Task.Kind.HUMAN) {
        String answer = List.of("accept", "correct", "reject").get(random.nextInt(3));
        if (answer.equals("accept")) {
          vouched.add(task.brief().show().view().get("output").toString());
        }
        play.decide(
            task, person("ana", "clerks"), answer, answer.equals("correct") ? result : "", id);
      } else if (random.nextInt(3) > 0) {
        play.retry();
      } else {
        play.cancel();
      }
      return true;
    }

    private void handedOn(JsonNode it) {
      if (vouched.contains(it.toString())) {
        return;
      }
      for (String check : checks) {
        boolean passed =
            switch (check) {
              case "schema" -> it.has("say");
              case "cel" -> it.path("n").asInt() > 3;
              case "quotes" -> it.isObject() && !it.path("q").toString().contains("Price");
              default -> !whole || judged.contains(it.toString()) || mended();
            };
        assertThat(passed).as("%s was handed on, against %s", it, check).isTrue();
      }
    }

    /** A judge is not asked about what a person gave. */
    private boolean mended() {
      return !play.facts(ReviewFact.Mended.class).isEmpty();
    }

    private void bounded() {
      long begun = play.facts(ReviewFact.ReviewBegun.class).size();
      long back =
          play.facts(ReviewFact.SentBack.class).stream()
              .filter(f -> f.to() == ReviewFact.Giver.WORK)
              .count();
      assertThat(back).isLessThanOrEqualTo(begun * repairs);
      assertThat(
              play.facts(RunFact.EffectIntended.class).stream()
                  .map(f -> f.key() + "/" + f.attempt()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void no_result_that_failed_its_checks_is_seen_by_a_later_step() {
    try (var campaign = Campaign.of("HAND", "results that fail their checks")) {
      long[] handedOn = {0};
      for (long seed : Campaign.seeds(100, 10_000)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              var world = new World(seed);
              world.play();
              handedOn[0] += world.play.calls("bank.look").size();
              return world.play;
            });
      }
      campaign.figure("handed on", handedOn[0]);
    }
  }
}
