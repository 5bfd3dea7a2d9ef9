package dev.fermata.server.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.server.bench.steps.Steps;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What {@link GrowthBench} measured.
 *
 * @param bytesPerRun of disk, of the runs that were stored
 * @param listMs the median time of the first page of a list, by its filter
 */
public record GrowthResult(
    Asked asked,
    double bytesPerRun,
    Cost cost,
    Map<String, Double> listMs,
    Glance glance,
    Pruning pruning) {
  public GrowthResult {
    listMs = Map.copyOf(listMs);
  }

  /**
   * What was asked for.
   *
   * @param runs that are stored
   * @param time for which each measurement of steps goes on
   */
  public record Asked(int runs, Duration time) {}

  /** What a step takes where few runs are stored, and where many are. */
  public record Cost(Pace few, Pace many) {}

  /** Means of several measurements. */
  public record Pace(double stepsPerSecond, double cpuMicros, double otherCores) {
    static Pace of(List<Steps> measured) {
      return new Pace(
          mean(measured, each -> each.speed().stepsPerSecond()),
          mean(measured, Steps::cpuMicrosPerStep),
          mean(measured, Steps::otherCores));
    }

    private static double mean(List<Steps> measured, ToDoubleFunction<Steps> figure) {
      return measured.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
  }

  /**
   * @param old runs that were too old
   * @param longestMs the longest step meanwhile
   */
  public record Pruning(long old, long erased, double stepsPerSecond, double longestMs) {}

  private static final double MORE = 1.2;
  private static final double LIST_MS = 50;
  private static final double OVERVIEW_MS = 300;
  private static final double STOP_MS = 1_000;

  private double moreCpu() {
    return cost.many.cpuMicros / cost.few.cpuMicros;
  }

  private double moreTime() {
    return cost.few.stepsPerSecond / cost.many.stepsPerSecond;
  }

  /** They are for so many runs. */
  private static final int GOAL_RUNS = 1_000_000;

  List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    if (asked.runs != GOAL_RUNS) return goals;
    goals.add(Goal.atMost("cpuRatio", moreCpu(), MORE));
    goals.add(Goal.atMost("timeRatio", moreTime(), MORE));
    double slowest =
        listMs.values().stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    goals.add(Goal.atMost("slowestListMs", slowest, LIST_MS));
    goals.add(Goal.atMost("overviewMs", glance.overviewMs(), OVERVIEW_MS));
    goals.add(Goal.atLeast("erasedRuns", pruning.erased, pruning.old));
    goals.add(Goal.atMost("longestStepMsWhileErasing", pruning.longestMs, STOP_MS));
    return goals;
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "growth").put("runs", asked.runs);
    tree.put("few", GrowthBench.FEW).put("concurrency", GrowthBench.CONCURRENCY);
    tree.put("seconds", asked.time.toSeconds()).put("bytesPerRun", Math.round(bytesPerRun));
    tree.put("stepsPerSecondWithFew", Goal.rounded(cost.few.stepsPerSecond, 1));
    tree.put("stepsPerSecondWithMany", Goal.rounded(cost.many.stepsPerSecond, 1));
    tree.put("timeRatio", Goal.rounded(moreTime()));
    tree.put("cpuMicrosPerStepWithFew", Goal.rounded(cost.few.cpuMicros, 1));
    tree.put("cpuMicrosPerStepWithMany", Goal.rounded(cost.many.cpuMicros, 1));
    tree.put("cpuRatio", Goal.rounded(moreCpu()));
    var lists = tree.putObject("listMs");
    listMs.forEach((filter, ms) -> lists.put(filter, Goal.rounded(ms)));
    tree.put("addedUpPerSecond", Math.round(glance.entriesPerSecond()));
    tree.put("overviewMs", Goal.rounded(glance.overviewMs()));
    tree.put("firstOverviewMs", Goal.rounded(glance.firstOverviewMs()));
    tree.put("erasedRuns", pruning.erased);
    tree.put("stepsPerSecondWhileErasing", Goal.rounded(pruning.stepsPerSecond, 1));
    tree.put("longestStepMsWhileErasing", Goal.rounded(pruning.longestMs));
    Goal.into(tree, goals());
    double others = Math.max(cost.few.otherCores, cost.many.otherCores);
    tree.set("machine", Goal.machine(others));
    return tree;
  }
}
