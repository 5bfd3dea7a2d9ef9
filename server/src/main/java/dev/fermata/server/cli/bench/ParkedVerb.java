package dev.fermata.server.cli.bench;

import dev.fermata.server.bench.parked.ParkedBench;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures runs that wait. */
@Command(
    name = "parked",
    description = {
      "Has very many runs wait for a person, and measures what that takes.",
      "Each does one step, asks, and does another when it is answered. Once all wait, a",
      "server with 512 MiB of heap is started with them and left idle. Then they are",
      "decided: a thousand to warm up, a thousand one at a time, the others 50 at once.",
      "",
      "The goals are for 100,000 runs. Exit code 0 if none was missed, else 1; also if a",
      "run was lost."
    },
    footer = {"", "Example:", "  fermata bench parked --runs 100000 -o json"})
public final class ParkedVerb implements Callable<Integer> {
  private static final int RUNS_LEAST = 10;
  private static final Duration SAMPLE = Duration.ofSeconds(10);

  private static final View PARKED =
      new View(
          "bench",
          List.of(
              Column.of("runs", "runs"),
              Column.of("bytes of disk each", "bytesPerRun"),
              Column.of("parked in a second", "parkedRunsPerSecond"),
              Column.of("seconds until a server is ready", "readySeconds"),
              Column.of("heap that it uses, MiB", "heapMiB"),
              Column.of("memory that it held, MiB", "memoryMiB"),
              Column.of("cores that it takes when idle", "idleCores"),
              Column.of("ms from decision to end, median", "decisionP50Ms"),
              Column.of("ms from decision to end, 99 %", "decisionP99Ms"),
              Column.of("decided runs a second", "decidedRunsPerSecond"),
              Column.of("cores that others used", "machine.otherCores"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          10,
          "");

  private final Desk desk;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "100000",
      description = "runs that wait; 100000 by default")
  private int runs;

  public ParkedVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (runs < RUNS_LEAST || runs > ParkedBench.RUNS_LIMIT)
      throw Trouble.usage(
          "--runs must be " + RUNS_LEAST + " to " + ParkedBench.RUNS_LIMIT,
          "Example: fermata bench parked --runs 100000");
    var bench = new ParkedBench(runs, SAMPLE, ExamplePolicies.sources(), desk.screen()::note);
    return Report.told(desk, bench.measure().json(), PARKED);
  }
}
