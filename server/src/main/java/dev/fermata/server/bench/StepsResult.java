package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.time.Duration;

/**
 * What {@link StepsBench} measured.
 *
 * @param bytesPerStep by which the database grew for each step, warm-up included
 * @param rawStepsPerSecond rows of as many bytes, appended to a bare SQLite file with the same
 *     durability, as many a commit as runs were under way
 */
public record StepsResult(
    int concurrency, Duration time, Speed speed, double bytesPerStep, double rawStepsPerSecond) {

  /** How fast, over all runs, and how long one step took. */
  public record Speed(double stepsPerSecond, double p50Ms, double p99Ms) {}

  /** How much of the speed is lost where policies are in force, at most. */
  public static final double LOSS_LIMIT = 0.25;

  /**
   * Beside what was measured without policies, before and after.
   *
   * @return with {@code policies}, {@code stepsPerSecondWithout}, {@code loss} and {@code met}
   */
  public JsonNode json(int policies, StepsResult before, StepsResult after) {
    double without = (before.speed.stepsPerSecond() + after.speed.stepsPerSecond()) / 2;
    double loss = 1 - speed.stepsPerSecond() / without;
    var tree = tree();
    tree.put("policies", policies).put("stepsPerSecondWithout", rounded(without, 1));
    return tree.put("loss", rounded(loss, 3)).put("met", loss <= LOSS_LIMIT);
  }

  public JsonNode json() {
    return tree();
  }

  private ObjectNode tree() {
    var runtime = Runtime.version();
    var tree =
        Json.object()
            .put("bench", "steps")
            .put("concurrency", concurrency)
            .put("seconds", time.toSeconds());
    tree.put("warmUpSeconds", StepsBench.WARM_UP.toSeconds());
    tree.put("stepsPerSecond", rounded(speed.stepsPerSecond(), 1));
    tree.put("p50Ms", rounded(speed.p50Ms(), 3)).put("p99Ms", rounded(speed.p99Ms(), 3));
    tree.put("bytesPerStep", Math.round(bytesPerStep));
    tree.put("rawStepsPerSecond", rounded(rawStepsPerSecond, 1));
    tree.put("ratio", rounded(speed.stepsPerSecond() / rawStepsPerSecond, 3));
    tree.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("jdk", runtime.toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return tree;
  }

  private static double rounded(double value, int digits) {
    return java.math.BigDecimal.valueOf(value)
        .setScale(digits, java.math.RoundingMode.HALF_UP)
        .doubleValue();
  }
}
