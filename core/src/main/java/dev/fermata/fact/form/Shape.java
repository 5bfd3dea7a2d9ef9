package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object that comes often, in their order: the packed form says which of them are
 * there, and no names. What an object has beside them follows with its name. A shape's number is
 * its place in the list and is stored: the list only ever grows at its end, and what gets another
 * member may get another shape.
 */
@Algorithm("numbers members")
final class Shape {
  /** So many members a shape may have: two bytes say which are there, one bit that more follow. */
  static final int MEMBERS_LIMIT = 15;

  /** So many shapes there may be. */
  static final int LIMIT = Tokens.DRAWN - Tokens.SHAPE;

  /** Set where members that are not of the shape follow. */
  static final int MORE = 1;

  static final Shape LABELLED = tagged("$labelled", "value labels");

  private static final List<Shape> ALL =
      List.of(
          LABELLED,
          tagged("Entered", "place step input vars under"),
          tagged("Left", "place output context next endsRun under"),
          tagged("EffectIntended", "key call receipt attempt at queued"),
          tagged("EffectSettled", "key attempt reply at"),
          tagged("EffectSent", "key attempt at house"),
          tagged("Answered", "output evidence usage"),
          bare("Call", "target work arguments effect keyed timeout digest"),
          tagged("Tool", "server name fingerprint"),
          bare("Receipt", "rule house grants expires requesters"),
          bare("Usage", "tokensIn tokensOut cost"),
          tagged(
              "Started",
              "workflow definition input seed startKey batch subject by at priority requester"
                  + " lineage trace"),
          tagged("Ended", "outcome at"),
          tagged("Completed", "output"),
          tagged("TaskOpened", "task kind place ordinal team brief at due escalate approval"),
          bare("Brief", "question answers show proposals form otherwise"),
          bare(
              "Task",
              "id run place ordinal kind team brief opened due escalate state approval looks"
                  + " handled"),
          tagged("TaskDecided", "task decision"),
          bare("Decision", "answer by why data at id natural behalf"),
          tagged("Decided", "decision"),
          tagged("TimerSet", "timer place purpose at"),
          tagged("TimerCleared", "timer"),
          tagged("Finished", "place output"),
          tagged("Agent", "name fingerprint"),
          bare("Grant", "rule team people fourEyes by at"));

  private static final Map<String, Shape> BY_NAME = new HashMap<>();

  static {
    for (int i = 0; i < ALL.size(); i++) {
      ALL.get(i).token = Tokens.SHAPE + i;
      BY_NAME.put(ALL.get(i).name, ALL.get(i));
    }
  }

  /** What it is the shape of: the tag, or a name for us. */
  private final String name;

  /** Whether the object stands inside another, under its name: {@code {"Left": {…}}}. */
  private final boolean tagged;

  private final String[] members;
  private int token;

  private Shape(String name, boolean tagged, String members) {
    this.name = name;
    this.tagged = tagged;
    this.members = members.split(" ");
    if (this.members.length > MEMBERS_LIMIT) {
      throw new IllegalStateException("too many members: " + members);
    }
  }

  private static Shape tagged(String name, String members) {
    return new Shape(name, true, members);
  }

  private static Shape bare(String name, String members) {
    return new Shape(name, false, members);
  }

  /** That of a case of that name, which stands under its name; {@code null} if there is none. */
  static @Nullable Shape ofCase(String name) {
    Shape shape = BY_NAME.get(name);
    return shape != null && shape.tagged ? shape : null;
  }

  /** That of a record of that name; {@code null} if there is none. */
  static @Nullable Shape ofRecord(String name) {
    Shape shape = BY_NAME.get(name);
    return shape != null && !shape.tagged ? shape : null;
  }

  /** That of a number; {@code null} if there is none. */
  static @Nullable Shape of(int number) {
    return number < ALL.size() ? ALL.get(number) : null;
  }

  static List<String> all() {
    return ALL.stream().map(Shape::toString).toList();
  }

  int token() {
    return token;
  }

  boolean tagged() {
    return tagged;
  }

  String name() {
    return name;
  }

  /** How many bytes say which members are there. */
  int bytes() {
    return members.length < Byte.SIZE ? 1 : 2;
  }

  /** The bits that may be set. */
  int bits() {
    return (1 << members.length + 1) - 1;
  }

  /** The number of a member from that one on, from 1; 0 if it is not there. */
  int member(String name, int from) {
    for (int i = from; i < members.length; i++) {
      if (members[i].equals(name)) {
        return i + 1;
      }
    }
    return 0;
  }

  String member(int number) {
    return members[number - 1];
  }

  @Override
  public String toString() {
    return (tagged ? "tagged " : "bare ") + name + " " + Arrays.toString(members);
  }
}
