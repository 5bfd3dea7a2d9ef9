package dev.fermata.server.bench.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.adapter.sqlite.file.BareAppends;
import dev.fermata.effect.Caller;
import dev.fermata.policy.Policy;
import dev.fermata.server.bench.agent.AgentProcess;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Memory;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.rig.Times;
import dev.fermata.testkit.ToldCaller;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Measures durable steps: runs of ten steps, each a call through the whole gate whose result of 300
 * bytes is on disk before the next step begins. All is as in a server, but for its API.
 */
public final class StepsBench {
  private static final long MIB = 1 << 20;

  /** An agent takes fewer requests at once than there may be runs. */
  private static final int AGENTS = 2;

  /** What does the steps. */
  public enum Through {
    /** A function in this process. */
    JAVA,
    /** Agents that are called over HTTP, in a process beside this one. */
    HTTP
  }

  private static final String AGENT =
      """
      agent: echo-%d
      version: '1.0.0'
      owner: bench
      purpose: Answers with 300 bytes and does nothing
      kind: http
      url: '%s'
      effect: read
      concurrency: 256
      """;

  private final Through through;
  private final Times times;
  private final List<Policy> house;

  /**
   * @param times of each measurement
   * @param policies those in force, as their authors wrote them
   * @param through what does the steps
   */
  public StepsBench(Times times, List<String> policies, Through through) {
    this.times = times;
    this.through = through;
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
      return measure(folder, new StepsResult.Asked(concurrency, times, through), all);
    } finally {
      Scratch.delete(folder);
    }
  }

  private StepsResult measure(Path folder, StepsResult.Asked asked, List<Policy> policies) {
    if (through == Through.JAVA) {
      var steps = new Steps();
      return measure(
          folder, asked, steps, () -> Embedded.open(data(folder), steps::reached), policies);
    }
    try (var agent = new AgentProcess()) {
      var steps = new Steps(agent.handle());
      var calls =
          new ToldCaller(
              new HttpCaller(Clock.systemUTC(), Set.of()),
              attempt -> steps.reached(attempt.input().view().path("run").asLong()));
      return measure(folder, asked, steps, () -> withAgents(folder, agent, calls), policies);
    }
  }

  private static Embedded withAgents(Path folder, AgentProcess agent, Caller calls) {
    var engine = Embedded.open(data(folder), Map.of("http", calls), _ -> {});
    for (int i = 0; i < AGENTS; i++) engine.register(AGENT.formatted(i, agent.url()));
    return engine;
  }

  private StepsResult measure(
      Path folder,
      StepsResult.Asked asked,
      Steps steps,
      Supplier<Embedded> opening,
      List<Policy> policies) {
    Memory.countAnew();
    try (var engine = opening.get()) {
      engine.furnish(policies);
      for (int i = 0; i < AGENTS; i++) engine.publish(source(i));
      var driver = new Driver(number -> engine.start("steps-" + number % AGENTS, number), steps);
      driver.drive(asked.concurrency(), times.warmUp(), times.measured());
    }
    long memory = Memory.most(ProcessHandle.current()) / MIB;
    double bytes = Embedded.bytes(data(folder)) / (double) steps.total();
    double bare =
        BareAppends.perSecond(
            folder.resolve("bare.db"), Embedded.RESULT_BYTES, asked.concurrency(), times.bare());
    var cost = new StepsResult.Cost(bytes, steps.cpuMicrosPerStep(), memory, steps.otherCores());
    return new StepsResult(asked, steps.speed(), cost, bare);
  }

  private static Path data(Path folder) {
    return folder.resolve("data");
  }

  private String source(int agent) {
    String call =
        switch (through) {
          case JAVA -> "tool\n      with: { server: noop, name: noop, arguments: %s }\n";
          case HTTP -> "agent\n      with: { agent: echo-" + agent + ", input: %s }\n";
        };
    return Driver.source("steps-" + agent, call.formatted("{ run: '${ .run }' }"));
  }
}
