package dev.fermata.watch.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.watch.drift.Change.Over;
import dev.fermata.watch.drift.Change.Shifted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What one detector says of made-up cases; how often it is wrong is shown by the simulation. */
class DetectorTest {
  private final SplittableRandom chance = new SplittableRandom(7);
  private int cases;

  private double time(double level) {
    return level * 800 * Math.exp(0.5 * chance.nextGaussian());
  }

  private Optional<Change> take(Detector detector, double value) {
    cases++;
    return detector.take(value, Instant.EPOCH.plusSeconds(cases));
  }

  private Shifted shifted(Detector detector, double level) {
    for (int i = 0; i < 300; i++) {
      Optional<Change> change = take(detector, time(level));
      if (change.isPresent()) {
        return (Shifted) change.get();
      }
    }
    throw new AssertionError("nothing is told");
  }

  private void lives(Detector detector, int many) {
    for (int i = 0; i < many; i++) {
      assertThat(take(detector, time(1))).isEmpty();
    }
  }

  @Test
  void what_got_slower_is_told_with_since_when_and_how_much() {
    var detector = new Detector(Figure.LATENCY, 1);
    lives(detector, 300);
    Shifted told = shifted(detector, 3);
    assertThat(told.up()).isTrue();
    assertThat(told.evidence()).isGreaterThanOrEqualTo(Detector.CASES_TO_FALSE_ALARM);
    assertThat(told.usual()).isBetween(650.0, 1_000.0);
    assertThat(told.now()).isBetween(1_500.0, 4_000.0);
    assertThat(told.since())
        .isBetween(Instant.EPOCH.plusSeconds(280), Instant.EPOCH.plusSeconds(310));
  }

  @Test
  void what_got_faster_is_no_trouble() {
    var detector = new Detector(Figure.LATENCY, 1);
    lives(detector, 300);
    for (int i = 0; i < 500; i++) {
      assertThat(take(detector, time(0.3))).isEmpty();
    }
  }

  @Test
  void what_is_as_before_again_is_over() {
    var detector = new Detector(Figure.LATENCY, 1);
    lives(detector, 300);
    shifted(detector, 3);
    Optional<Change> over = Optional.empty();
    for (int i = 0; i < 100 && over.isEmpty(); i++) {
      over = take(detector, time(1));
    }
    assertThat(over).contains(new Over(false));
  }

  @Test
  void what_stays_so_is_usual_in_the_end() {
    var detector = new Detector(Figure.LATENCY, 1);
    lives(detector, 300);
    shifted(detector, 3);
    Optional<Change> over = Optional.empty();
    for (int i = 0; i < Detector.STAYS && over.isEmpty(); i++) {
      over = take(detector, time(3));
    }
    assertThat(over).contains(new Over(true));
    lives(detector, 0);
  }

  @Test
  void values_that_are_all_equal_are_no_change() {
    var detector = new Detector(Figure.SUCCESS, 1);
    for (int i = 0; i < 20_000; i++) {
      assertThat(take(detector, 1)).isEmpty();
    }
  }

  @Test
  void nothing_is_said_while_too_little_is_known() {
    var detector = new Detector(Figure.LATENCY, 1);
    for (int i = 0; i < Detector.LEARNING; i++) {
      assertThat(take(detector, Math.pow(2, i / 2.0))).isEmpty();
    }
  }

  @Test
  void what_is_kept_goes_on_exactly_as_what_never_stopped() {
    for (Figure figure : Figure.values()) {
      var steady = new Detector(figure, 3);
      var stopped = new Detector(figure, 3);
      List<Optional<Change>> one = new ArrayList<>();
      List<Optional<Change>> other = new ArrayList<>();
      for (int i = 0; i < 900; i++) {
        double level = i > 400 && i < 700 ? figure.up() ? 4 : 0.25 : 1;
        double value = figure.share() ? chance.nextDouble() < 0.5 * level ? 1 : 0 : time(level);
        Instant at = Instant.EPOCH.plusSeconds(i);
        one.add(steady.take(value, at));
        other.add(stopped.take(value, at));
        stopped = Detector.of(figure, 3, stopped.kept());
      }
      assertThat(other).isEqualTo(one);
      assertThat(one).as(figure.word()).anyMatch(Optional::isPresent);
    }
  }
}
