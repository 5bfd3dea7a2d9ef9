package dev.fermata.policy;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A kill switch that somebody has thrown: what it reaches waits, and nothing is lost.
 *
 * @param why what is shown in every run that waits for it
 */
public record Switch(Reach reach, String why, String by, Instant at) {

  /** What a switch stops. */
  public enum Kind {
    ALL,
    AGENT,
    TOOL,
    MODEL,
    WORKFLOW,
    OWNER;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a switch stops, and which one.
   *
   * @param name of the agent, the tool ({@code server} or {@code server.tool}), the model, the
   *     workflow ({@code namespace/name}) or the owner; empty for all
   */
  public record Reach(Kind kind, String name) implements Comparable<Reach> {
    public static final Reach ALL = new Reach(Kind.ALL, "");

    /** The reach that {@link #toString} writes so, if it is one. */
    public static Optional<Reach> of(String text) {
      int colon = text.indexOf(':');
      String word = colon < 0 ? text : text.substring(0, colon);
      String name = colon < 0 ? "" : text.substring(colon + 1);
      for (Kind kind : Kind.values()) {
        if (kind.word().equals(word) && name.isBlank() == (kind == Kind.ALL)) {
          return Optional.of(new Reach(kind, name));
        }
      }
      return Optional.empty();
    }

    @Override
    public int compareTo(Reach other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    /** {@code all}, {@code agent:credit-scorer}. */
    @Override
    public String toString() {
      return name.isEmpty() ? kind.word() : kind.word() + ":" + name;
    }
  }
}
