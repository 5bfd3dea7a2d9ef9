package dev.fermata.server.bench.fanout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.List;

/**
 * What {@link FanoutBench} measured.
 *
 * @param rawBranchesPerSecond results of as many bytes, appended to a bare SQLite file with the
 *     same durability, as many a commit as a run has branches
 */
public record FanoutResult(Asked asked, Pace alone, Pace many, double rawBranchesPerSecond) {

  /** What was asked for. */
  public record Asked(int branches, Duration time) {}

  /**
   * How fast runs went.
   *
   * @param p50Ms from the start of a run to the step after its join
   * @param cpuMicros of all cores together, for each branch
   */
  public record Pace(
      double p50Ms, double p99Ms, double branchesPerSecond, double cpuMicros, Beside beside) {}

  /**
   * @param bytes by which the database grew for each branch
   * @param otherCores how many cores others kept busy meanwhile
   */
  public record Beside(double bytes, double otherCores) {}

  private static final int BRANCHES = 100;
  private static final double P50_MS = 10;
  private static final double BRANCHES_PER_SECOND = 20_000;

  /** They are for a hundred branches. */
  List<Goal> goals() {
    return asked.branches == BRANCHES
        ? List.of(
            Goal.atMost("p50Ms", alone.p50Ms, P50_MS),
            Goal.atLeast("branchesPerSecond", many.branchesPerSecond, BRANCHES_PER_SECOND))
        : List.of();
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "fanout").put("branches", asked.branches);
    tree.put("seconds", asked.time.toSeconds());
    tree.put("warmUpSeconds", FanoutBench.WARM_UP.toSeconds());
    tree.put("p50Ms", Goal.rounded(alone.p50Ms)).put("p99Ms", Goal.rounded(alone.p99Ms));
    tree.put("concurrency", FanoutBench.AT_ONCE);
    tree.put("branchesPerSecond", Goal.rounded(many.branchesPerSecond, 1));
    tree.put("cpuMicrosPerBranch", Goal.rounded(many.cpuMicros, 1));
    tree.put("bytesPerBranch", Math.round(many.beside.bytes));
    tree.put("rawBranchesPerSecond", Goal.rounded(rawBranchesPerSecond, 1));
    tree.put("ratio", Goal.rounded(many.branchesPerSecond / rawBranchesPerSecond));
    Goal.into(tree, goals());
    double others = Math.max(alone.beside.otherCores, many.beside.otherCores);
    tree.set("machine", Goal.machine(others));
    return tree;
  }
}
