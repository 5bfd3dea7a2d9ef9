package dev.fermata.run.backtest;

/** What other policies would change about one effect. */
public enum Change {
  UNCHANGED("unchanged"),
  NEWLY_DENIED("newlyDenied"),
  NEWLY_ASKED("newlyAsked"),
  NO_LONGER_DENIED("noLongerDenied"),
  NO_LONGER_ASKED("noLongerAsked"),
  ASKED_OTHERWISE("askedOtherwise"),
  CHANGED_OTHERWISE("changedOtherwise"),
  UNDECIDABLE("undecidable");

  private final String word;

  Change(String word) {
    this.word = word;
  }

  /** As the API names it. */
  public String word() {
    return word;
  }
}
