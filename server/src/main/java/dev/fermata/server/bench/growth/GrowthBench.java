package dev.fermata.server.bench.growth;

import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Search;
import dev.fermata.policy.Policy;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Latencies;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.steps.Driver;
import dev.fermata.server.bench.steps.Steps;
import dev.fermata.server.ledger.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Measures what grows with the runs that are stored: the cost of a step, beside a store with few;
 * lists of runs; and whether work goes on while what is too old is erased.
 */
public final class GrowthBench {
  /** How many are few. */
  public static final int FEW = 1_000;

  public static final int RUNS_LIMIT = 10_000_000;
  static final int CONCURRENCY = 50;
  private static final int ROUNDS = 2;
  private static final int LISTS = 20;
  private static final int PAGE = 50;
  private static final int OLD_LIMIT = 20_000;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration AGE = Duration.ofDays(Retention.DAYS);
  private static final Duration BETWEEN = Duration.ofSeconds(20);

  private final GrowthResult.Asked asked;
  private final List<Policy> house;
  private final Consumer<String> progress;

  /**
   * @param policies those in force, as their authors wrote them
   * @param progress told what happens, a line each
   */
  public GrowthBench(GrowthResult.Asked asked, List<String> policies, Consumer<String> progress) {
    this.asked = asked;
    this.house = policies.stream().map(Embedded::policy).toList();
    this.progress = progress;
  }

  /** Runs it in folders of its own, which are deleted afterwards. */
  public GrowthResult measure() {
    Path folder = Scratch.folder();
    try {
      return measure(folder);
    } finally {
      Scratch.delete(folder);
    }
  }

  private GrowthResult measure(Path folder) {
    Path many = folder.resolve("many");
    long began = System.nanoTime();
    fill(many, asked.runs());
    double perSecond = asked.runs() * 1e9 / (System.nanoTime() - began);
    double bytes = Embedded.bytes(many) / (double) asked.runs();
    progress.accept("%d runs are stored, %.0f in a second.".formatted(asked.runs(), perSecond));
    List<Steps> withFew = new ArrayList<>();
    List<Steps> withMany = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      Path few = folder.resolve("few-" + round);
      fill(few, FEW);
      Steps first = steps(few);
      Scratch.delete(few);
      Steps second = steps(many);
      // The first round warms this process up.
      if (round > 0) withFew.add(first);
      if (round > 0) withMany.add(second);
    }
    progress.accept("Lists, and then what is too old is erased while steps go on.");
    var cost = new GrowthResult.Cost(GrowthResult.Pace.of(withFew), GrowthResult.Pace.of(withMany));
    return new GrowthResult(asked, bytes, cost, lists(many), glance(many), prune(many));
  }

  private void fill(Path data, int runs) {
    try (var engine = Embedded.open(data, _ -> {})) {
      engine.furnish(house);
      engine.publish(Driver.source("steps", Embedded.NOOP));
      var filling = new Filling(engine);
      // The oldest are too old to be kept any longer.
      filling.add(runs, Instant.now().minus(AGE).minus(BETWEEN.multipliedBy(old())), BETWEEN);
    }
  }

  private int old() {
    return Math.min(OLD_LIMIT, asked.runs() / 2);
  }

  private Steps steps(Path data) {
    var steps = new Steps();
    try (var engine = Embedded.open(data, steps::reached)) {
      new Driver(number -> engine.start("steps", number), steps)
          .drive(CONCURRENCY, WARM_UP, asked.time());
    }
    return steps;
  }

  /** The median time of the first page of lists of each kind. */
  private static Map<String, Double> lists(Path data) {
    Map<String, RunFilter> filters = new LinkedHashMap<>();
    filters.put("all", of(Set.of(), "", ""));
    filters.put("completed", of(Set.of(RunStatus.COMPLETED), "", ""));
    filters.put("waiting", of(Set.of(RunStatus.WAITING), "", ""));
    filters.put("none", of(Set.of(RunStatus.PAUSED), "", ""));
    filters.put("workflow", of(Set.of(), "bench/stored-3", ""));
    filters.put("waiting of a workflow", of(Set.of(RunStatus.WAITING), "bench/stored-0", ""));
    filters.put("batch", of(Set.of(), "", "batch-0"));
    filters.put("text", of(Set.of(), "", "").with(search("as one in many does")));
    Map<String, Double> took = new LinkedHashMap<>();
    try (var engine = Embedded.open(data, _ -> {})) {
      filters.forEach((name, filter) -> took.put(name, median(engine, filter)));
    }
    return took;
  }

  private static Glance glance(Path data) {
    try {
      return Glance.of(data);
    } catch (IOException e) {
      throw new UncheckedIOException("the server of this bench does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the bench was interrupted", e);
    }
  }

  private static RunFilter of(Set<RunStatus> statuses, String workflow, String batch) {
    return new RunFilter(statuses, workflow, batch, "", Optional.empty(), PAGE);
  }

  private static Search search(String text) {
    return new Search(Set.of(), text, Optional.empty(), Optional.empty());
  }

  private static double median(Embedded engine, RunFilter filter) {
    var took = new Latencies();
    for (int i = 0; i < LISTS; i++) {
      long began = System.nanoTime();
      var unused = engine.engine().views().runs(filter);
      took.note(System.nanoTime() - began);
    }
    return took.ms(0.5);
  }

  private GrowthResult.Pruning prune(Path data) {
    var steps = new Steps();
    var erased = new long[1];
    try (var engine = Embedded.open(data, steps::reached)) {
      var retention =
          new Retention(
              engine.engine(),
              engine.store()::expired,
              Retention.DAYS,
              InstantSource.system(),
              (_, _, _) -> {});
      new Driver(number -> engine.start("steps", number), steps)
          .drive(CONCURRENCY, WARM_UP, () -> erased[0] = retention.sweep());
      retention.close();
    }
    // Those that wait for a person are not over, however old.
    long old = old() - old() / Filling.WAITING - 1;
    return new GrowthResult.Pruning(
        old, erased[0], steps.speed().stepsPerSecond(), steps.longestMs());
  }
}
