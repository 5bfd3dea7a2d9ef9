package dev.fermata.server.bench.rig;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A figure and what it should be.
 *
 * @param figure as it is called in the result
 */
public record Goal(String figure, double measured, Bound bound, double limit) {
  private static final int DIGITS = 3;

  /** On which side of the limit a figure should be. */
  public enum Bound {
    AT_LEAST("at least"),
    AT_MOST("at most");

    private final String words;

    Bound(String words) {
      this.words = words;
    }
  }

  public static Goal atLeast(String figure, double measured, double limit) {
    return new Goal(figure, measured, Bound.AT_LEAST, limit);
  }

  public static Goal atMost(String figure, double measured, double limit) {
    return new Goal(figure, measured, Bound.AT_MOST, limit);
  }

  /** What was not measured, and is no number, is never met. */
  public boolean met() {
    return switch (bound) {
      case AT_LEAST -> measured >= limit;
      case AT_MOST -> measured <= limit;
    };
  }

  public static boolean allMet(List<Goal> goals) {
    return goals.stream().allMatch(Goal::met);
  }

  /** Adds them, and whether all were met, to a result; where there are none, nothing is met. */
  public static void into(ObjectNode result, List<Goal> goals) {
    ArrayNode list = result.putArray("goals");
    for (Goal goal : goals)
      list.addObject()
          .put("figure", goal.figure)
          .put("measured", rounded(goal.measured))
          .put("bound", goal.bound.words)
          .put("goal", goal.limit)
          .put("met", goal.met());
    if (!goals.isEmpty()) result.put("met", allMet(goals));
  }

  /** To what a reader needs. */
  public static double rounded(double value) {
    return rounded(value, DIGITS);
  }

  public static double rounded(double value, int digits) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue()
        : -1;
  }

  /** On what it was measured. */
  public static ObjectNode machine(double otherCores) {
    return Json.object()
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("jdk", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("otherCores", rounded(otherCores, 2));
  }
}
