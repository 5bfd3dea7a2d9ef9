package dev.fermata.adapter.http;

import java.time.Duration;

/**
 * What a request over HTTP may take, beside what the receiver's own file says.
 *
 * @param connect the longest wait for a name's addresses, and for a connection
 * @param redirects how many redirects one call follows
 * @param headerLine the longest header line of an answer, in bytes
 * @param headerCount how many headers an answer may have
 * @param connections how many connections may be open at once: no fewer than calls may be under
 *     way, or some would wait for one in vain
 * @param lookups how many names may be looked up at once
 */
public record HttpLimits(
    Duration connect,
    int redirects,
    int headerLine,
    int headerCount,
    int connections,
    int lookups) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(Duration.ofSeconds(10), 5, 8 << 10, 100, 2_000, 8);

  /** How much of an answer that failed is quoted in a problem. */
  public static final int QUOTE_CHARS = 200;

  public HttpLimits {
    if (connect.isNegative() || connect.isZero()) {
      throw new IllegalArgumentException(
          "the wait for a connection is " + connect + "; give a positive duration");
    }
    if (redirects < 0 || headerLine < 1 || headerCount < 1 || connections < 1 || lookups < 1) {
      throw new IllegalArgumentException("every limit of HTTP calls is at least 1");
    }
  }
}
