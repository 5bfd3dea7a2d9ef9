package dev.fermata.watch;

/**
 * Something that is wrong with what is registered.
 *
 * @param agent whether it is an agent; else a tool server
 * @param mend the command that mends it
 */
public record Finding(Kind kind, boolean agent, String name, String why, String mend) {
  /** What can be wrong, and how much of a thing's hundred points it costs. */
  public enum Kind {
    NO_OWNER("no-owner", 40),
    UNREVIEWED("unreviewed", 30),
    OVER_PRIVILEGED("over-privileged", 20),
    OVERLAP("overlap", 15),
    UNUSED("unused", 15),
    NO_BUDGET("no-budget", 10);

    private final String word;
    private final int points;

    Kind(String word, int points) {
      this.word = word;
      this.points = points;
    }

    public String word() {
      return word;
    }

    public int points() {
      return points;
    }
  }
}
