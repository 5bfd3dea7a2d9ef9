package dev.fermata.server.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.policy.Policy;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.server.bench.rig.Load;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures how fast a server tells the house at a glance where many runs of the last 30 days are
 * stored: after a start at which its files are far behind the journal, and after the next one.
 */
public final class OverviewBench {
  private static final Duration DAYS = Duration.ofDays(30);
  private static final double MEDIAN_MS = 300;
  private static final double FIRST_MS = 1_000;

  /** The goals are for so many. */
  private static final int GOAL_RUNS = 1_000_000;

  private final int runs;
  private final Optional<Path> kept;
  private final List<Policy> house;
  private final Consumer<String> progress;

  /**
   * @param kept a folder to be filled and kept, or one that was; else one is made and deleted
   * @param policies those in force, as their authors wrote them
   * @param progress told what happens, a line each
   */
  public OverviewBench(
      int runs, Optional<Path> kept, List<String> policies, Consumer<String> progress) {
    this.runs = runs;
    this.kept = kept;
    this.house = policies.stream().map(Embedded::policy).toList();
    this.progress = progress;
  }

  public JsonNode measure() throws IOException, InterruptedException {
    if (kept.isPresent()) {
      return measure(kept.get());
    }
    Path folder = Scratch.folder();
    try {
      return measure(folder);
    } finally {
      Scratch.delete(folder);
    }
  }

  private JsonNode measure(Path data) throws IOException, InterruptedException {
    if (!Files.exists(data.resolve("fermata.db"))) {
      fill(data);
    }
    double perSecond = Glance.addUp(data);
    progress.accept("Figures are added up; a server starts.");
    Glance behind = Glance.at(data, perSecond);
    progress.accept("It starts again.");
    var load = new Load();
    Glance first = Glance.at(data, perSecond);
    var tree = Json.object().put("bench", "overview").put("runs", runs);
    tree.put("addedUpPerSecond", Math.round(perSecond));
    tree.put("behindMs", Goal.rounded(behind.overviewMs()));
    tree.put("firstBehindMs", Goal.rounded(behind.firstOverviewMs()));
    tree.put("overviewMs", Goal.rounded(first.overviewMs()));
    tree.put("slowOverviewMs", Goal.rounded(first.slowMs()));
    tree.put("firstOverviewMs", Goal.rounded(first.firstOverviewMs()));
    List<Goal> goals = new ArrayList<>();
    if (runs == GOAL_RUNS) {
      goals.add(Goal.atMost("overviewMs", first.overviewMs(), MEDIAN_MS));
      goals.add(Goal.atMost("firstOverviewMs", first.firstOverviewMs(), FIRST_MS));
    }
    Goal.into(tree, goals);
    tree.set("machine", Goal.machine(load.used().otherCores()));
    return tree;
  }

  private void fill(Path data) {
    try (var engine = Embedded.open(data, _ -> {})) {
      engine.furnish(house);
      new Filling(engine).add(runs, Instant.now().minus(DAYS), DAYS.dividedBy(runs));
    }
    progress.accept(runs + " runs are stored.");
  }
}
