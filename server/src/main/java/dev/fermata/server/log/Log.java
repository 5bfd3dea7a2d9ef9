package dev.fermata.server.log;

import dev.fermata.value.RunId;

/** Where the server says what it does. Thread-safe; never blocks for long, and never throws. */
@FunctionalInterface
public interface Log {
  /** How much a line matters. */
  enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /**
   * Writes one line.
   *
   * @param subject what it is about, in one word: {@code http}, {@code engine}, an agent's name
   */
  void line(Level level, String subject, String text);

  /**
   * Writes one line about a run.
   *
   * @param trace the id of the run's trace; empty where it is not known
   */
  default void about(Level level, String subject, RunId run, String trace, String text) {
    line(level, subject, text);
  }

  default void info(String subject, String text) {
    line(Level.INFO, subject, text);
  }

  default void warn(String subject, String text) {
    line(Level.WARN, subject, text);
  }

  default void error(String subject, String text) {
    line(Level.ERROR, subject, text);
  }
}
