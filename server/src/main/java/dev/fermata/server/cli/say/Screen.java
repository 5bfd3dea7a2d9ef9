package dev.fermata.server.cli.say;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/**
 * Where the command line writes and reads: data goes to {@code out}, everything else to {@code
 * err}. Safe for use by many threads at once.
 */
public final class Screen {
  private final PrintStream out;
  private final PrintStream err;
  private final BufferedReader in;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final boolean outSeen;
  private final boolean errSeen;
  private final boolean inTyped;

  /**
   * @param seen whether a person sees stdout and stderr, and types stdin
   */
  public Screen(
      PrintStream out,
      PrintStream err,
      InputStream in,
      Map<String, String> environment,
      boolean[] seen) {
    this.out = out;
    this.err = err;
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.environment = Map.copyOf(environment);
    this.clock = InstantSource.system();
    this.inTyped = seen[0];
    this.outSeen = seen[1];
    this.errSeen = seen[2];
  }

  public static Screen system() {
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    boolean[] seen = {Terminal.is(0), Terminal.is(1), Terminal.is(2)};
    return new Screen(out, err, System.in, System.getenv(), seen);
  }

  /** One line of data. */
  public void data(String line) {
    out.println(line);
    out.flush();
  }

  /** One line for the person: progress, a hint, an error. */
  public void note(String line) {
    err.println(line);
  }

  /** Text that stays on its line, as a progress bar does. */
  void status(String text) {
    err.print(text);
    err.flush();
  }

  public String environment(String name) {
    return environment.getOrDefault(name, "");
  }

  public InstantSource clock() {
    return clock;
  }

  /** Whether a person sees the data as it comes. */
  public boolean outSeen() {
    return outSeen;
  }

  /** Whether a person sees the notes as they come, on a terminal that can go back on its line. */
  public boolean errSeen() {
    return errSeen && !dumb();
  }

  /** Whether there is somebody to ask. */
  public boolean canAsk() {
    return inTyped && errSeen;
  }

  boolean dumb() {
    return environment("TERM").equals("dumb");
  }

  /** Asks a question and gives the answer without the space around it; empty at the input's end. */
  public String ask(String question) {
    status(question);
    try {
      String line = in.readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Asks for a secret, without showing it where that can be done. */
  public String askSecret(String question) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) return ask(question);
    char[] typed = console.readPassword("%s", question);
    return typed == null ? "" : new String(typed);
  }
}
