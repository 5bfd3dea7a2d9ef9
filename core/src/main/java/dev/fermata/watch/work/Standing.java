package dev.fermata.watch.work;

import dev.fermata.value.Money;
import dev.fermata.value.goal.Goal;
import dev.fermata.value.goal.Goal.Mark;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Optional;

/**
 * How a workflow stands to a goal that it states.
 *
 * @param cases how many cases tell it: pieces of work, runs, whatever the figure counts
 * @param truth what the figure is; empty without any case
 * @param met whether the goal is reached; empty where there are too few cases to tell
 */
public record Standing(Goal goal, long cases, Optional<Mark> truth, Optional<Boolean> met) {
  /** Of fewer cases a figure says too little. */
  public static final int CASES_LEAST = 30;

  private static final double HALF = 0.5;
  private static final double MOST = 0.95;

  public static Standing of(Goal goal, Tally tally) {
    return switch (goal.figure()) {
      case SUCCESS -> share(goal, tally.of(Measure.OK), tally.of(Measure.WORKS));
      case STOOD -> share(goal, tally.of(Measure.STOOD), both(tally, Measure.STOOD, Measure.FELL));
      case COMPLETED -> share(goal, tally.of(Measure.COMPLETED), ended(tally));
      case GOOD ->
          share(
              goal, tally.of(Measure.RUNS_GOOD), both(tally, Measure.RUNS_GOOD, Measure.RUNS_BAD));
      case AGREEMENT ->
          share(goal, tally.of(Measure.AGREED), both(tally, Measure.AGREED, Measure.DISSENTED));
      case OVERRIDDEN -> share(goal, tally.of(Measure.OVERRIDDEN), tally.of(Measure.REVIEWED));
      case REWORKED -> share(goal, tally.of(Measure.REWORKED), tally.of(Measure.WORKS));
      case ESCALATED -> share(goal, tally.of(Measure.RUNS_ESCALATED), ended(tally));
      case TURNAROUND_P50 -> length(goal, tally, Measure.RUN, HALF);
      case TURNAROUND_P95 -> length(goal, tally, Measure.RUN, MOST);
      case WAITING_P50 -> length(goal, tally, Measure.WAITED, HALF);
      case WAITING_P95 -> length(goal, tally, Measure.WAITED, MOST);
      case HUMAN -> human(goal, tally);
      case COST -> cost(goal, tally);
    };
  }

  private static long both(Tally tally, Measure one, Measure other) {
    return tally.of(one) + tally.of(other);
  }

  private static long ended(Tally tally) {
    return both(tally, Measure.COMPLETED, Measure.FAULTED) + tally.of(Measure.CANCELLED);
  }

  private static Standing told(Goal goal, long cases, Mark truth, int compared) {
    boolean met = goal.side() == Goal.Side.AT_LEAST ? compared >= 0 : compared <= 0;
    return new Standing(
        goal, cases, Optional.of(truth), cases < CASES_LEAST ? Optional.empty() : Optional.of(met));
  }

  private static Standing unknown(Goal goal) {
    return new Standing(goal, 0, Optional.empty(), Optional.empty());
  }

  /** Compared as whole numbers, so that 19 of 20 are 95 %. */
  private static Standing share(Goal goal, long part, long whole) {
    if (whole == 0 || !(goal.mark() instanceof Mark.Share(var mark))) {
      return unknown(goal);
    }
    BigDecimal yes = BigDecimal.valueOf(part);
    BigDecimal all = BigDecimal.valueOf(whole);
    var truth = new Mark.Share(yes.divide(all, MathContext.DECIMAL64));
    return told(goal, whole, truth, yes.compareTo(mark.multiply(all)));
  }

  private static Standing length(Goal goal, Tally tally, Measure measure, double share) {
    long count = tally.count(measure);
    return count == 0
        ? unknown(goal)
        : time(goal, count, Duration.ofMillis(tally.quantile(measure, share)));
  }

  private static Standing time(Goal goal, long cases, Duration truth) {
    return goal.mark() instanceof Mark.Time(var mark)
        ? told(goal, cases, new Mark.Time(truth), truth.compareTo(mark))
        : unknown(goal);
  }

  private static Standing human(Goal goal, Tally tally) {
    long runs = tally.of(Measure.COMPLETED);
    boolean unseen = tally.of(Measure.HUMAN) == 0 && tally.of(Measure.TASKS) > 0;
    return runs == 0 || unseen
        ? unknown(goal)
        : time(goal, runs, Duration.ofMillis(tally.of(Measure.HUMAN) / runs));
  }

  /** Of the currency of the mark alone: money of several is never added up. */
  private static Standing cost(Goal goal, Tally tally) {
    long runs = tally.of(Measure.COMPLETED);
    if (runs == 0 || !(goal.mark() instanceof Mark.Cost(var mark))) {
      return unknown(goal);
    }
    Long sum = tally.by(Measure.COST).get(mark.currency());
    if (sum == null) {
      return unknown(goal); // Free, or nobody said what it cost.
    }
    var truth = new Money(sum / runs, mark.currency());
    return told(
        goal, runs, new Mark.Cost(truth), Long.compare(truth.millionths(), mark.millionths()));
  }
}
