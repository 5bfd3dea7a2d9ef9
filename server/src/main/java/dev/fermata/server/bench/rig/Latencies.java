package dev.fermata.server.bench.rig;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long each of very many things took, each to within two per cent, in little memory. Safe for
 * use by many threads.
 */
public final class Latencies {
  private static final int PARTS_BITS = 6;
  private static final int PARTS = 1 << PARTS_BITS;
  private static final double NANOS_PER_MS = 1_000_000;

  private final AtomicLongArray counts = new AtomicLongArray(Long.SIZE * PARTS);

  public void note(long nanos) {
    counts.incrementAndGet(bucket(Math.max(0, nanos)));
  }

  public void note(Duration took) {
    note(took.toNanos());
  }

  /** Small numbers stand for themselves; above, each power of two has so many parts. */
  private static int bucket(long nanos) {
    if (nanos < PARTS) return (int) nanos;
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - PARTS_BITS;
    return (shift + 1) * PARTS + (int) (nanos >>> shift) - PARTS;
  }

  /** The middle of what falls into that bucket. */
  private static double value(int bucket) {
    if (bucket < PARTS) return bucket;
    int shift = bucket / PARTS - 1;
    return (double) (((long) (bucket % PARTS + PARTS) << shift) + ((1L << shift) >> 1));
  }

  public long count() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) sum += counts.get(i);
    return sum;
  }

  /** That share of them took no longer; 0 if there are none. */
  public double ms(double share) {
    long wanted = Math.max(1, Math.round(share * count()));
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= wanted) return value(i) / NANOS_PER_MS;
    }
    return 0;
  }
}
