package dev.fermata.server.cli.bench;

import dev.fermata.server.bench.growth.GrowthBench;
import dev.fermata.server.bench.growth.OverviewBench;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast the overview is told where very many runs are stored. */
@Command(
    name = "overview",
    description = {
      "Measures how fast a server tells its overview.",
      "Stores runs of the last 30 days, then asks a server for the overview as the console",
      "does, made anew each time: while the server's files are far behind the journal, and",
      "after its next start. A million stored runs take some GB of disk and some minutes;",
      "with --keep the folder is kept, and the next time nothing has to be stored.",
      "",
      "The goals are for 1,000,000 runs. Exit code 0 if none was missed, else 1."
    },
    footer = {"", "Example:", "  fermata bench overview --runs 1000000 -o json"})
public final class OverviewVerb implements Callable<Integer> {
  private static final View OVERVIEW =
      new View(
          "bench",
          List.of(
              Column.of("runs stored", "runs"),
              Column.of("entries added up in a second", "addedUpPerSecond"),
              Column.of("ms of the overview, files behind", "behindMs"),
              Column.of("ms of the first then", "firstBehindMs"),
              Column.of("ms of the overview", "overviewMs"),
              Column.of("ms of 95 in 100", "slowOverviewMs"),
              Column.of("ms of the first after a start", "firstOverviewMs"),
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
      description = "runs that are stored; 100000 by default")
  private int runs;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "a folder to store them in and keep; used again if it has some")
  private @Nullable Path keep;

  public OverviewVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws Exception {
    if (runs < GrowthBench.FEW || runs > GrowthBench.RUNS_LIMIT)
      throw Trouble.usage(
          "--runs must be %d to %d".formatted(GrowthBench.FEW, GrowthBench.RUNS_LIMIT),
          "Example: fermata bench overview --runs 1000000");
    desk.screen().note("Storing " + runs + " runs; goals are for 1,000,000.");
    var bench =
        new OverviewBench(
            runs, Optional.ofNullable(keep), ExamplePolicies.sources(), desk.screen()::note);
    return Report.told(desk, bench.measure(), OVERVIEW);
  }
}
