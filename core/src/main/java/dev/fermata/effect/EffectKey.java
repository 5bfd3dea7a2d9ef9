package dev.fermata.effect;

import dev.fermata.value.Place;
import dev.fermata.value.RunId;

/**
 * Names one effect for ever: the run, the place (with loop indexes and visit numbers), and the
 * ordinal inside the step (a panel's member). Never the attempt: every attempt has the same key.
 */
public record EffectKey(RunId run, Place place, String ordinal) implements Comparable<EffectKey> {
  public static EffectKey of(RunId run, Place place) {
    return new EffectKey(run, place, "");
  }

  /** Reads what {@link #toString} wrote. */
  public static EffectKey parse(String text) {
    int slash = text.indexOf('/');
    int hash = text.lastIndexOf('#');
    if (slash < 1) {
      throw new IllegalArgumentException(
          "'" + text + "' is no effect key; write run/place#ordinal");
    }
    return hash < slash
        ? new EffectKey(
            new RunId(text.substring(0, slash)), new Place(text.substring(slash + 1)), "")
        : new EffectKey(
            new RunId(text.substring(0, slash)),
            new Place(text.substring(slash + 1, hash)),
            text.substring(hash + 1));
  }

  @Override
  public int compareTo(EffectKey other) {
    int byPlace = place.compareTo(other.place);
    return byPlace != 0 ? byPlace : ordinal.compareTo(other.ordinal);
  }

  /** {@code run/place#ordinal}: what the receiver of a call gets as its key. */
  @Override
  public String toString() {
    return run + "/" + place.path() + (ordinal.isEmpty() ? "" : "#" + ordinal);
  }
}
