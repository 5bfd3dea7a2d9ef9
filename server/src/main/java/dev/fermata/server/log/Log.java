package dev.fermata.server.log;

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
