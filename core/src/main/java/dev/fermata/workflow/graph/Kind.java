package dev.fermata.workflow.graph;

import dev.fermata.workflow.Step;
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

  /** What stands for a step. */
  public static Kind of(Step step) {
    return switch (step) {
      case Step.Do _ -> DO;
      case Step.SetData _ -> SET;
      case Step.Switch _ -> SWITCH;
      case Step.For _ -> FOR;
      case Step.Fork _ -> FORK;
      case Step.Try _ -> TRY;
      case Step.Raise _ -> RAISE;
      case Step.Wait _ -> WAIT;
      case Step.Reviewed reviewed -> of(reviewed.work());
      case Step.Call.Http _ -> HTTP;
      case Step.Call.Agent _ -> AGENT;
      case Step.Call.Skilled _ -> SKILL;
      case Step.Call.Tool _ -> TOOL;
      case Step.Call.Plan _ -> PLAN;
      case Step.Call.Human _ -> HUMAN;
      case Step.Call.Child _ -> RUN;
      case Step.Call.Panel _ -> PANEL;
    };
  }

  /** Whether it is a point without words. */
  boolean isPoint() {
    return this == START || this == END || this == EXIT || this == JOIN;
  }
}
