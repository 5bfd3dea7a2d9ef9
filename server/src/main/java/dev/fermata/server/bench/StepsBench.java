package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.sqlite.file.BareAppends;
import dev.fermata.policy.Policy;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Memory;
import dev.fermata.server.bench.rig.Scratch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures durable steps: runs of ten steps, each a tool call through the whole gate whose result
 * of 300 bytes is on disk before the next step begins. Everything is as in a server, but for HTTP.
 */
public final class StepsBench {
  static final int STEPS = 10;
  static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration BARE = Duration.ofSeconds(3);
  private static final long MIB = 1 << 20;

  private final Duration time;
  private final List<Policy> house;

  /**
   * @param time for which each measurement goes on
   * @param policies those in force, as their authors wrote them
   */
  public StepsBench(Duration time, List<String> policies) {
    this.time = time;
    this.house = policies.stream().map(Embedded::policy).toList();
  }

  /**
   * Measures in a folder of its own, which is deleted afterwards.
   *
   * @param concurrency runs under way at any moment
   */
  public StepsResult measure(int concurrency) {
    return measure(concurrency, 0);
  }

  /**
   * Measures with so many more policies in force, one in ten of them about these calls, and without
   * them before and after.
   */
  public JsonNode compare(int concurrency, int policies) {
    StepsResult before = measure(concurrency);
    StepsResult with = measure(concurrency, policies);
    StepsResult after = measure(concurrency);
    return StepsResult.json(new StepsResult.Compared(policies, with, before, after));
  }

  private StepsResult measure(int concurrency, int policies) {
    Path folder = Scratch.folder();
    try {
      List<Policy> all = new ArrayList<>(house);
      all.addAll(Rulebook.of(policies, "noop.noop"));
      return measure(folder, new StepsResult.Asked(concurrency, time), all);
    } finally {
      Scratch.delete(folder);
    }
  }

  private static StepsResult measure(Path folder, StepsResult.Asked asked, List<Policy> policies) {
    Path data = folder.resolve("data");
    var steps = new Steps();
    Memory.countAnew();
    long before;
    try (var engine = Embedded.open(data, steps::reached)) {
      before = engine.bytes();
      engine.furnish(policies);
      engine.publish(source());
      drive(engine, steps, asked);
    }
    long memory = Memory.most(ProcessHandle.current()) / MIB;
    double bytes = (Embedded.bytes(data) - before) / (double) steps.total();
    double bare =
        BareAppends.perSecond(
            folder.resolve("bare.db"), Embedded.RESULT_BYTES, asked.concurrency(), BARE);
    var cost = new StepsResult.Cost(bytes, steps.cpuMicrosPerStep(), memory, steps.otherCores());
    return new StepsResult(asked, steps.speed(), cost, bare);
  }

  private static void drive(Embedded engine, Steps steps, StepsResult.Asked asked) {
    var numbers = new AtomicLong();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < asked.concurrency(); i++)
      workers.add(Thread.ofVirtual().start(() -> work(engine, steps, numbers)));
    try {
      steps.measure(WARM_UP, asked.time());
      for (Thread worker : workers) worker.join();
      steps.check();
    } catch (InterruptedException e) {
      steps.stop();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One run after the other, until the time is over. The next begins when the last step of the one
   * before is called, so that no time goes into finding out that a run has ended.
   */
  private static void work(Embedded engine, Steps steps, AtomicLong numbers) {
    try {
      while (steps.goOn()) {
        long number = numbers.incrementAndGet();
        engine.start("steps", number);
        steps.awaitLast(number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      steps.failed(e);
    }
  }

  private static String source() {
    var text =
        new StringBuilder(
            """
            document: { dsl: '1.0.3', namespace: bench, name: steps, version: '1.0.0', metadata: { owner: bench } }
            do:
            """);
    for (int i = 1; i <= STEPS; i++)
      text.append("  - step")
          .append(i)
          .append(":\n      call: tool\n")
          .append("      with: { server: noop, name: noop, arguments: { run: '${ .run }' } }\n");
    return text.toString();
  }
}
