package dev.fermata.server.cli.bench;

import dev.fermata.server.bench.growth.GrowthBench;
import dev.fermata.server.bench.growth.GrowthResult;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what grows with the runs that are stored. */
@Command(
    name = "growth",
    description = {
      "Measures what very many stored runs cost.",
      "Stores runs as the engine writes them, but many in a transaction. Measured are the",
      "cost of a step, 50 runs at once, in turns beside a store with 1,000 runs; the first",
      "page of lists with filters; a server's overview; and steps while runs that are too",
      "old are erased.",
      "A million stored runs take some GB of disk and some minutes.",
      "",
      "The goals are for 1,000,000 runs. Exit code 0 if none was missed, else 1."
    },
    footer = {"", "Example:", "  fermata bench growth --runs 1000000 -o json"})
public final class GrowthVerb implements Callable<Integer> {
  private static final View GROWTH =
      new View(
          "bench",
          List.of(
              Column.of("runs stored", "runs"),
              Column.of("bytes of disk each", "bytesPerRun"),
              Column.of("steps a second with 1,000 stored", "stepsPerSecondWithFew"),
              Column.of("steps a second with all stored", "stepsPerSecondWithMany"),
              Column.of("time of a step, in terms of the first", "timeRatio"),
              Column.of("CPU us a step with 1,000 stored", "cpuMicrosPerStepWithFew"),
              Column.of("CPU us a step with all stored", "cpuMicrosPerStepWithMany"),
              Column.of("CPU of a step, in terms of the first", "cpuRatio"),
              Column.of("ms of lists", "listMs"),
              Column.of("entries added up in a second", "addedUpPerSecond"),
              Column.of("ms of the overview", "overviewMs"),
              Column.of("ms of the first overview", "firstOverviewMs"),
              Column.of("old runs erased", "erasedRuns"),
              Column.of("steps a second meanwhile", "stepsPerSecondWhileErasing"),
              Column.of("longest step meanwhile, ms", "longestStepMsWhileErasing"),
              Column.of("cores that others used", "machine.otherCores"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          15,
          "");

  private final Desk desk;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "100000",
      description = "runs that are stored; 100000 by default")
  private int runs;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "how long to measure steps each time; 10 by default")
  private int seconds;

  public GrowthVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (runs < GrowthBench.FEW || runs > GrowthBench.RUNS_LIMIT || seconds < 1)
      throw Trouble.usage(
          "--runs must be %d to %d, --seconds at least 1"
              .formatted(GrowthBench.FEW, GrowthBench.RUNS_LIMIT),
          "Example: fermata bench growth --runs 1000000");
    desk.screen().note("Storing " + runs + " runs; goals are for 1,000,000.");
    var asked = new GrowthResult.Asked(runs, Duration.ofSeconds(seconds));
    var bench = new GrowthBench(asked, ExamplePolicies.sources(), desk.screen()::note);
    return Report.told(desk, bench.measure().json(), GROWTH);
  }
}
