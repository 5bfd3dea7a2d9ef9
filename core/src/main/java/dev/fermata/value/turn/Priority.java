package dev.fermata.value.turn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  /** The priority of that word, if there is one. */
  public static Optional<Priority> of(String word) {
    return Arrays.stream(values()).filter(p -> p.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Priority::word).toList();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
