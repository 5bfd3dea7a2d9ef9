package dev.fermata.fact.ledger;

/**
 * The first thing in a ledger that is not as it was written.
 *
 * @param position of the entry; of the last one that is known to be right if none can be named
 * @param stream the entry's stream; empty if none can be named
 * @param number the entry's number in its stream; 0 if none can be named
 * @param what in one sentence, without a full stop
 */
public record Finding(long position, String stream, long number, String what) {
  /** One that belongs to no single entry. */
  public static Finding at(long position, String what) {
    return new Finding(position, "", 0, what);
  }

  @Override
  public String toString() {
    return stream.isEmpty()
        ? what
        : "entry %d (number %d of stream %s) %s".formatted(position, number, stream, what);
  }
}
