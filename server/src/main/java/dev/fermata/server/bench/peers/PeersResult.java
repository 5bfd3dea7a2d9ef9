package dev.fermata.server.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.server.bench.steps.StepsResult;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What {@link PeersBench} measured, a list of rounds each. Means are told.
 *
 * @param others by their names
 */
public record PeersResult(
    Asked asked, Map<String, List<Peer.Measured>> others, List<StepsResult> ours) {
  public PeersResult {
    ours = List.copyOf(ours);
  }

  /** What was asked for. */
  public record Asked(List<String> peers, int concurrency, Duration time, int rounds) {
    public Asked {
      peers = List.copyOf(peers);
    }
  }

  private static final int MANY = 500;
  private static final double TIMES = 15;
  private static final String FASTEST = "dbos";

  private static <T> double mean(List<T> measured, ToDoubleFunction<T> figure) {
    return measured.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  private double own() {
    return mean(ours, each -> each.speed().stepsPerSecond());
  }

  private double best() {
    return others.values().stream()
        .mapToDouble(measured -> mean(measured, Peer.Measured::stepsPerSecond))
        .max()
        .orElse(Double.NaN);
  }

  /** They are for 500 runs at once, and the fastest durable engine that is known to us. */
  List<Goal> goals() {
    return asked.concurrency == MANY && others.containsKey(FASTEST)
        ? List.of(Goal.atLeast("timesBestPeer", own() / best(), TIMES))
        : List.of();
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "peers").put("concurrency", asked.concurrency);
    tree.put("seconds", asked.time.toSeconds()).put("rounds", asked.rounds);
    var list = tree.putArray("engines");
    others.forEach((name, measured) -> {
      ObjectNode each = list.addObject().put("engine", name);
      each.put("stepsPerSecond", Goal.rounded(mean(measured, Peer.Measured::stepsPerSecond), 1));
      each.put("p50Ms", Goal.rounded(mean(measured, Peer.Measured::p50Ms)));
      each.put("p99Ms", Goal.rounded(mean(measured, Peer.Measured::p99Ms)));
      each.put("times", Goal.rounded(own() / mean(measured, Peer.Measured::stepsPerSecond), 1));
    });
    ObjectNode fermata = list.addObject().put("engine", "fermata");
    fermata.put("stepsPerSecond", Goal.rounded(own(), 1));
    fermata.put("p50Ms", Goal.rounded(mean(ours, each -> each.speed().p50Ms())));
    fermata.put("p99Ms", Goal.rounded(mean(ours, each -> each.speed().p99Ms())));
    fermata.put("times", 1);
    tree.put("rawStepsPerSecond", Goal.rounded(mean(ours, StepsResult::rawStepsPerSecond), 1));
    tree.put("ratio", Goal.rounded(own() / mean(ours, StepsResult::rawStepsPerSecond)));
    tree.put("timesBestPeer", Goal.rounded(own() / best(), 1));
    Goal.into(tree, goals());
    tree.set("machine", Goal.machine(mean(ours, each -> each.cost().otherCores())));
    return tree;
  }
}
