package dev.fermata.adapter.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request, to one address.
 *
 * @param trusted whether the operator chose the address, so that it may be a private one
 * @param repeatable whether it may be sent again when no answer came, so that a connection is kept
 */
record Hop(
    String method,
    URI uri,
    List<Map.Entry<String, String>> headers,
    Optional<Body> body,
    boolean trusted,
    boolean repeatable) {
  Hop(
      String method,
      URI uri,
      List<Map.Entry<String, String>> headers,
      Optional<Body> body,
      boolean trusted) {
    this(method, uri, headers, body, trusted, false);
  }

  /** What is sent, and as what. */
  record Body(byte[] bytes, String type) {}

  /** Whether it only asks, so that repeating it does no harm. */
  boolean safe() {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }
}
