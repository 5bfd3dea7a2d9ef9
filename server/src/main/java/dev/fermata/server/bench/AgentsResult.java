package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.time.Duration;

/**
 * What {@link AgentsBench} found.
 *
 * @param memory the most that the server's process held, in bytes; 0 where nobody tells
 * @param median the time that is added to a turn, its tool call included
 * @param p99 of the same
 */
public record AgentsResult(Load load, Duration took, long memory, Duration median, Duration p99) {
  public static final long MEMORY_LIMIT = 1L << 30;
  public static final Duration ADDED_LIMIT = Duration.ofMillis(5);

  /**
   * What was done.
   *
   * @param asked how often the model was asked
   */
  public record Load(int agents, int turns, long completed, int asked) {}

  public boolean met() {
    return load.completed == load.agents
        && memory <= MEMORY_LIMIT
        && median.compareTo(ADDED_LIMIT) <= 0;
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "agents").put("agents", load.agents);
    tree.put("turns", load.turns).put("completed", load.completed).put("asked", load.asked);
    double seconds = took.toMillis() / 1000.0;
    tree.put("seconds", Math.round(seconds * 10) / 10.0);
    tree.put("turnsPerSecond", Math.round(load.asked / Math.max(0.001, seconds)));
    tree.put("memoryMiB", memory >> 20).put("memoryGoalMiB", MEMORY_LIMIT >> 20);
    tree.put("addedMs", median.toNanos() / 100_000 / 10.0);
    tree.put("addedGoalMs", ADDED_LIMIT.toMillis()).put("addedP99Ms", p99.toMillis());
    tree.put("met", met());
    tree.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("jdk", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return tree;
  }
}
