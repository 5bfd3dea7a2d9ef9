package dev.fermata.server.cli.local;

import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands at the top that need no server to be there. */
public final class LocalVerbs {
  private LocalVerbs() {}

  /**
   * The verb of that name.
   *
   * @param tree all commands, to complete what is typed
   */
  public static Object verb(String name, Desk desk, Supplier<CommandLine> tree) {
    return switch (name) {
      case "demo" -> new DemoVerb(desk);
      case "server" -> new ServerVerb(desk);
      case "backup" -> new BackupVerb(desk);
      case "restore" -> new RestoreVerb(desk);
      case "verify" -> new VerifyVerb(desk);
      case "doctor" -> new Health(desk);
      case "completion" -> new Completion(desk, tree);
      case "version" -> new Version(desk);
      default -> throw new IllegalArgumentException("no such verb: " + name);
    };
  }

  @Command(
      name = "doctor",
      description = "Checks this machine, the data folder, the server and your credentials.",
      footer = {"", "Example:", "  fermata doctor --data data"})
  private static final class Health implements Callable<Integer> {
    private final Desk desk;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "the data folder; ~/.local/share/fermata/server by default")
    private String data = "";

    Health(Desk desk) {
      this.desk = desk;
    }

    @Override
    public Integer call() {
      Path folder = data.isEmpty() ? Folders.data(desk.screen(), "server") : Path.of(data);
      return new Doctor(desk, folder).examine().code();
    }
  }

  @Command(
      name = "completion",
      description = "Prints a script that lets your shell complete commands.",
      footer = {
        "",
        "Examples:",
        "  source <(fermata completion bash)",
        "  source <(fermata completion zsh)"
      })
  private static final class Completion implements Runnable {
    private static final List<String> KNOWN = List.of("bash", "zsh");

    private final Desk desk;
    private final Supplier<CommandLine> tree;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private String shell = "";

    Completion(Desk desk, Supplier<CommandLine> tree) {
      this.desk = desk;
      this.tree = tree;
    }

    @Override
    public void run() {
      if (!KNOWN.contains(shell))
        throw Trouble.usage(
            "there is no completion for '" + shell + "'." + Nearest.hint(shell, KNOWN),
            "Write bash or zsh; its script works in both.");
      AutoComplete.bash("fermata", tree.get()).lines().forEach(desk.screen()::data);
    }
  }

  @Command(
      name = "version",
      description = "Says which version this is.",
      footer = {"", "Example:", "  fermata version -o json"})
  private static final class Version implements Runnable {
    private final Desk desk;

    Version(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      var version =
          Json.object()
              .put("version", dev.fermata.server.host.Version.TEXT)
              .put("jdk", Runtime.version().toString());
      desk.printer()
          .done(
              version,
              dev.fermata.server.host.Version.TEXT,
              "fermata " + dev.fermata.server.host.Version.TEXT);
    }
  }
}
