package dev.fermata.value;

import java.util.Locale;

/** How urgent a run is among others that wait for the same agents; none is ever starved. */
public enum Priority {
  LOW(1),
  NORMAL(4),
  HIGH(16);

  private final int weight;

  Priority(int weight) {
    this.weight = weight;
  }

  /** Its share of turns where runs of several priorities wait: 16 to 4 to 1. */
  public int weight() {
    return weight;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
