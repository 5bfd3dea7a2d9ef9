package dev.fermata.watch.work;

import java.util.SortedMap;

/**
 * How lengths of time spread, in boxes that grow with the length: up to 32 ms each is exact, above
 * that a box is at most a sixteenth of its length wide, so that its middle is at most 3.2 % off.
 */
public final class Spread {
  private static final int BITS = 4;
  private static final int PARTS = 1 << BITS;
  private static final int EXACT = 2 * PARTS;

  private Spread() {}

  /** The number of the box of a length in milliseconds. */
  static int box(long ms) {
    if (ms < EXACT) {
      return (int) Math.max(0, ms);
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(ms) - BITS;
    return shift * PARTS + (int) (ms >>> shift);
  }

  /** The middle of a box. */
  static long middle(int box) {
    if (box < EXACT) {
      return box;
    }
    int shift = box / PARTS - 1;
    long low = (long) (box - shift * PARTS) << shift;
    return low + (1L << shift) / 2;
  }

  /**
   * The length that so great a share is not above, by nearest rank.
   *
   * @param boxes how many are in each box
   */
  static long quantile(SortedMap<Integer, Long> boxes, double share) {
    long all = boxes.values().stream().mapToLong(Long::longValue).sum();
    long rank = Math.max(1, (long) Math.ceil(share * all));
    long seen = 0;
    for (var each : boxes.entrySet()) {
      seen += each.getValue();
      if (seen >= rank) {
        return middle(each.getKey());
      }
    }
    return 0;
  }
}
