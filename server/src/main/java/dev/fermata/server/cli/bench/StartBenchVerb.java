package dev.fermata.server.cli.bench;

import dev.fermata.server.bench.start.StartBench;
import dev.fermata.server.cli.local.Folders;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long starting takes. */
@Command(
    name = "start",
    description = {
      "Measures how long a server and a command take to start, by the launcher.",
      "A server starts on an empty folder, until it is ready; `version` asks no server and",
      "`run list` does, until they have ended; and the bare Java machine, for comparison.",
      "Medians are told.",
      "",
      "Exit code 0 if all goals were met, else 1."
    },
    footer = {"", "Example:", "  fermata bench start --times 9 -o json"})
public final class StartBenchVerb implements Callable<Integer> {
  private static final View START =
      new View(
          "bench",
          List.of(
              Column.of("times", "times"),
              Column.of("ms until a server is ready", "serverReadyMs"),
              Column.of("ms of `version`", "commandMs"),
              Column.of("ms of `run list`", "askingCommandMs"),
              Column.of("ms of the bare Java machine", "rawJavaMs"),
              Column.of("its share of `version`", "ratio"),
              Column.of("cores that others used", "machine.otherCores"),
              Column.of("cores", "machine.cores"),
              Column.of("JDK", "machine.jdk")),
          6,
          "");

  private final Desk desk;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "9",
      description = "how often each is started; 9 by default")
  private int times;

  @Option(
      names = "--launcher",
      paramLabel = "FILE",
      description = "the program to start; the one above this one's own files by default")
  private String launcher = "";

  public StartBenchVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (times < 1 || times > StartBench.TIMES_LIMIT)
      throw Trouble.usage(
          "--times must be 1 to " + StartBench.TIMES_LIMIT, "Example: fermata bench start");
    Path program =
        launcher.isEmpty()
            ? Folders.loans().resolve("../../fermata").normalize()
            : Path.of(launcher);
    if (!Files.isExecutable(program))
      throw Trouble.notFound(
          program + " is no program", "Name the launcher: fermata bench start --launcher FILE");
    return Report.told(desk, new StartBench(program, times).measure().json(), START);
  }
}
