package dev.fermata.server.cli.say;

import java.util.Map;

/** The few colours of the command line. A colour only repeats what the word beside it says. */
public enum Colour {
  AUTO,
  ALWAYS,
  NEVER;

  private static final Map<String, String> CODES =
      Map.of(
          "waiting", "33",
          "running", "34",
          "completed", "32",
          "ok", "32",
          "faulted", "31",
          "fail", "31",
          "in doubt", "35",
          "warn", "33",
          "cancelled", "90",
          "paused", "90");

  /** Whether to colour what goes to a stream that a person sees or does not. */
  boolean on(Screen screen, boolean seen) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> seen && screen.environment("NO_COLOR").isEmpty() && !screen.dumb();
    };
  }

  /** The word in the colour of what it says, if it says something that has one. */
  static String paint(String word, String shown) {
    String code = CODES.get(word);
    return code == null ? shown : "\u001b[" + code + "m" + shown + "\u001b[0m";
  }
}
