package dev.fermata.server.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.policy.Policies;
import dev.fermata.server.bench.rig.Times;
import dev.fermata.server.bench.steps.StepsBench;
import dev.fermata.server.cli.say.Printer;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures durable steps. */
@Command(
    name = "steps",
    description = {
      "Measures durable steps.",
      "Runs of ten tool calls go through the whole gate, with the policies of the loans",
      "example in force, each result of 300 bytes on disk before the next call. Warm-up",
      "comes first; bare SQLite follows, as many rows a commit as runs at once.",
      "",
      "--agent http has the steps done by agents in a process beside this one. Their goal",
      "is for 500 runs at once.",
      "",
      "--policies puts so many more in force, of which one in ten is about these calls,",
      "and measures without them before and after: loss is what they cost.",
      "",
      "Exit code 0 if all goals that are told were met, else 1."
    },
    footer = {
      "",
      "Examples:",
      "  fermata bench steps",
      "  fermata bench steps --concurrency 500 --seconds 10 -o json"
    })
public final class StepsVerb implements Callable<Integer> {
  private static final int CONCURRENCY_LIMIT = 10_000;
  private static final int LEVELS_LIMIT = 10;

  private static final int WARM_UP_LIMIT = 600;

  private static final View STEPS =
      new View(
          "bench",
          List.of(
              Column.of("runs at once", "concurrency"),
              Column.of("steps by", "agent"),
              Column.of("steps a second", "stepsPerSecond"),
              Column.of("ms, median", "p50Ms"),
              Column.of("ms, 99 %", "p99Ms"),
              Column.of("CPU us a step", "cpuMicrosPerStep"),
              Column.of("bytes a step", "bytesPerStep"),
              Column.of("memory, MiB", "memoryMiB"),
              Column.of("bare SQLite, rows a second", "rawStepsPerSecond"),
              Column.of("share of it", "ratio"),
              Column.of("more policies", "policies"),
              Column.of("steps a second without", "stepsPerSecondWithout"),
              Column.of("share lost by them", "loss"),
              Column.of("cores that others used", "machine.otherCores"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          10,
          "");

  private final Desk desk;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,50,500",
      description = "runs under way at once; 1,50,500 by default, one after the other")
  private List<Integer> concurrency = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "how long to measure; 10 by default")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "how long to warm up first; 20 by default")
  private int warmUp;

  @Option(
      names = "--policies",
      paramLabel = "N",
      defaultValue = "0",
      description = "how many more policies are in force; 0 by default")
  private int policies;

  @Option(
      names = "--agent",
      paramLabel = "KIND",
      defaultValue = "java",
      description = "what does the steps: java, in this process, or http, in one beside it")
  private String agent = "java";

  public StepsVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    check();
    StepsBench.Through through = through();
    Times times = Times.measuring(Duration.ofSeconds(seconds)).warmedUp(Duration.ofSeconds(warmUp));
    String note = "Measuring for %d s after %d s of warm-up; then bare SQLite for 3 s.";
    desk.screen().note(note.formatted(seconds, times.warmUp().toSeconds()));
    var bench = new StepsBench(times, ExamplePolicies.sources(), through);
    List<JsonNode> levels = new ArrayList<>();
    for (int level : concurrency)
      levels.add(policies == 0 ? bench.measure(level).json() : bench.compare(level, policies));
    return levels.size() == 1 ? Report.told(desk, levels.getFirst(), STEPS) : told(levels);
  }

  private StepsBench.Through through() {
    return switch (agent) {
      case "java" -> StepsBench.Through.JAVA;
      case "http" -> StepsBench.Through.HTTP;
      default ->
          throw Trouble.usage(
              "--agent must be java or http", "Example: fermata bench steps --agent http");
    };
  }

  private void check() {
    ExamplePolicies.sources();
    int most = Policies.LIMIT - ExamplePolicies.sources().size();
    if (policies < 0 || policies > most)
      throw Trouble.usage(
          "--policies must be 0 to " + most, "Example: fermata bench steps --policies 20");
    if (warmUp < 0 || warmUp > WARM_UP_LIMIT)
      throw Trouble.usage(
          "--warm-up must be 0 to " + WARM_UP_LIMIT, "Example: fermata bench steps --warm-up 60");
    boolean fits = concurrency.stream().allMatch(n -> n >= 1 && n <= CONCURRENCY_LIMIT);
    if (!fits || concurrency.size() > LEVELS_LIMIT || seconds < 1)
      throw Trouble.usage(
          "--concurrency must be 1 to " + CONCURRENCY_LIMIT + ", --seconds at least 1",
          "Example: fermata bench steps --concurrency 50 --seconds 10");
  }

  private int told(List<JsonNode> levels) {
    ObjectNode all = Json.object().put("bench", "steps");
    all.putArray("levels").addAll(levels);
    all.put("met", levels.stream().allMatch(Report::met));
    Printer printer = desk.printer();
    if (Report.forPeople(printer)) {
      printer.list(all.path("levels"), STEPS);
      levels.forEach(level -> Report.goals(printer, level));
    } else printer.one(all, STEPS);
    return Report.code(all);
  }
}
