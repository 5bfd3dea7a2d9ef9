package dev.fermata.value;

import java.util.Locale;

/** What an effect does to the world, from harmless to final. */
public enum EffectClass {
  READ,
  REVERSIBLE,
  COMPENSABLE,
  IRREVERSIBLE;

  /** The word used in files and in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public EffectClass worst(EffectClass other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
