package dev.fermata.adapter.http;

import java.net.URI;
import java.util.ArrayList;
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

  /** The trace that the request is part of: https://www.w3.org/TR/trace-context. */
  static final String TRACE = "traceparent";

  /** What is sent, and as what. */
  record Body(byte[] bytes, String type) {}

  /** The same within a trace, unless it says itself what trace it is in. */
  Hop traced(String trace) {
    if (trace.isEmpty() || headers.stream().anyMatch(h -> h.getKey().equalsIgnoreCase(TRACE))) {
      return this;
    }
    List<Map.Entry<String, String>> all = new ArrayList<>(headers);
    all.add(Map.entry(TRACE, trace));
    return new Hop(method, uri, all, body, trusted, repeatable);
  }

  /** Whether it only asks, so that repeating it does no harm. */
  boolean safe() {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }
}
