package dev.fermata.value;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much harm a wrong answer can do. */
public enum Risk {
  LOW,
  MEDIUM,
  HIGH;

  /** The words used in workflows and in the API. */
  public static final List<String> WORDS = Arrays.stream(values()).map(Risk::word).toList();

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Risk> of(String word) {
    return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst();
  }

  public Risk worst(Risk other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
