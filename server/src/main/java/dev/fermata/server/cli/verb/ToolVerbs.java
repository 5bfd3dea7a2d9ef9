package dev.fermata.server.cli.verb;

import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tool servers on the roster. */
@Command(name = "tool", description = "Registers and tries out tools.")
public final class ToolVerbs {
  private static final String NAME = "the tool server's name";

  private final Register register;

  public ToolVerbs(Desk desk) {
    register = Register.ofTools(desk);
  }

  @Command(
      description = "Lists the tool servers.",
      footer = {"", "Example:", "  fermata tool list -o wide"})
  void list() {
    register.list();
  }

  @Command(
      description = "Shows one tool server with its tools.",
      footer = {"", "Example:", "  fermata tool show core-banking -o yaml"})
  void show(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    register.show(name);
  }

  @Command(
      description = "Calls a tool once, outside any run, if it does no more than read.",
      footer = {"", "Example:", "  fermata tool test core-banking balance -i account=4711"})
  int test(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Parameters(paramLabel = "TOOL", description = "the tool's name") String tool,
      @Option(
              names = {"-i", "--input"},
              paramLabel = "FILE|k=v",
              arity = "1..*",
              description = "a file of JSON or YAML, - for stdin, or single fields")
          List<String> input) {
    var body = Json.object().put("tool", tool);
    body.set("input", Inputs.of(input == null ? List.of() : input));
    return register.test(Server.path("/tools", name, "test"), body);
  }

  @Command(
      description = "Takes a tool server off the roster.",
      footer = {"", "Example:", "  fermata tool remove core-banking --yes"})
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
