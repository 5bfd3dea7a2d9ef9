package dev.fermata.adapter.mcp.session;

import java.time.Duration;

/**
 * What an MCP server may do, and for how long it is waited on, beside what its own file says.
 *
 * @param backoffFirst the wait before a session that ended is opened again; doubles each time
 * @param backoffMost the longest such wait
 * @param open how long a server may take to start and to agree on the protocol; that time does not
 *     count against calls
 * @param strays how many messages a server may send between two answers that answer nothing, or ask
 *     for what it is refused
 * @param notices how many notifications it may send between two answers
 * @param silentTimeouts how many requests may time out in a row, without any message from a server,
 *     before it counts as hung and its session is ended
 * @param tools how many tools a server may offer
 * @param listBytes how long their list may be, in bytes, all pages together
 * @param pages how many pages it may have
 * @param logLinesPerSecond how many lines of one server reach the log in a second
 * @param goodbye how long a child process may take to end by itself after SIGTERM
 * @param connect the longest wait for a connection
 */
public record McpLimits(
    Duration backoffFirst,
    Duration backoffMost,
    Duration open,
    int strays,
    int notices,
    int silentTimeouts,
    int tools,
    int listBytes,
    int pages,
    int logLinesPerSecond,
    Duration goodbye,
    Duration connect) {
  public static final McpLimits DEFAULT =
      new McpLimits(
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          100,
          10_000,
          3,
          500,
          2 << 20,
          100,
          20,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  /** How much of a message is quoted in a problem. */
  public static final int QUOTE_CHARS = 200;

  /** How much of a line of a server reaches the log. */
  static final int LOG_CHARS = 500;

  /** How much of a tool's own error message is kept. */
  public static final int ERROR_CHARS = 2_000;

  public McpLimits {
    if (backoffFirst.isNegative() || backoffFirst.isZero()) {
      throw new IllegalArgumentException(
          "the first backoff is " + backoffFirst + "; give a positive duration");
    }
    if (strays < 1 || notices < 1 || silentTimeouts < 1 || tools < 1 || pages < 1) {
      throw new IllegalArgumentException("every limit of an MCP server is at least 1");
    }
  }

  /** The wait after that many ends in a row without an answer in between. */
  public Duration backoff(int ends) {
    Duration wait = backoffFirst;
    for (int i = 1; i < ends && wait.compareTo(backoffMost) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(backoffMost) < 0 ? wait : backoffMost;
  }
}
