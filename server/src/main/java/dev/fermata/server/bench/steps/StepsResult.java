package dev.fermata.server.bench.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.server.bench.rig.Times;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@link StepsBench} measured.
 *
 * @param rawStepsPerSecond results of as many bytes, appended to a bare SQLite file with the same
 *     durability, as many a commit as runs were under way
 */
public record StepsResult(Asked asked, Speed speed, Cost cost, double rawStepsPerSecond) {

  /** What was asked for. */
  public record Asked(int concurrency, Times times, StepsBench.Through through) {}

  /** How fast, over all runs, and how long one step took. */
  public record Speed(double stepsPerSecond, double p50Ms, double p99Ms) {}

  /**
   * What it took.
   *
   * @param bytesPerStep of the closed database, warm-up and its empty tables included
   * @param cpuMicrosPerStep of all cores together, in the measured time
   * @param memoryMiB the most that the process held; 0 if that is not known
   * @param otherCores how many cores others kept busy meanwhile
   */
  public record Cost(
      double bytesPerStep, double cpuMicrosPerStep, long memoryMiB, double otherCores) {}

  /** How much of the speed is lost where more policies are in force, at most. */
  public static final double LOSS_LIMIT = 0.25;

  private static final int MANY = 500;
  private static final int SOME = 50;
  private static final double MANY_STEPS = 60_000;
  private static final double HTTP_STEPS = 8_000;
  private static final double SOME_STEPS = 30_000;
  private static final double MANY_RATIO = 0.4;
  private static final double ONE_RATIO = 0.6;
  private static final double ONE_P99_MS = 1;
  private static final double BYTES = 600;
  private static final double MEMORY_MIB = 350;

  private double ratio() {
    return speed.stepsPerSecond / rawStepsPerSecond;
  }

  /** What is to be reached with as many runs at once. */
  List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    if (asked.through == StepsBench.Through.HTTP) {
      if (asked.concurrency == MANY)
        goals.add(Goal.atLeast("stepsPerSecond", speed.stepsPerSecond, HTTP_STEPS));
      return goals;
    }
    switch (asked.concurrency) {
      case 1 -> {
        goals.add(Goal.atLeast("ratio", ratio(), ONE_RATIO));
        goals.add(Goal.atMost("p99Ms", speed.p99Ms, ONE_P99_MS));
      }
      case SOME -> goals.add(Goal.atLeast("stepsPerSecond", speed.stepsPerSecond, SOME_STEPS));
      case MANY -> {
        goals.add(Goal.atLeast("stepsPerSecond", speed.stepsPerSecond, MANY_STEPS));
        goals.add(Goal.atLeast("ratio", ratio(), MANY_RATIO));
        goals.add(
            Goal.atMost("memoryMiB", cost.memoryMiB > 0 ? cost.memoryMiB : Double.NaN, MEMORY_MIB));
      }
      default -> {}
    }
    goals.add(Goal.atMost("bytesPerStep", cost.bytesPerStep, BYTES));
    return goals;
  }

  /** What was measured with more policies, and without them before and after. */
  public record Compared(int policies, StepsResult with, StepsResult before, StepsResult after) {
    private double without() {
      return (before.speed.stepsPerSecond + after.speed.stepsPerSecond) / 2;
    }

    private double loss() {
      return 1 - with.speed.stepsPerSecond / without();
    }
  }

  public JsonNode json() {
    return json(Optional.empty());
  }

  /**
   * With what more policies cost.
   *
   * @return with {@code policies}, {@code stepsPerSecondWithout} and {@code loss} too
   */
  static JsonNode json(Compared compared) {
    return compared.with.json(Optional.of(compared));
  }

  private ObjectNode json(Optional<Compared> compared) {
    var tree = Json.object().put("bench", "steps").put("concurrency", asked.concurrency);
    tree.put("agent", asked.through.name().toLowerCase(Locale.ROOT));
    tree.put("seconds", asked.times.measured().toSeconds());
    tree.put("warmUpSeconds", asked.times.warmUp().toSeconds());
    tree.put("stepsPerSecond", Goal.rounded(speed.stepsPerSecond, 1));
    tree.put("p50Ms", Goal.rounded(speed.p50Ms)).put("p99Ms", Goal.rounded(speed.p99Ms));
    tree.put("cpuMicrosPerStep", Goal.rounded(cost.cpuMicrosPerStep, 1));
    tree.put("bytesPerStep", Math.round(cost.bytesPerStep)).put("memoryMiB", cost.memoryMiB);
    tree.put("rawStepsPerSecond", Goal.rounded(rawStepsPerSecond, 1));
    tree.put("ratio", Goal.rounded(ratio()));
    List<Goal> goals = new ArrayList<>(goals());
    compared.ifPresent(c -> {
      tree.put("policies", c.policies);
      tree.put("stepsPerSecondWithout", Goal.rounded(c.without(), 1));
      tree.put("loss", Goal.rounded(c.loss()));
      goals.add(Goal.atMost("loss", c.loss(), LOSS_LIMIT));
    });
    Goal.into(tree, goals);
    tree.set("machine", Goal.machine(cost.otherCores));
    return tree;
  }
}
