package dev.fermata.server;

import dev.fermata.server.cli.Cli;
import dev.fermata.server.cli.say.Screen;

/** The program: one jar is both server and command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new Cli(Screen.system()).run(args));
  }
}
