package dev.fermata.server.bench.fanout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.server.bench.rig.Times;
import dev.fermata.value.Json;
import java.util.List;

/** What {@link FanoutBench} measured. */
public record FanoutResult(Asked asked, Pace alone, Pace many, Store store) {

  /** What was asked for. */
  public record Asked(int branches, Times times) {}

  /**
   * How fast runs went.
   *
   * @param p50Ms from the start of a run to the step after its join
   * @param cpuMicros of all cores together, for each branch
   * @param otherCores how many cores others kept busy meanwhile
   */
  public record Pace(
      double p50Ms, double p99Ms, double branchesPerSecond, double cpuMicros, double otherCores) {}

  /**
   * @param bytes of the closed database for each branch
   * @param rawBranchesPerSecond results of as many bytes, appended to a bare SQLite file with the
   *     same durability, as many a commit as a run has branches
   */
  public record Store(double bytes, double rawBranchesPerSecond) {}

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
    tree.put("seconds", asked.times.measured().toSeconds());
    tree.put("warmUpSeconds", asked.times.warmUp().toSeconds());
    tree.put("p50Ms", Goal.rounded(alone.p50Ms)).put("p99Ms", Goal.rounded(alone.p99Ms));
    tree.put("concurrency", FanoutBench.AT_ONCE);
    tree.put("branchesPerSecond", Goal.rounded(many.branchesPerSecond, 1));
    tree.put("cpuMicrosPerBranch", Goal.rounded(many.cpuMicros, 1));
    tree.put("bytesPerBranch", Math.round(store.bytes));
    tree.put("rawBranchesPerSecond", Goal.rounded(store.rawBranchesPerSecond, 1));
    tree.put("ratio", Goal.rounded(many.branchesPerSecond / store.rawBranchesPerSecond));
    Goal.into(tree, goals());
    double others = Math.max(alone.otherCores, many.otherCores);
    tree.set("machine", Goal.machine(others));
    return tree;
  }
}
