package dev.fermata.workflow.graph;

import java.util.Locale;

/** Which way the graph is read. */
public enum Direction {
  RIGHT,
  DOWN;

  /** The word used in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
