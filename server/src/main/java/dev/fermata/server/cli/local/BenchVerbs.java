package dev.fermata.server.cli.local;

import dev.fermata.server.bench.StepsBench;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures this machine with the engine inside this process. */
@Command(name = "bench", description = "Measures the engine on this machine.")
public final class BenchVerbs {
  private static final int CONCURRENCY_LIMIT = 10_000;

  private static final View STEPS =
      new View(
          "bench",
          List.of(
              Column.of("concurrent runs", "concurrency"),
              Column.of("steps a second", "stepsPerSecond"),
              Column.of("ms a step, median", "p50Ms"),
              Column.of("ms a step, 99 %", "p99Ms"),
              Column.of("bytes a step on disk", "bytesPerStep"),
              Column.of("bare SQLite, rows a second", "rawStepsPerSecond"),
              Column.of("share of bare SQLite", "ratio"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          9,
          "");

  private final Desk desk;

  public BenchVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = {
        "Measures durable steps.",
        "Runs of ten tool calls go through the whole gate, each result of 300 bytes on",
        "disk before the next call. 8 s of warm-up come first."
      },
      footer = {"", "Example:", "  fermata bench steps --concurrency 50 --seconds 10 -o json"})
  void steps(
      @Option(
              names = "--concurrency",
              paramLabel = "N",
              defaultValue = "50",
              description = "runs under way at once; 50 by default")
          int concurrency,
      @Option(
              names = "--seconds",
              paramLabel = "N",
              defaultValue = "10",
              description = "how long to measure; 10 by default")
          int seconds) {
    if (concurrency < 1 || concurrency > CONCURRENCY_LIMIT || seconds < 1)
      throw Trouble.usage(
          "--concurrency must be 1 to " + CONCURRENCY_LIMIT + ", --seconds at least 1",
          "Example: fermata bench steps --concurrency 50 --seconds 10");
    desk.screen()
        .note("Measuring for " + seconds + " s after 8 s of warm-up; then bare SQLite for 3 s.");
    var result = new StepsBench(concurrency, Duration.ofSeconds(seconds)).measure();
    desk.printer().one(result.json(), STEPS);
  }
}
