package dev.fermata.server.bench.parked;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.value.Json;
import java.util.List;

/** What {@link ParkedBench} measured. */
public record ParkedResult(int runs, Waiting waiting, Server server, GoingOn goingOn) {

  /**
   * @param bytes of disk a run, its first step included
   * @param parkedPerSecond how many runs came to wait in a second
   */
  public record Waiting(double bytes, double parkedPerSecond) {}

  /**
   * A server that has them all and nothing to do.
   *
   * @param readySeconds from the start of its process until it takes work
   * @param heapMiB in use, once what can be is thrown away
   * @param memoryMiB the most that its process held
   * @param idle the share of a core that it takes
   */
  public record Server(double readySeconds, long heapMiB, long memoryMiB, double idle) {}

  /**
   * @param p50Ms from a decision to the completion of its run, one at a time
   * @param decidedPerSecond runs that were decided and completed in a second, many at once
   * @param otherCores how many cores others kept busy meanwhile
   */
  public record GoingOn(double p50Ms, double p99Ms, double decidedPerSecond, double otherCores) {}

  private static final double BYTES = 1024;
  private static final double READY_SECONDS = 10;
  private static final double P50_MS = 1;
  private static final double P99_MS = 50;
  private static final double DECIDED = 10_000;

  /** They are for so many runs. */
  private static final int GOAL_RUNS = 100_000;

  List<Goal> goals() {
    if (runs != GOAL_RUNS) return List.of();
    return List.of(
        Goal.atMost("bytesPerRun", waiting.bytes, BYTES),
        Goal.atMost("readySeconds", server.readySeconds, READY_SECONDS),
        Goal.atMost("heapMiB", measured(server.heapMiB), ParkedBench.HEAP_MIB),
        Goal.atMost("idleCores", server.idle, ParkedBench.IDLE_LIMIT),
        Goal.atMost("decisionP50Ms", goingOn.p50Ms, P50_MS),
        Goal.atMost("decisionP99Ms", goingOn.p99Ms, P99_MS),
        Goal.atLeast("decidedRunsPerSecond", goingOn.decidedPerSecond, DECIDED));
  }

  private static double measured(long mebibytes) {
    return mebibytes > 0 ? mebibytes : Double.NaN;
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "parked").put("runs", runs);
    tree.put("bytesPerRun", Math.round(waiting.bytes));
    tree.put("parkedRunsPerSecond", Goal.rounded(waiting.parkedPerSecond, 1));
    tree.put("readySeconds", Goal.rounded(server.readySeconds, 2));
    tree.put("heapMiB", server.heapMiB).put("heapLimitMiB", ParkedBench.HEAP_MIB);
    tree.put("memoryMiB", server.memoryMiB).put("idleCores", Goal.rounded(server.idle, 4));
    tree.put("decisionP50Ms", Goal.rounded(goingOn.p50Ms));
    tree.put("decisionP99Ms", Goal.rounded(goingOn.p99Ms));
    tree.put("decidedRunsPerSecond", Goal.rounded(goingOn.decidedPerSecond, 1));
    Goal.into(tree, goals());
    tree.set("machine", Goal.machine(goingOn.otherCores));
    return tree;
  }
}
