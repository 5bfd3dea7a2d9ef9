package dev.fermata.watch.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fermata.value.Money;
import dev.fermata.value.goal.Goal;
import dev.fermata.value.goal.Goal.Figure;
import dev.fermata.value.goal.Goal.Mark;
import dev.fermata.value.goal.Goal.Side;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How figures stand to goals, and what confidence is worth, computed by hand beside it. */
class StandingTest {
  private static Goal goal(Figure figure, Side side, String share) {
    return new Goal(figure, side, new Mark.Share(new BigDecimal(share)));
  }

  private static Optional<Boolean> met(Goal goal, Tally tally) {
    return Standing.of(goal, tally).met();
  }

  private static Tally stood(long stood, long fell) {
    return new Tally().add(Measure.STOOD, stood).add(Measure.FELL, fell);
  }

  @Test
  void a_share_that_is_just_its_mark_is_reached_on_either_side() {
    Goal least = goal(Figure.STOOD, Side.AT_LEAST, "0.95");
    Goal most = goal(Figure.STOOD, Side.AT_MOST, "0.95");
    assertThat(met(least, stood(38, 2))).contains(true);
    assertThat(met(most, stood(38, 2))).contains(true);
    assertThat(met(least, stood(949_999, 50_001))).contains(false);
    assertThat(met(most, stood(950_001, 49_999))).contains(false);
  }

  @Test
  void of_too_few_cases_the_truth_is_told_but_no_judgement() {
    Goal least = goal(Figure.STOOD, Side.AT_LEAST, "0.95");
    assertThat(met(least, stood(0, 29))).isEmpty();
    assertThat(Standing.of(least, stood(0, 29)).truth()).isPresent();
    assertThat(met(least, stood(0, 30))).contains(false);
    assertThat(Standing.of(least, new Tally()).truth()).isEmpty();
    assertThat(Standing.of(least, new Tally()).met()).isEmpty();
  }

  @Test
  void each_figure_has_its_own_cases() {
    Tally tally = new Tally().add(Measure.WORKS, 100).add(Measure.OK, 90);
    tally.add(Measure.COMPLETED, 40).add(Measure.FAULTED, 8).add(Measure.CANCELLED, 2);
    tally.add(Measure.RUNS_ESCALATED, 5).add(Measure.HUMAN, 40 * 60_000);
    tally.add(Measure.COST, "EUR", 20_000_000).add(Measure.COST, "USD", 900_000_000);
    for (int i = 0; i < 40; i++) {
      tally.spread(Measure.RUN, i < 37 ? 20 : 30);
    }
    assertThat(met(goal(Figure.SUCCESS, Side.AT_LEAST, "0.9"), tally)).contains(true);
    assertThat(met(goal(Figure.SUCCESS, Side.AT_LEAST, "0.91"), tally)).contains(false);
    assertThat(met(goal(Figure.COMPLETED, Side.AT_LEAST, "0.8"), tally)).contains(true);
    assertThat(met(goal(Figure.ESCALATED, Side.AT_MOST, "0.09"), tally)).contains(false);
    assertThat(met(goal(Figure.REWORKED, Side.AT_MOST, "0"), tally)).contains(true);
    var within = new Mark.Time(Duration.ofMillis(25));
    assertThat(met(new Goal(Figure.TURNAROUND_P50, Side.AT_MOST, within), tally)).contains(true);
    assertThat(met(new Goal(Figure.TURNAROUND_P95, Side.AT_MOST, within), tally)).contains(false);
    var minute = new Mark.Time(Duration.ofMinutes(1));
    assertThat(met(new Goal(Figure.HUMAN, Side.AT_MOST, minute), tally)).contains(true);
    var half = new Mark.Cost(Money.of("0.5", "EUR"));
    assertThat(met(new Goal(Figure.COST, Side.AT_MOST, half), tally)).contains(true);
    var less = new Mark.Cost(Money.of("0.499999", "EUR"));
    assertThat(met(new Goal(Figure.COST, Side.AT_MOST, less), tally)).contains(false);
  }

  @Test
  void what_nobody_reported_reaches_no_goal() {
    Tally tally = new Tally().add(Measure.COMPLETED, 40).add(Measure.TASKS, 40);
    tally.add(Measure.COST, "USD", 900_000_000);
    var half = new Goal(Figure.COST, Side.AT_MOST, new Mark.Cost(Money.of("0.5", "EUR")));
    assertThat(Standing.of(half, tally).truth()).isEmpty();
    assertThat(met(half, tally)).isEmpty();
    var minute = new Goal(Figure.HUMAN, Side.AT_MOST, new Mark.Time(Duration.ofMinutes(1)));
    assertThat(met(minute, tally)).as("tasks whose time nobody knows").isEmpty();
    assertThat(met(minute, new Tally().add(Measure.COMPLETED, 40))).as("no tasks").contains(true);
  }

  @Test
  void confidence_is_put_into_fifths_and_compared_with_what_stood() {
    var tally = new Tally();
    Calibration.count(tally, 0, false);
    Calibration.count(tally, 199, true);
    Calibration.count(tally, 200, false);
    Calibration.count(tally, 800, true);
    Calibration.count(tally, 1000, true);
    Calibration.count(tally, 900, false);
    Calibration.count(tally, Work.Fate.UNSAID, false);
    Calibration found = Calibration.of(tally);
    assertThat(found.cases()).isEqualTo(6);
    assertThat(found.bins())
        .containsExactly(
            new Calibration.Bin(0, 2, 0.0995, 1),
            new Calibration.Bin(1, 1, 0.2, 0),
            new Calibration.Bin(4, 3, 0.9, 2));
    double right = (2 * 0.4005 + 1 * 0.2 + 3 * (0.9 - 2 / 3.0)) / 6;
    assertThat(found.error()).isCloseTo(right, within(1e-12));
    assertThat(Calibration.of(new Tally()).error()).isZero();
  }
}
