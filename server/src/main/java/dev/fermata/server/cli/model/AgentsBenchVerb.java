package dev.fermata.server.cli.model;

import dev.fermata.server.bench.AgentsBench;
import dev.fermata.server.bench.AgentsResult;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures model agents. */
@Command(
    name = "agents",
    description = {
      "Has many model agents work at once, against a scripted model that thinks for 200 ms.",
      "In each turn but the last the model asks for a tool. Told is the most memory that the",
      "server held, and the time that is added to a turn: the answer, its commit, one tool call,",
      "and the next question. Model and tool run on the same machine and share its cores.",
      "",
      "Exit code 0 if all completed within 1 GiB and 5 ms at the median. Else 1."
    },
    footer = {"", "Example:", "  fermata bench agents --agents 50 --turns 20 -o json"})
public final class AgentsBenchVerb implements Callable<Integer> {
  private static final View AGENTS =
      new View(
          "bench",
          List.of(
              Column.of("agents at once", "agents"),
              Column.of("turns each", "turns"),
              Column.of("completed", "completed"),
              Column.of("seconds", "seconds"),
              Column.of("turns a second", "turnsPerSecond"),
              Column.of("memory, MiB", "memoryMiB"),
              Column.of("added to a turn, ms, median", "addedMs"),
              Column.of("met", "met")),
          8,
          "Nothing was measured.");

  private final Desk desk;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "1000",
      description = "agents at once; 1000 by default")
  private int agents;

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "20",
      description = "turns of each; 20 by default")
  private int turns;

  public AgentsBenchVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (agents < 1 || agents > AgentsBench.AGENTS_LIMIT)
      throw Trouble.usage(
          "--agents must be 1 to " + AgentsBench.AGENTS_LIMIT, "Example: fermata bench agents");
    if (turns < 2 || turns > AgentsBench.TURNS_LIMIT)
      throw Trouble.usage(
          "--turns must be 2 to " + AgentsBench.TURNS_LIMIT, "Example: fermata bench agents");
    AgentsResult result = new AgentsBench(agents, turns, desk.screen()::note).measure();
    desk.printer().one(result.json(), AGENTS);
    return (result.met() ? Exit.OK : Exit.FAILED).code();
  }
}
