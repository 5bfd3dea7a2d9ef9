package dev.fermata.run.state;

import dev.fermata.fact.ReviewFact;

/** What a step is after facts about the review of its result. */
final class ReviewEvolution {
  private ReviewEvolution() {}

  static Frame after(Frame frame, ReviewFact fact) {
    if (fact instanceof ReviewFact.ReviewBegun(_, var whole)) {
      return frame.at(Stage.Reviewing.begun(whole));
    }
    if (!(frame.stage() instanceof Stage.Reviewing now)) {
      throw Evolution.broken("a result was looked over at " + frame.place() + " before it was due");
    }
    return frame.at(
        switch (fact) {
          case ReviewFact.ReviewBegun begun -> Stage.Reviewing.begun(begun.whole());
          case ReviewFact.Checked checked -> now.checked(checked);
          case ReviewFact.SentBack back -> now.sentBack(back.to());
          case ReviewFact.Mended mended -> now.given(mended.result());
        });
  }
}
