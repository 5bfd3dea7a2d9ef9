package dev.fermata.server.cli.verb;

import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The agents on the roster. */
@Command(name = "agent", description = "Registers and tries out agents.")
public final class AgentVerbs {
  private static final String NAME = "its name";

  private final Register register;

  public AgentVerbs(Desk desk) {
    register = new Register(desk, "agent", "/agents", Views.AGENTS);
  }

  @Command(
      description = "Registers agents from their files, or new versions of them.",
      footer = {"", "Example:", "  fermata agent add examples/loans/agents/credit-scorer.yaml"})
  void add(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "agent files")
          List<String> files,
      @Mixin Why why) {
    register.add(files, why);
  }

  @Command(
      description = "Lists the agents.",
      footer = {"", "Example:", "  fermata agent list -o wide"})
  void list() {
    register.list();
  }

  @Command(
      description = "Shows one agent.",
      footer = {"", "Example:", "  fermata agent show credit-scorer -o yaml"})
  void show(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    register.show(name);
  }

  @Command(
      description = "Calls an agent once, outside any run, if it does no more than read.",
      footer = {"", "Example:", "  fermata agent test hello -i name=Ana"})
  int test(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = {"-i", "--input"},
              paramLabel = "FILE|k=v",
              arity = "1..*",
              description = "a file of JSON or YAML, - for stdin, or single fields")
          List<String> input,
      @Option(
              names = "--work",
              paramLabel = "NAME",
              defaultValue = "",
              description = "the work asked for; test by default")
          String work) {
    var body = Json.object();
    if (!work.isEmpty()) body.put("work", work);
    body.set("input", Inputs.of(input == null ? List.of() : input));
    return register.test(Server.path("/agents", name, "test"), body);
  }

  @Command(
      description = "Lets no call to an agent leave, until it is released.",
      footer = {"", "Example:", "  fermata agent quarantine letter-writer --why 'odd letters'"})
  void quarantine(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "the reason, shown in every run that waits for it")
          String why) {
    SwitchVerbs.stop(register.desk(), "agent:" + name, why);
  }

  @Command(
      description = "Lets a quarantined agent be called again.",
      footer = {"", "Example:", "  fermata agent release letter-writer --why 'version 1.1 is in'"})
  void release(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "the reason, which is recorded")
          String why) {
    SwitchVerbs.release(register.desk(), "agent:" + name, why);
  }

  @Command(
      description = "Takes an agent off the roster.",
      footer = {"", "Example:", "  fermata agent remove hello --yes"})
  void remove(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = {"-y", "--yes"},
              description = "do not ask")
          boolean yes,
      @Option(names = "--dry-run", description = "only say what would be done") boolean dryRun,
      @Mixin Why why) {
    register.remove(name, why, yes, dryRun);
  }
}
