package dev.fermata.policy;

/**
 * What a backtest found: how often the effects on record would be judged otherwise under other
 * policies. The counts from {@code unchanged} to {@code undecidable} add up to all effects.
 *
 * @param newlyAsked people would be asked where nobody is today
 * @param noLongerDenied they would be allowed, or people asked
 * @param askedOtherwise other people would be asked, or more or fewer
 * @param changedOtherwise another call would be made of it: redacted or rerouted otherwise
 * @param undecidable the record lacks what is needed to judge it again
 * @param loosened how many of them would be asked or kept from less than today
 * @param secondsAdded of people's time for what would be asked more
 * @param secondsSaved of people's time for what would be asked less
 * @param decisions how many decisions of people those times are measured by
 * @param outcomes what is known to have come of the runs
 */
public record Forecast(
    long effects,
    long unchanged,
    long newlyDenied,
    long newlyAsked,
    long noLongerDenied,
    long noLongerAsked,
    long askedOtherwise,
    long changedOtherwise,
    long undecidable,
    long loosened,
    long secondsAdded,
    long secondsSaved,
    long decisions,
    Outcomes outcomes) {

  public Forecast {
    outcomes = outcomes == null ? Outcomes.NONE : outcomes;
  }

  /** Whether something would be asked or kept from less than today. */
  public boolean loosens() {
    return loosened > 0;
  }

  /**
   * Runs of which somebody reported what came of them.
   *
   * @param bad those that turned out badly
   * @param badDenied of these, those with an effect that would newly be denied
   * @param badAsked of these, those where people would newly be asked, and nothing denied
   */
  public record Outcomes(
      long good, long goodDenied, long goodAsked, long bad, long badDenied, long badAsked) {
    public static final Outcomes NONE = new Outcomes(0, 0, 0, 0, 0, 0);
  }
}
