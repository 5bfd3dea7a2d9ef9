package dev.fermata.policy;

import java.time.Instant;

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
    OWNER
  }

  /**
   * What a switch stops, and which one.
   *
   * @param name of the agent, the tool ({@code server} or {@code server.tool}), the model, the
   *     workflow ({@code namespace/name}) or the owner; empty for all
   */
  public record Reach(Kind kind, String name) implements Comparable<Reach> {
    public static final Reach ALL = new Reach(Kind.ALL, "");

    @Override
    public int compareTo(Reach other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    /** {@code all}, {@code agent:credit-scorer}. */
    @Override
    public String toString() {
      String word = kind.name().toLowerCase(java.util.Locale.ROOT);
      return name.isEmpty() ? word : word + ":" + name;
    }
  }
}
