package dev.fermata.server.bench.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.value.Json;
import java.util.List;

/**
 * What {@link StartBench} measured.
 *
 * @param times that each was started
 * @param otherCores how many cores others kept busy meanwhile; what is started is among them
 */
public record StartResult(int times, Medians medians, double otherCores) {

  /**
   * Each in milliseconds.
   *
   * @param server on an empty folder, until it is ready
   * @param command that asks no server
   * @param asking a command that asks a server for its runs
   * @param java the bare Java machine, which says its version
   */
  public record Medians(double server, double command, double asking, double java) {}

  private static final double SERVER_MS = 1_500;
  private static final double COMMAND_MS = 250;

  List<Goal> goals() {
    return List.of(
        Goal.atMost("serverReadyMs", medians.server, SERVER_MS),
        Goal.atMost("commandMs", medians.command, COMMAND_MS),
        Goal.atMost("askingCommandMs", medians.asking, COMMAND_MS));
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "start").put("times", times);
    tree.put("serverReadyMs", Goal.rounded(medians.server, 0));
    tree.put("commandMs", Goal.rounded(medians.command, 0));
    tree.put("askingCommandMs", Goal.rounded(medians.asking, 0));
    tree.put("rawJavaMs", Goal.rounded(medians.java, 0));
    tree.put("ratio", Goal.rounded(medians.java / medians.command));
    Goal.into(tree, goals());
    tree.set("machine", Goal.machine(otherCores));
    return tree;
  }
}
