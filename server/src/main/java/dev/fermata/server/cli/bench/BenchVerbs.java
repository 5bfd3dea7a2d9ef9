package dev.fermata.server.cli.bench;

import dev.fermata.server.bench.BudgetBench;
import dev.fermata.server.bench.BudgetResult;
import dev.fermata.server.bench.CrashBench;
import dev.fermata.server.bench.CrashResult;
import dev.fermata.server.bench.SwitchBench;
import dev.fermata.server.bench.SwitchResult;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures this machine: its speed, and whether work survives a kill. */
@Command(name = "bench", description = "Measures Fermata on this machine.")
public final class BenchVerbs {
  private static final View CRASH =
      new View(
          "bench",
          List.of(
              Column.of("runs", "runs"),
              Column.of("kills", "kills"),
              Column.of("runs in flight at the first kill", "inFlight"),
              Column.of("calls under way at the kills", "callsUnderWay"),
              Column.of("completed by themselves", "completed"),
              Column.of("in doubt, for a person", "inDoubt"),
              Column.of("completed without their effects", "missing"),
              Column.of("calls repeated by key, done once", "repeated"),
              Column.of("lookups repeated", "lookedAgain"),
              Column.of("effects done twice", "doneTwice"),
              Column.of("of them irreversible", "irreversibleTwice"),
              Column.of("seconds until it answers again", "readySeconds"),
              Column.of("seconds until all is complete", "recoverySeconds"),
              Column.of("promise kept", "kept"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          13,
          "");

  private static final View SWITCH =
      new View(
          "bench",
          List.of(
              Column.of("runs", "runs"),
              Column.of("runs in flight when it was thrown", "inFlight"),
              Column.of("calls under way then", "callsUnderWay"),
              Column.of("calls that came after the acknowledgement", "callsAfter"),
              Column.of("ms from there to the last of them", "lastCallAfterMs"),
              Column.of("runs held", "held"),
              Column.of("calls after a kill and a new start", "callsAfterKill"),
              Column.of("completed after the release", "completed"),
              Column.of("effects missing", "missing"),
              Column.of("effects done twice", "doneTwice"),
              Column.of("seconds until all is complete", "recoverySeconds"),
              Column.of("promise kept", "met"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          12,
          "");

  private static final View BUDGET =
      new View(
          "bench",
          List.of(
              Column.of("calls that the budget lets through", "limit"),
              Column.of("runs that would call for ever", "runs"),
              Column.of("kills", "kills"),
              Column.of("calls under way at the kills", "callsUnderWay"),
              Column.of("calls that came", "calls"),
              Column.of("calls that the budget has counted", "counted"),
              Column.of("calls after it was used up", "callsAfterLimit"),
              Column.of("runs that wait", "waiting"),
              Column.of("promise kept", "met"),
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
        "Kills a server at work and counts what was lost or done twice.",
        "A server in a process of its own starts the runs. Each looks something up, books",
        "it (irreversible, with a key), waits half a second, confirms. While all are in",
        "flight the server gets kill -9, is started again, and must end them by itself.",
        "The effects are counted by a tool server in this process, which is not killed.",
        "",
        "--unkeyed makes some of the bookings ones that know no key. Such a call that was",
        "under way at the kill may or may not have happened: it must end in doubt, for a",
        "person, and never be made again.",
        "",
        "Exit code 0 if the promise was kept: nothing done twice, nothing missing, every",
        "run completed or, of the unkeyed ones under way, in doubt. Else 1. Whether it went",
        "on fast enough is told, and does not change that."
      },
      footer = {"", "Example:", "  fermata bench crash --runs 1000 -o json"})
  int crash(
      @Option(
              names = "--runs",
              paramLabel = "N",
              defaultValue = "1000",
              description = "runs in flight; 1000 by default")
          int runs,
      @Option(
              names = "--kills",
              paramLabel = "N",
              defaultValue = "1",
              description = "how often it is killed, spread over the bookings; 1 by default")
          int kills,
      @Option(
              names = "--unkeyed",
              paramLabel = "N",
              defaultValue = "0",
              description = "how many runs book without a key; 0 by default")
          int unkeyed) {
    boolean fits = runs >= 1 && runs <= CrashBench.RUNS_LIMIT && unkeyed >= 0 && unkeyed <= runs;
    if (!fits || kills < 1 || kills > CrashBench.KILLS_LIMIT)
      throw Trouble.usage(
          "--runs must be 1 to %d, --kills 1 to %d, --unkeyed at most --runs"
              .formatted(CrashBench.RUNS_LIMIT, CrashBench.KILLS_LIMIT),
          "Example: fermata bench crash --runs 1000 --kills 3 --unkeyed 100");
    var asked = new CrashResult.Asked(runs, kills, unkeyed);
    CrashResult result = new CrashBench(asked, desk.screen()::note).measure();
    int unused = Report.told(desk, result.json(), CRASH);
    return (result.met() ? Exit.OK : Exit.FAILED).code();
  }

  @Command(
      name = "switch",
      description = {
        "Throws the kill switch under load and counts what still leaves.",
        "A server in a process of its own starts the runs, each of ten irreversible calls.",
        "After a fifth of them the switch is thrown. Then the server gets kill -9 while it",
        "is thrown and is started again; at last the switch is released.",
        "",
        "Exit code 0 if the promise was kept: nothing leaves more than 2 s after the",
        "command is acknowledged, nor after the kill; every run then completes, nothing",
        "is missing and nothing done twice. Else 1."
      },
      footer = {"", "Example:", "  fermata bench switch --runs 500 -o json"})
  int killSwitch(
      @Option(
              names = "--runs",
              paramLabel = "N",
              defaultValue = "500",
              description = "runs in flight; 500 by default")
          int runs) {
    if (runs < 1 || runs > SwitchBench.RUNS_LIMIT)
      throw Trouble.usage(
          "--runs must be 1 to " + SwitchBench.RUNS_LIMIT, "Example: fermata bench switch");
    SwitchResult result = new SwitchBench(runs, desk.screen()::note).measure();
    desk.printer().one(result.json(), SWITCH);
    return (result.met() ? Exit.OK : Exit.FAILED).code();
  }

  @Command(
      description = {
        "Kills a server under a budget and counts what came outside.",
        "Runs that would call for ever share a budget of so many calls. The server gets",
        "kill -9 up to three times while calls are under way, that is, reserved and not yet",
        "settled, and once more when the budget is used up.",
        "",
        "Exit code 0 if the promise was kept: no more calls came than the budget lets",
        "through, all of them are counted, and every run waits. Else 1."
      },
      footer = {"", "Example:", "  fermata bench budget --limit 1000 -o json"})
  int budget(
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "calls that the budget lets through; 1000 by default")
          int limit) {
    if (limit < 1 || limit > BudgetBench.LIMIT_LIMIT)
      throw Trouble.usage(
          "--limit must be 1 to " + BudgetBench.LIMIT_LIMIT, "Example: fermata bench budget");
    BudgetResult result = new BudgetBench(limit, desk.screen()::note).measure();
    desk.printer().one(result.json(), BUDGET);
    return (result.met() ? Exit.OK : Exit.FAILED).code();
  }
}
