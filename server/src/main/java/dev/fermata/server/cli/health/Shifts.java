package dev.fermata.server.cli.health;

import dev.fermata.watch.drift.Change;
import dev.fermata.watch.drift.Detector;
import dev.fermata.watch.drift.Figure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How often the detectors are wrong where nothing changes, and how many cases they need where
 * something does; on cases drawn from a seed, so that everybody gets the same figures.
 */
public final class Shifts {
  /** How many cases come before a change: of one that is new, and of one that is known. */
  static final List<Integer> BEFORE = List.of(300, 3_000);

  /** A change that is not told in so many cases counts as missed. */
  public static final int AFTER = 1_000;

  /** How many cases of a stream without a change are looked at. */
  public static final int STILL = 10_000;

  private static final double SPREAD_LATENCY = 0.6;
  private static final double SPREAD_LENGTH = 0.5;
  private static final double SPREAD_COST = 1.0;

  private final int streams;
  private final long seed;

  /**
   * @param streams how many streams of cases each line is made of
   */
  public Shifts(int streams, long seed) {
    this.streams = streams;
    this.seed = seed;
  }

  /**
   * What a stream draws its values from.
   *
   * @param level a share, or the factor that values are multiplied by
   */
  private record Source(Figure figure, double level) {
    double draw(SplittableRandom chance) {
      return switch (figure) {
        case SUCCESS, AGREEMENT, SCHEMA -> chance.nextDouble() < level ? 1 : 0;
        case LATENCY -> level * 800 * Math.exp(SPREAD_LATENCY * chance.nextGaussian());
        case LENGTH -> level * 2_000 * Math.exp(SPREAD_LENGTH * chance.nextGaussian());
        case COST -> level * 0.02 * Math.exp(SPREAD_COST * chance.nextGaussian());
      };
    }
  }

  /**
   * One line of the table without a change.
   *
   * @param stated the most that may be
   */
  public record Still(Figure figure, long cases, long alarms, double stated) {
    public double perThousand() {
      return 1_000.0 * alarms / cases;
    }
  }

  /**
   * One line of the table with a change.
   *
   * @param median how many cases after the change it is told; so many cannot be told as are missed
   */
  public record Shift(
      Figure figure, String change, int before, int streams, int told, int median, int p95) {}

  /** A change of a figure by a named size. */
  private record Sized(Figure figure, String change, double from, double to) {}

  private static final List<Sized> SIZES =
      List.of(
          new Sized(Figure.SUCCESS, "95 % to 85 %", 0.95, 0.85),
          new Sized(Figure.SUCCESS, "95 % to 60 %", 0.95, 0.60),
          new Sized(Figure.AGREEMENT, "85 % to 70 %", 0.85, 0.70),
          new Sized(Figure.AGREEMENT, "85 % to 50 %", 0.85, 0.50),
          new Sized(Figure.SCHEMA, "1 % to 5 %", 0.01, 0.05),
          new Sized(Figure.SCHEMA, "1 % to 20 %", 0.01, 0.20),
          new Sized(Figure.LATENCY, "times 1.5", 1, 1.5),
          new Sized(Figure.LATENCY, "times 2", 1, 2),
          new Sized(Figure.LATENCY, "times 4", 1, 4),
          new Sized(Figure.LENGTH, "times 0.5", 1, 0.5),
          new Sized(Figure.LENGTH, "times 2", 1, 2),
          new Sized(Figure.COST, "times 2", 1, 2),
          new Sized(Figure.COST, "times 4", 1, 4));

  /** Streams in which nothing changes. */
  public List<Still> still() {
    List<Still> all = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      long alarms = 0;
      for (int i = 0; i < streams; i++) {
        var stream = new Stream(figure, i);
        var source = new Source(figure, usual(figure));
        for (int n = 0; n < STILL; n++) {
          alarms += stream.told(source) ? 1 : 0;
        }
      }
      double stated = 1_000 / Detector.CASES_TO_FALSE_ALARM;
      all.add(new Still(figure, (long) streams * STILL, alarms, stated));
    }
    return all;
  }

  private static double usual(Figure figure) {
    return SIZES.stream().filter(s -> s.figure() == figure).findFirst().orElseThrow().from();
  }

  /** Streams in which a figure changes by a named size. */
  public List<Shift> shifts() {
    return SIZES.stream()
        .flatMap(size -> BEFORE.stream().map(before -> shift(size, before)))
        .toList();
  }

  private Shift shift(Sized size, int cases) {
    int[] delays = new int[streams];
    int told = 0;
    for (int i = 0; i < streams; i++) {
      var stream = new Stream(size.figure(), i);
      var before = new Source(size.figure(), size.from());
      var after = new Source(size.figure(), size.to());
      stream.lives(before, cases);
      int delay = 1;
      while (delay <= AFTER && !stream.told(after)) {
        delay++;
      }
      told += delay <= AFTER ? 1 : 0;
      delays[i] = delay;
    }
    Arrays.sort(delays);
    return new Shift(
        size.figure(),
        size.change(),
        cases,
        streams,
        told,
        delays[streams / 2],
        delays[Math.min(streams - 1, streams * 95 / 100)]);
  }

  private final class Stream {
    private final SplittableRandom chance;
    private final Detector detector;

    Stream(Figure figure, int number) {
      this.chance = new SplittableRandom(seed * 1_000_003 + figure.ordinal() * 100_003L + number);
      this.detector = new Detector(figure, chance.nextLong());
    }

    void lives(Source source, int cases) {
      for (int n = 0; n < cases; n++) {
        told(source);
      }
    }

    boolean told(Source source) {
      return detector
          .take(source.draw(chance), Instant.EPOCH)
          .filter(change -> change instanceof Change.Shifted)
          .isPresent();
    }
  }
}
