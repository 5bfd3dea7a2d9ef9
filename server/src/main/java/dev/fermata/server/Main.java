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

  /** A machine that has too little for this program is told in one sentence, not in a stack trace. */
  private static int run(String... args) {
    try {
      return new Cli(Screen.system()).run(args);
    } catch (LinkageError missing) {
      System.err.println(
          "fermata: a part of the program could not be loaded; allow more open files (ulimit -n),"
              + " or install it anew if its jars are not complete");
      System.err.println(missing);
    } catch (OutOfMemoryError noRoom) {
      System.err.println(
          "fermata: there is too little memory; allow more with FERMATA_JAVA_OPTIONS=-Xmx256m");
      System.err.println(noRoom);
    }
    return FAILED;
  }
}
