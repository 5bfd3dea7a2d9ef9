package dev.fermata.fact;

/**
 * What an entry takes from the shared world; checked by the writer in the entry's own transaction.
 */
public sealed interface Reservation {
  /** The key that makes a repeated start the same start; held by the stream that first took it. */
  record StartKey(String key) implements Reservation {}
}
