package dev.fermata.watch.drift;

import java.util.Locale;

/** What is watched of whoever does work, and which way it must not go. */
public enum Figure {
  SUCCESS("Answers of its calls that came without an error", false, true, true),
  AGREEMENT("Opinions that stood in the end", false, true, true),
  SCHEMA("Answers that do not fit their schema", true, false, true),
  LATENCY("Time to an answer", true, false, false),
  LENGTH("Length of the answers", true, true, false),
  COST("Cost of a call", true, false, false);

  private final String words;
  private final boolean up;
  private final boolean down;
  private final boolean share;

  Figure(String words, boolean up, boolean down, boolean share) {
    this.words = words;
    this.up = up;
    this.down = down;
    this.share = share;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** Whether larger values than usual are told. */
  public boolean up() {
    return up;
  }

  /** Whether smaller values than usual are told. */
  public boolean down() {
    return down;
  }

  /** Whether each value is 0 or 1, so that its mean is a share. */
  public boolean share() {
    return share;
  }
}
