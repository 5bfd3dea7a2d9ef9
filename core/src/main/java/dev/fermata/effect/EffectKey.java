package dev.fermata.effect;

import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.trace.TraceContext;

/**
 * Names one effect for ever: the run, the place (with loop indexes and visit numbers), and the
 * ordinal inside the step (a panel's member). Never the attempt: every attempt has the same key.
 *
 * <p>An ordinal is {@code member:turn.call~n~check}: {@code :3} for the third turn of an agent's
 * talk with its model, {@code :3.2} for the second call that the model asked for in it; {@code ~n}
 * from the second time on that a person has the same step do something anew, {@code ~check} for the
 * question whether it happened; {@code :e} and a digest for a call that an agent with a loop of its
 * own asks for. No name holds a tilde or a colon, so that they never collide with a member.
 */
public record EffectKey(RunId run, Place place, String ordinal) implements Comparable<EffectKey> {
  private static final char MARK = '~';
  private static final char PART = ':';
  private static final char ERRAND = 'e';
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
    int part = ordinal.indexOf(PART);
    int end = mark < 0 ? part : part < 0 ? mark : Math.min(mark, part);
    return end < 0 ? ordinal : ordinal.substring(0, end);
  }

  /** The key of a turn of this agent's talk with its model, from 1. */
  public EffectKey turn(int number) {
    return new EffectKey(run, place, ordinal + PART + number);
  }

  /** The key of a call that the model asked for in a turn; both count from 1. */
  public EffectKey call(int turn, int number) {
    return new EffectKey(run, place, ordinal + PART + turn + "." + number);
  }

  /** The key of a call that an agent with a loop of its own asks for in its work. */
  public EffectKey errand(String id) {
    return new EffectKey(run, place, ordinal + PART + ERRAND + id);
  }

  /** Whether an agent with a loop of its own asked for it. */
  public boolean isErrand() {
    int part = ordinal.indexOf(PART);
    return part >= 0 && part + 1 < ordinal.length() && ordinal.charAt(part + 1) == ERRAND;
  }

  /** No part of this agent's talk stands before this key. */
  public EffectKey firstPart() {
    return new EffectKey(run, place, ordinal + PART);
  }

  /** All parts of this agent's talk stand before this key. */
  public EffectKey afterParts() {
    return new EffectKey(run, place, ordinal + (char) (PART + 1));
  }

  /** Whether it is part of an agent's talk with its model. */
  public boolean isPart() {
    return ordinal.indexOf(PART) >= 0;
  }

  /** The agent's work that this is a part of; itself if it is none. */
  public EffectKey whole() {
    int part = ordinal.indexOf(PART);
    return part < 0 ? this : new EffectKey(run, place, ordinal.substring(0, part));
  }

  /** The turn that it is, or belongs to; 0 if it is no part of a talk. */
  public int turn() {
    return number(0);
  }

  /** Which call of its turn it is; 0 for the turn itself. */
  public int call() {
    return number(1);
  }

  private int number(int index) {
    int part = ordinal.indexOf(PART);
    if (part < 0 || isErrand()) {
      return 0;
    }
    int mark = ordinal.indexOf(MARK, part);
    String[] numbers =
        ordinal.substring(part + 1, mark < 0 ? ordinal.length() : mark).split("\\.", -1);
    return index < numbers.length ? Integer.parseInt(numbers[index]) : 0;
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

  /** The id, in traces, of the span that tells of an attempt: what its receiver is told. */
  public String span(int attempt) {
    return TraceContext.span(this + "@" + attempt);
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
