package dev.fermata.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one jar is both server and command line. */
@Command(
    name = "fermata",
    description = "Runs AI agents and people as one process.",
    mixinStandardHelpOptions = true,
    version = "fermata 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Command(name = "version", description = "Says which version this is.")
  int version() {
    System.out.println("fermata 0.1.0");
    return 0;
  }
}
