package dev.fermata.server.bench.fanout;

import dev.fermata.adapter.sqlite.file.BareAppends;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Policy;
import dev.fermata.server.bench.rig.Crew;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Latencies;
import dev.fermata.server.bench.rig.Load;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.rig.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures runs that fork into many branches, each a call through the whole gate whose result of
 * 300 bytes is on disk before the join. A run's time ends when the step after the join begins.
 */
public final class FanoutBench {
  static final int AT_ONCE = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double MICRO = 1e-3;
  private static final long POLL_MS = 20;

  private final int branches;
  private final Times times;
  private final List<Policy> house;

  /**
   * @param branches of each run
   * @param times of each of the two measurements
   * @param policies those in force, as their authors wrote them
   */
  public FanoutBench(int branches, Times times, List<String> policies) {
    this.branches = branches;
    this.times = times;
    this.house = policies.stream().map(Embedded::policy).toList();
  }

  /** Runs it in a folder of its own, which is deleted afterwards. */
  public FanoutResult measure() {
    Path folder = Scratch.folder();
    Path data = folder.resolve("data");
    try {
      FanoutResult.Pace alone;
      FanoutResult.Pace many;
      long runs;
      try (var fork = new Fork(data)) {
        fork.go(AT_ONCE, times.warmUp());
        alone = fork.go(1, times.measured());
        many = fork.go(AT_ONCE, times.measured());
        runs = fork.allCompleted();
      }
      double bytes = Embedded.bytes(data) / (double) (runs * branches);
      Path file = folder.resolve("bare.db");
      double bare = BareAppends.perSecond(file, Embedded.RESULT_BYTES, branches, times.bare());
      return new FanoutResult(
          new FanoutResult.Asked(branches, times),
          alone,
          many,
          new FanoutResult.Store(bytes, bare));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    } finally {
      Scratch.delete(folder);
    }
  }

  /** An engine with the workflow, and its runs. */
  private final class Fork implements AutoCloseable {
    private final Embedded engine;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();
    private final Map<Long, CountDownLatch> under = new ConcurrentHashMap<>();

    Fork(Path data) {
      engine = Embedded.open(data, this::called);
      engine.furnish(house);
      engine.publish(source());
    }

    private void called(long number) {
      calls.incrementAndGet();
      Optional.ofNullable(under.get(number)).ifPresent(CountDownLatch::countDown);
    }

    FanoutResult.Pace go(int atOnce, Duration length) throws InterruptedException {
      var took = new Latencies();
      long before = numbers.get();
      var load = new Load();
      long began = System.nanoTime();
      long end = began + length.toNanos();
      var crew =
          new Crew(
              atOnce,
              all ->
                  () -> {
                    while (all.goesOn() && System.nanoTime() < end) took.note(one());
                  });
      crew.await();
      double runs = numbers.get() - before;
      double done = runs * branches;
      return new FanoutResult.Pace(
          took.ms(0.5),
          took.ms(0.99),
          done * 1e9 / (System.nanoTime() - began),
          load.used().cpu().toNanos() * MICRO / done,
          load.used().otherCores());
    }

    /** One run to the step after its join; how long that took. */
    private long one() throws InterruptedException {
      long number = numbers.incrementAndGet();
      // The branches' calls, and the one after the join, which no run makes before all of them.
      var left = new CountDownLatch(branches + 1);
      under.put(number, left);
      long began = System.nanoTime();
      engine.start("fanout", number);
      if (!left.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
        throw new IllegalStateException(
            "run %d still has %d of its %d calls to make"
                .formatted(number, left.getCount(), branches + 1));
      long took = System.nanoTime() - began;
      under.remove(number);
      return took;
    }

    /** Waits until all have, and says how many; a run that is lost fails the benchmark. */
    long allCompleted() throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long completed = 0;
      while (completed < numbers.get()) {
        completed =
            engine.engine().views().counts("").byStatus().getOrDefault(RunStatus.COMPLETED, 0L);
        if (completed < numbers.get() && System.nanoTime() > deadline)
          throw new IllegalStateException(
              "of " + numbers + " runs only " + completed + " have completed");
        Thread.sleep(POLL_MS);
      }
      if (calls.get() != completed * (branches + 1))
        throw new IllegalStateException(
            calls + " calls were made for " + completed + " runs of " + branches + " branches");
      return completed;
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private String source() {
    String call =
        "{ call: tool, with: { server: noop, name: noop, arguments: { run: '${ .run }' } } }";
    var text =
        new StringBuilder(
            """
            document: { dsl: '1.0.3', namespace: bench, name: fanout, version: '1.0.0', metadata: { owner: bench } }
            do:
              - side:
                  output: { as: '${ { run: .[0].run, joined: length } }' }
                  fork:
                    branches:
            """);
    for (int i = 1; i <= branches; i++)
      text.append("          - b").append(i).append(": ").append(call).append('\n');
    return text.append("  - joined: ").append(call).append('\n').toString();
  }
}
