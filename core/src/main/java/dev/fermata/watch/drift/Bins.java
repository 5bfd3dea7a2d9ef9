package dev.fermata.watch.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often values of each size came, eight sizes to each doubling: all that is kept of the past.
 * Ranks within it are exact for the sizes. Not for use by two threads at once.
 */
public final class Bins {
  private static final int PER_DOUBLING = 8;
  private static final double LN_2 = 0.6931471805599453;

  /** The size of zero, and of what is less. */
  private static final int NOTHING = Integer.MIN_VALUE;

  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private long total;

  public Bins() {}

  /** As {@link #kept} wrote it. */
  public static Bins of(JsonNode kept) {
    var bins = new Bins();
    kept.properties()
        .forEach(each -> {
          int bin =
              each.getKey().equals("0") ? NOTHING : Integer.parseInt(each.getKey().substring(1));
          bins.counts.put(bin, each.getValue().asLong());
          bins.total += each.getValue().asLong();
        });
    return bins;
  }

  /** Small: an entry for each size that came. */
  public ObjectNode kept() {
    ObjectNode tree = Json.object();
    counts.forEach((bin, count) -> tree.put(bin == NOTHING ? "0" : "b" + bin, count));
    return tree;
  }

  private static int bin(double value) {
    return value > 0
        ? (int) StrictMath.floor(StrictMath.log(value) / LN_2 * PER_DOUBLING)
        : NOTHING;
  }

  public void add(double value) {
    counts.merge(bin(value), 1L, Long::sum);
    total++;
  }

  public long total() {
    return total;
  }

  /** How many are of a larger size. */
  long above(double value) {
    return counts.tailMap(bin(value), false).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many are of the same size. */
  long level(double value) {
    return counts.getOrDefault(bin(value), 0L);
  }

  /** The value below which that share lies, to a twelfth of it; 0 if there is none. */
  public double quantile(double share) {
    long left = (long) Math.ceil(share * total);
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      left -= each.getValue();
      if (left <= 0) {
        return each.getKey() == NOTHING
            ? 0
            : StrictMath.exp((each.getKey() + 0.5) / PER_DOUBLING * LN_2);
      }
    }
    return 0;
  }

  /** The share of values above zero. */
  public double positive() {
    return total == 0 ? 0 : 1 - (double) counts.getOrDefault(NOTHING, 0L) / total;
  }
}
