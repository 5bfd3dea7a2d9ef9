package dev.fermata.server.cli.verb;

import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.client.UserFolder;
import dev.fermata.server.cli.say.Colour;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Printer;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.show.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What all verbs share: where they write, how, and which server they ask. */
public final class Desk {
  private final Screen screen;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "table, wide, json, jsonl, yaml or name; table by default")
  private Format format = Format.TABLE;

  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      scope = ScopeType.INHERIT,
      description = "the columns of a table, by name, with commas between them")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "auto, always or never; NO_COLOR and TERM=dumb turn it off")
  private Colour colour = Colour.AUTO;

  @Option(
      names = "--server",
      paramLabel = "ADDRESS",
      scope = ScopeType.INHERIT,
      description = "the server to ask; else $FERMATA_SERVER, else the one of your settings")
  private String address = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help")
  private boolean help;

  public Desk(Screen screen) {
    this.screen = screen;
  }

  /** Whether help was asked for, and nothing else. */
  public boolean help() {
    return help;
  }

  public Screen screen() {
    return screen;
  }

  public Format format() {
    return format;
  }

  public Printer printer() {
    return new Printer(screen, format, columns, colour);
  }

  public UserFolder folder() {
    return UserFolder.of(screen::environment);
  }

  /** The address of the server that was asked for, by option, environment or settings. */
  public String address() {
    if (!address.isEmpty()) return address;
    String named = screen.environment("FERMATA_SERVER");
    return named.isEmpty() ? folder().server().orElse(Server.DEFAULT) : named;
  }

  /** A command to type next, for the server that was asked for now. */
  public String next(String command) {
    return "fermata " + command + (address.isEmpty() ? "" : " --server " + address);
  }

  /** The server, with what the user can prove there. */
  public Server server() {
    String address = address();
    return new Server(address, Credential.of(folder(), address));
  }

  /** The same server, asked by nobody or by somebody else. */
  public Server serverFor(Optional<Credential> credential) {
    return new Server(address(), credential);
  }

  /** The server that a sign-in link leads to, unless another was named; asked by nobody. */
  public Server serverOf(String link) {
    int path = link.indexOf("/sign-in?link=");
    boolean leads = path > 0 && link.startsWith("http") && address().equals(Server.DEFAULT);
    return new Server(leads ? link.substring(0, path) : address(), Optional.empty());
  }

  /**
   * Asks before what cannot be undone.
   *
   * @param yes whether the answer was given on the command line
   */
  public void confirm(String question, boolean yes) {
    if (yes) return;
    if (!screen.canAsk())
      throw Trouble.usage(
          question + " Nobody is there to answer.", "Say --yes, and it is done without asking.");
    String answer = screen.ask(Visible.line(question) + " [y/N] ");
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes"))
      throw Trouble.failed("not-confirmed", "nothing was done", "");
  }
}
