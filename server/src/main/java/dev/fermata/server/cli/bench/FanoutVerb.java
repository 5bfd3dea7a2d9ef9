package dev.fermata.server.cli.bench;

import dev.fermata.server.bench.fanout.FanoutBench;
import dev.fermata.server.bench.rig.Times;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures runs that do much side by side. */
@Command(
    name = "fanout",
    description = {
      "Measures runs that fork into many branches and go on when all are done.",
      "Each branch is a tool call through the whole gate, with a result of 300 bytes that",
      "is on disk before the join. A run's time ends when the step after the join begins.",
      "Measured are runs one at a time, and 20 at once, after 8 s of warm-up; then bare",
      "SQLite, with as many rows a commit as there are branches.",
      "",
      "Exit code 0 if all goals were met, else 1; they are for 100 branches."
    },
    footer = {"", "Example:", "  fermata bench fanout --branches 100 -o json"})
public final class FanoutVerb implements Callable<Integer> {
  private static final int BRANCHES_LIMIT = 1_000;

  private static final View FANOUT =
      new View(
          "bench",
          List.of(
              Column.of("branches", "branches"),
              Column.of("ms a run, one at a time, median", "p50Ms"),
              Column.of("ms a run, one at a time, 99 %", "p99Ms"),
              Column.of("branches a second, 20 runs at once", "branchesPerSecond"),
              Column.of("CPU us a branch", "cpuMicrosPerBranch"),
              Column.of("bytes a branch on disk", "bytesPerBranch"),
              Column.of("bare SQLite, rows a second", "rawBranchesPerSecond"),
              Column.of("share of it", "ratio"),
              Column.of("cores that others used", "machine.otherCores"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          8,
          "");

  private final Desk desk;

  @Option(
      names = "--branches",
      paramLabel = "N",
      defaultValue = "100",
      description = "branches of each run; 100 by default")
  private int branches;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "how long to measure each; 10 by default")
  private int seconds;

  public FanoutVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (branches < 1 || branches > BRANCHES_LIMIT || seconds < 1)
      throw Trouble.usage(
          "--branches must be 1 to " + BRANCHES_LIMIT + ", --seconds at least 1",
          "Example: fermata bench fanout --branches 100");
    desk.screen().note("Measuring twice " + seconds + " s after 8 s of warm-up; then bare SQLite.");
    var times = Times.measuring(Duration.ofSeconds(seconds));
    var bench = new FanoutBench(branches, times, ExamplePolicies.sources());
    return Report.told(desk, bench.measure().json(), FANOUT);
  }
}
