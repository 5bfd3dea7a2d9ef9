package dev.fermata.server.cli.health;

import dev.fermata.value.Place;
import dev.fermata.watch.health.Circles;
import dev.fermata.watch.health.HealthFinding.Kind;
import java.util.ArrayList;
import java.util.List;
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
    int play(Calls run, SplittableRandom chance);
  }

  /** The calls of one run, and whether they were told to be a loop. */
  private static final class Calls {
    private final Circles circles = new Circles();
    private final Kind kind;
    private boolean told;

    Calls(Kind kind) {
      this.kind = kind;
    }

    void call(String place, String agent, String input) {
      told |= circles.call(new Place(place), agent, input).filter(kind::equals).isPresent();
    }
  }

  private Line line(String what, boolean loops, Kind kind, Play play) {
    List<Integer> delays = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      var chance = new SplittableRandom(seed * 1_000_003 + kind.ordinal() * 100_003L + i);
      int told = play.play(new Calls(kind), chance);
      if (told > 0) {
        delays.add(told);
      }
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

  private int items(Calls run, SplittableRandom chance) {
    for (int i = 0; i < ROUNDS; i++) {
      run.call("each/" + i + "/check", "checker", "item " + (chance.nextInt(10) == 0 ? 0 : i));
    }
    return run.told ? ROUNDS : 0;
  }

  private int again(Calls run, SplittableRandom chance) {
    for (int i = 0; i < ROUNDS; i++) {
      for (int n = 0; n <= chance.nextInt(AGAIN); n++) {
        run.call(place("check", i * AGAIN + n + 1), "checker", "question " + i);
      }
    }
    return run.told ? ROUNDS : 0;
  }

  private int back(Calls run, SplittableRandom chance) {
    for (int visit = 1; visit <= 1 + chance.nextInt(AGAIN); visit++) {
      run.call(place("draft", visit), "writer", "draft " + visit);
      run.call(place("review", visit), "reviewer", "draft " + visit);
    }
    return run.told ? AGAIN : 0;
  }

  private int same(Calls run, SplittableRandom chance) {
    for (int i = 1; i <= ROUNDS; i++) {
      run.call(place("check", i), "checker", "the same");
      if (run.told) {
        return i;
      }
      if (chance.nextBoolean()) {
        run.call(place("note", i), "writer", "note " + i);
      }
    }
    return 0;
  }

  private int toAndFro(Calls run, SplittableRandom chance) {
    for (int i = 1; i <= ROUNDS; i++) {
      run.call(place("draft", i), "writer", "draft " + chance.nextLong());
      run.call(place("review", i), "reviewer", "draft " + chance.nextLong());
      if (run.told) {
        return 2 * i;
      }
    }
    return 0;
  }

  private static String place(String step, int visit) {
    return Place.ROOT.visit(step, visit).path();
  }
}
