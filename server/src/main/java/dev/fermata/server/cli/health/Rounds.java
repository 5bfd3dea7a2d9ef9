package dev.fermata.server.cli.health;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.watch.health.HealthFinding;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.watch.health.Watch;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Whether runs that go round in circles are told, and how soon, and runs that only look like it are
 * not: those that do the same for many items, ask for the same up to three times, or send work back
 * twice. Drawn from a seed.
 */
public final class Rounds {
  private static final int ROUNDS = 30;
  private static final int AGAIN = 3;

  private final int runs;
  private final long seed;
  private final Watch watch = new Watch(Map.of(), (_, _) -> List.of());
  private Instant now = Instant.EPOCH;

  public Rounds(int runs, long seed) {
    this.runs = runs;
    this.seed = seed;
  }

  /**
   * One line.
   *
   * @param loops whether the runs go round in circles
   * @param median how many calls of the loop are made until it is told; 0 where none is
   */
  public record Line(String what, boolean loops, int runs, int told, int median, int p95) {}

  public List<Line> lines() {
    return List.of(
        line("none: the same step for many items", false, Kind.LOOP, this::items),
        line("none: the same call up to 3 times", false, Kind.LOOP, this::again),
        line("none: work sent back twice", false, Kind.PING_PONG, this::back),
        line("an agent is given the same again and again", true, Kind.LOOP, this::same),
        line("two steps send work to and fro", true, Kind.PING_PONG, this::toAndFro));
  }

  /** Plays one run and says after how many calls of a loop it was told; 0 if it never was. */
  private interface Play {
    int play(RunId run, SplittableRandom chance, Kind kind);
  }

  private Line line(String what, boolean loops, Kind kind, Play play) {
    List<Integer> delays = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      var chance = new SplittableRandom(seed * 1_000_003 + kind.ordinal() * 100_003L + i);
      var run = new RunId("r" + i);
      tell(run, started());
      int told = play.play(run, chance, kind);
      if (told > 0) {
        delays.add(told);
      }
      tell(run, new RunFact.Ended(new Outcome.Completed(Json.EMPTY), now));
    }
    int[] sorted = delays.stream().mapToInt(Integer::intValue).sorted().toArray();
    int told = sorted.length;
    return new Line(
        what,
        loops,
        runs,
        told,
        told == 0 ? 0 : sorted[told / 2],
        told == 0 ? 0 : sorted[Math.min(told - 1, told * 95 / 100)]);
  }

  private int items(RunId run, SplittableRandom chance, Kind kind) {
    for (int i = 0; i < ROUNDS; i++) {
      call(run, "each/" + i + "/check", "checker", "item " + (chance.nextInt(10) == 0 ? 0 : i));
    }
    return told(run, kind) ? ROUNDS : 0;
  }

  private int again(RunId run, SplittableRandom chance, Kind kind) {
    for (int i = 0; i < ROUNDS; i++) {
      for (int n = 0; n <= chance.nextInt(AGAIN); n++) {
        call(run, place("check", i * AGAIN + n + 1), "checker", "question " + i);
      }
    }
    return told(run, kind) ? ROUNDS : 0;
  }

  private int back(RunId run, SplittableRandom chance, Kind kind) {
    for (int visit = 1; visit <= 1 + chance.nextInt(AGAIN); visit++) {
      call(run, place("draft", visit), "writer", "draft " + visit);
      call(run, place("review", visit), "reviewer", "draft " + visit);
    }
    return told(run, kind) ? AGAIN : 0;
  }

  private int same(RunId run, SplittableRandom chance, Kind kind) {
    for (int i = 1; i <= ROUNDS; i++) {
      call(run, place("check", i), "checker", "the same");
      if (told(run, kind)) {
        return i;
      }
      if (chance.nextBoolean()) {
        call(run, place("note", i), "writer", "note " + i);
      }
    }
    return 0;
  }

  private int toAndFro(RunId run, SplittableRandom chance, Kind kind) {
    for (int i = 1; i <= ROUNDS; i++) {
      call(run, place("draft", i), "writer", "draft " + chance.nextLong());
      call(run, place("review", i), "reviewer", "draft " + chance.nextLong());
      if (told(run, kind)) {
        return 2 * i;
      }
    }
    return 0;
  }

  private static String place(String step, int visit) {
    return Place.ROOT.visit(step, visit).path();
  }

  private boolean told(RunId run, Kind kind) {
    return watch.findings().stream().anyMatch(f -> f.kind() == kind && in(f, run));
  }

  private static boolean in(HealthFinding finding, RunId run) {
    return finding.runs().contains(run);
  }

  private RunFact.Started started() {
    return new RunFact.Started(
        new WorkflowId("test", "rounds", "1.0.0"),
        Digest.of("rounds"),
        Json.EMPTY,
        "",
        "",
        "",
        "",
        "",
        now,
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty());
  }

  private void call(RunId run, String place, String agent, String input) {
    var key = EffectKey.of(run, new Place(place));
    var call =
        Call.of(
            new Target.Agent(agent, Digest.of(agent)),
            "",
            Json.of(input),
            EffectClass.READ,
            false,
            Duration.ofMinutes(1));
    tell(run, new RunFact.EffectIntended(key, call, new Receipt("", 1), 1, now, false));
    var reply = new Reply.Answered(Json.of("done"), Json.NULL, Usage.NONE);
    tell(run, new RunFact.EffectSettled(key, 1, reply, now));
  }

  private void tell(RunId run, Fact... facts) {
    now = now.plusSeconds(1);
    watch.take(new Watch.Entry(run, 1, now, Arrays.asList(facts)));
  }
}
