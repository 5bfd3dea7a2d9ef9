package dev.fermata.value.label;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What kind of data it is, from what anybody may see to what does most harm. */
public enum Classification {
  PUBLIC,
  INTERNAL,
  CONFIDENTIAL,
  PERSONAL,
  SPECIAL;

  /** The words used in files and in the API. */
  public static final List<String> WORDS =
      Arrays.stream(values()).map(Classification::word).toList();

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Classification> of(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst();
  }

  /** Whether a person or the house is harmed if it gets out. */
  public boolean sensitive() {
    return compareTo(CONFIDENTIAL) >= 0;
  }
}
