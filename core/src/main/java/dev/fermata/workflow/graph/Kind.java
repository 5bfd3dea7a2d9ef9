package dev.fermata.workflow.graph;

import java.util.Locale;

/** What a box of the graph stands for. */
public enum Kind {
  /** Where the run begins. */
  START,
  /** Where the run ends. */
  END,
  /** The way out of the block around, where steps leave it from its middle. */
  EXIT,
  DO,
  SET,
  SWITCH,
  FOR,
  FORK,
  /** Where the branches of a fork come together. */
  JOIN,
  TRY,
  /** What a try does with an error. */
  CATCH,
  RAISE,
  WAIT,
  HTTP,
  AGENT,
  SKILL,
  TOOL,
  PLAN,
  HUMAN,
  RUN,
  PANEL,
  /** One who is asked by a panel. */
  MEMBER,
  /** What a panel does where its members differ. */
  CONFLICT;

  /** The word used in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is a point without words. */
  boolean isPoint() {
    return this == START || this == END || this == EXIT || this == JOIN;
  }
}
