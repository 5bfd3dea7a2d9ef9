package dev.fermata.effect;

import dev.fermata.value.Place;
import dev.fermata.value.RunId;

/**
 * Names one effect for ever: the run, the place (with loop indexes and visit numbers), and the
 * ordinal inside the step (a panel's member). Never the attempt: every attempt has the same key.
 *
 * <p>An ordinal is {@code member~n~check}: {@code ~n} from the second time on that a person has the
 * same step do something anew, {@code ~check} for the question whether it happened. No name holds a
 * tilde, so that they never collide with a member.
 */
public record EffectKey(RunId run, Place place, String ordinal) implements Comparable<EffectKey> {
  private static final char MARK = '~';
  private static final String CHECK = MARK + "check";

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

  /** The panel's member that it is for; empty for the one call of a step. */
  public String member() {
    int mark = ordinal.indexOf(MARK);
    return mark < 0 ? ordinal : ordinal.substring(0, mark);
  }

  /** The key of a second, third, … effect, which a person wants beside the one that was done. */
  public EffectKey next() {
    int mark = ordinal.lastIndexOf(MARK);
    int doing = mark < 0 ? 1 : Integer.parseInt(ordinal.substring(mark + 1));
    return new EffectKey(run, place, member() + MARK + (doing + 1));
  }

  /** The key of the question whether this effect happened. */
  public EffectKey check() {
    return new EffectKey(run, place, ordinal + CHECK);
  }

  public boolean isCheck() {
    return ordinal.endsWith(CHECK);
  }

  /** The effect that this check asks about. */
  public EffectKey checked() {
    return new EffectKey(run, place, ordinal.substring(0, ordinal.length() - CHECK.length()));
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
