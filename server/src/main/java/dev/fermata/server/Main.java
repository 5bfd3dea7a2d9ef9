package dev.fermata.server;

import dev.fermata.server.cli.Cli;
import dev.fermata.server.cli.say.Screen;

/** The program: one jar is both server and command line. */
public final class Main {
  private static final int FAILED = 1;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** What has too little room to run says so in one sentence, not in a stack trace. */
  static int run(String... args) {
    try {
      return new Cli(Screen.system()).run(args);
    } catch (AssertionError bug) {
      throw bug;
    } catch (Error tooLittle) {
      System.err.println(
          "fermata: there was too little to go on ("
              + tooLittle
              + "); allow more open files (ulimit -n) or memory (FERMATA_JAVA_OPTIONS=-Xmx2g),"
              + " and if that is not it, install Fermata anew");
      return FAILED;
    }
  }
}
