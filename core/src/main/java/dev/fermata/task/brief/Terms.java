package dev.fermata.task.brief;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Risk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a step's {@code metadata} says about how its tasks are to be decided.
 *
 * @param risk the least that there is
 * @param blindFirst the share of its tasks that are answered before the opinions are shown
 * @param reasons short reasons that are offered
 */
public record Terms(Optional<Risk> risk, double blindFirst, List<String> reasons) {
  public static final Terms NONE = new Terms(Optional.empty(), 0, List.of());

  /** A double holds 53 bits: the others are dropped, and the rest becomes a number below 1. */
  private static final int DROPPED_BITS = 11;

  private static final double UNIT = 0x1.0p-53;

  public Terms {
    reasons = List.copyOf(reasons);
  }

  public static Terms of(Json metadata) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode reason : metadata.view().path("reasons")) {
      reasons.add(reason.asText());
    }
    return new Terms(
        metadata.text("risk").flatMap(Risk::of),
        metadata.view().path("blindFirst").asDouble(0),
        reasons);
  }

  /** With the greater of both shares. */
  public Terms blindAtLeast(double share) {
    return share > blindFirst ? new Terms(risk, share, reasons) : this;
  }

  /** Whether this task is of the sample: always the same for the same run and task. */
  public boolean blind(String seed, String task) {
    if (blindFirst <= 0) {
      return false;
    }
    long drawn = ByteBuffer.wrap(Digest.of("blind-first " + seed + " " + task).bytes()).getLong();
    return (drawn >>> DROPPED_BITS) * UNIT < blindFirst;
  }
}
