package dev.fermata.server.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.peers.PeersBench;
import dev.fermata.server.bench.peers.PeersResult;
import dev.fermata.server.bench.rig.Times;
import dev.fermata.server.bench.steps.StepsBench;
import dev.fermata.server.cli.say.Printer;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares with others' engines. */
@Command(
    name = "peers",
    description = {
      "Has others' engines and Fermata do the same steps, in turns on this machine.",
      "DIR holds a program for each that runs ten no-op steps and says what it did; the",
      "engines that are laid out and built there are taken, or those that are named.",
      "",
      "The goal, 15 times the speed of the best of them, is for 500 runs at once with dbos",
      "among them. Exit code 0 if it was not missed, else 1."
    },
    footer = {"", "Example:", "  fermata bench peers --peers ~/peers/bench --peer dbos -o json"})
public final class PeersVerb implements Callable<Integer> {
  private static final int CONCURRENCY_LIMIT = 10_000;

  private static final View ENGINES =
      new View(
          "engine",
          List.of(
              Column.of("engine", "engine"),
              Column.of("steps a second", "stepsPerSecond"),
              Column.of("ms a step, median", "p50Ms"),
              Column.of("ms a step, 99 %", "p99Ms"),
              Column.of("Fermata's times", "times")),
          5,
          "");

  private final Desk desk;

  @Option(
      names = "--peers",
      paramLabel = "DIR",
      required = true,
      description = "where the programs of the other engines lie")
  private Path folder = Path.of(".");

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      split = ",",
      description = "only these: dbos, restate, langgraph, flowable")
  private List<String> names = List.of();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "500",
      description = "runs under way at once; 500 by default")
  private int concurrency;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "8",
      description = "how long to measure each; 8 by default")
  private int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "how often each has its turn; 2 by default")
  private int rounds;

  public PeersVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (concurrency < 1 || concurrency > CONCURRENCY_LIMIT || seconds < 1)
      throw Trouble.usage(
          "--concurrency must be 1 to " + CONCURRENCY_LIMIT + ", --seconds at least 1",
          "Example: fermata bench peers --peers DIR --concurrency 500");
    if (rounds < 1 || rounds > PeersBench.ROUNDS_LIMIT)
      throw Trouble.usage(
          "--rounds must be 1 to " + PeersBench.ROUNDS_LIMIT,
          "Example: fermata bench peers --peers DIR --rounds 2");
    var time = Duration.ofSeconds(seconds);
    var asked = new PeersResult.Asked(chosen(), concurrency, time, rounds);
    var own =
        new StepsBench(Times.measuring(time), ExamplePolicies.sources(), StepsBench.Through.JAVA);
    return told(new PeersBench(folder, asked, own, desk.screen()::note).measure().json());
  }

  private List<String> chosen() {
    List<String> built = PeersBench.in(folder);
    for (String name : names)
      if (!built.contains(name))
        throw Trouble.notFound(
            "'" + name + "' is not built in " + folder,
            "Known: %s. Built there: %s."
                .formatted(String.join(", ", PeersBench.known()), String.join(", ", built)));
    if (built.isEmpty())
      throw Trouble.notFound(
          "none of the engines is built in " + folder,
          "Known: " + String.join(", ", PeersBench.known()) + ".");
    return names.isEmpty() ? built : names;
  }

  private int told(JsonNode result) {
    Printer printer = desk.printer();
    if (Report.forPeople(printer)) {
      printer.list(result.path("engines"), ENGINES);
      Report.goals(printer, result);
    } else printer.one(result, ENGINES);
    return Report.code(result);
  }
}
