/** Decisions against the truth, and what the errors cost. A share of a case is a likelihood. */
final class Tally {
  private double badBooked;
  private double goodDeclined;
  private int decided;

  Tally decide(boolean accept, boolean bad) {
    return decide(accept != bad ? 1 : 0, bad);
  }

  /** A decision that is right with this likelihood, counted by what it costs on average. */
  Tally decide(double right, boolean bad) {
    decided++;
    if (bad) badBooked += 1 - right;
    else goodDeclined += 1 - right;
    return this;
  }

  Tally plus(Tally other) {
    Tally sum = new Tally();
    sum.badBooked = badBooked + other.badBooked;
    sum.goodDeclined = goodDeclined + other.goodDeclined;
    sum.decided = decided + other.decided;
    return sum;
  }

  int decided() {
    return decided;
  }

  double badBooked() {
    return badBooked;
  }

  double goodDeclined() {
    return goodDeclined;
  }

  double cost() {
    return badBooked * Fit.BAD_BOOKED + goodDeclined * Fit.GOOD_DECLINED;
  }
}
