package dev.fermata.adapter.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How a model's service does.
 *
 * @param resting whether it asked to be left alone
 * @param failures how many there were in a row
 * @param nextTry when it is called again
 * @param lastError empty if there was none
 */
public record CircuitState(
    String url,
    String model,
    Phase phase,
    boolean resting,
    int failures,
    Optional<Instant> nextTry,
    String lastError) {
  /** Closed lets calls pass, open lets none, half-open lets one try. */
  public enum Phase {
    CLOSED,
    OPEN,
    HALF_OPEN;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
