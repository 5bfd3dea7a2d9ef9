package dev.fermata.effect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How an effect stands, as lists show it. */
public enum EffectStatus {
  /** People have to agree first. */
  ASKED,
  /** It waits until what holds it is gone. */
  HELD,
  DENIED,
  /** It may be called, and nothing has come back yet. */
  INTENDED,
  DONE,
  FAILED,
  IN_DOUBT,
  /** It is no longer wanted and never left. */
  WITHDRAWN;

  /** The word used in the API: {@code in-doubt}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(EffectStatus::word).toList();
  }
}
