package dev.fermata.adapter.process;

import java.time.Duration;

/**
 * What a child process may do, and for how long it is waited on, beside what its own file says.
 *
 * @param backoffFirst the wait before a child that ended is started again; doubles each time
 * @param backoffMost the longest such wait
 * @param nonsenseLines how many lines that answer nothing a child may write between two answers
 * @param progressLines how many progress lines count for one request; more are nonsense
 * @param silentTimeouts how many requests may time out in a row, without any line from the child,
 *     before it counts as hung and is ended
 * @param logChars how much of a line of stderr reaches the log
 * @param logLinesPerSecond how many lines of one child reach the log in a second
 * @param start how long a child that was just started may take to write its first line; that time
 *     does not count against its requests
 * @param goodbye how long a child may take to end by itself after SIGTERM
 */
public record ProcessLimits(
    Duration backoffFirst,
    Duration backoffMost,
    int nonsenseLines,
    int progressLines,
    int silentTimeouts,
    int logChars,
    int logLinesPerSecond,
    Duration start,
    Duration goodbye) {
  public static final ProcessLimits DEFAULT =
      new ProcessLimits(
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          100,
          10_000,
          3,
          500,
          20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(2));

  /** How much of a line is quoted in a problem. */
  static final int QUOTE_CHARS = 200;

  public ProcessLimits {
    if (backoffFirst.isNegative() || backoffFirst.isZero()) {
      throw new IllegalArgumentException(
          "the first backoff is " + backoffFirst + "; give a positive duration");
    }
    if (nonsenseLines < 1 || silentTimeouts < 1 || logChars < 1 || logLinesPerSecond < 1) {
      throw new IllegalArgumentException("every limit of a child process is at least 1");
    }
  }

  /** The wait after that many ends in a row without an answer in between. */
  Duration backoff(int ends) {
    Duration wait = backoffFirst;
    for (int i = 1; i < ends && wait.compareTo(backoffMost) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(backoffMost) < 0 ? wait : backoffMost;
  }
}
