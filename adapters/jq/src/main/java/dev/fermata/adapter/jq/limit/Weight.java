package dev.fermata.adapter.jq.limit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.Map;

/**
 * Weighs a value as if every part were held once per place it appears in, which is how it would be
 * written out. Values share parts, so a small value in memory can be a huge one on paper.
 */
public final class Weight {
  private static final int VALUE = 8;

  private final Meter meter;
  private final long limit;
  private long bytes;
  private int nodes;

  private Weight(Meter meter, long limit) {
    this.meter = meter;
    this.limit = limit;
  }

  /** The bytes of a value, or anything above the limit if it is heavier than that. */
  public static long of(Meter meter, JsonNode value, long limit) {
    if (value.isValueNode()) {
      return size(value);
    }
    Weight weight = new Weight(meter, limit);
    weight.add(value, 0);
    meter.work(weight.nodes >> 2);
    return weight.bytes;
  }

  /** Refuses a value that would be too big to write out. */
  public static void check(Meter meter, JsonNode value) {
    if (of(meter, value, Limits.OUTPUT_BYTES) > Limits.OUTPUT_BYTES) {
      throw new Exhausted(
          "it makes a value of more than %d MiB".formatted(Limits.OUTPUT_BYTES >> 20));
    }
  }

  public static Exhausted tooDeep() {
    return new Exhausted("it makes a value that nests deeper than " + Json.DEPTH_LIMIT);
  }

  private static long size(JsonNode value) {
    return value.isTextual() ? VALUE + value.textValue().length() : VALUE;
  }

  private void add(JsonNode value, int depth) {
    if (depth > Json.DEPTH_LIMIT) {
      throw tooDeep();
    }
    if ((++nodes & 0xfff) == 0) {
      meter.work(0x400);
      nodes = 0;
    }
    bytes += size(value);
    if (value.isArray()) {
      for (int i = 0; i < value.size() && bytes <= limit; i++) {
        add(value.get(i), depth + 1);
      }
    } else if (value.isObject()) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        if (bytes > limit) {
          return;
        }
        bytes += VALUE + entry.getKey().length();
        add(entry.getValue(), depth + 1);
      }
    }
  }
}
