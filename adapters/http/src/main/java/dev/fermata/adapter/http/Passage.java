package dev.fermata.adapter.http;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The point of no return of one request: either it is sent, or it is withdrawn, never both. So a
 * request that was withdrawn is known not to have happened. Thread-safe.
 */
public final class Passage {
  public static final String ATTRIBUTE = "fermata.passage";

  private enum Way {
    WAITING,
    SENT,
    WITHDRAWN
  }

  private final AtomicReference<Way> way = new AtomicReference<>(Way.WAITING);

  /** Asked right before the first byte of the request goes out. */
  boolean send() {
    return way.compareAndSet(Way.WAITING, Way.SENT);
  }

  /** Whether nothing was sent, and nothing will be. */
  public boolean withdraw() {
    return way.compareAndSet(Way.WAITING, Way.WITHDRAWN) || way.get() == Way.WITHDRAWN;
  }
}
