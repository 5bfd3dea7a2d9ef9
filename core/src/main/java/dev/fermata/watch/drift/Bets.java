package dev.fermata.watch.drift;

import java.util.List;

/**
 * The ways in which small p-values are bet on: below {@code edge} the stake is multiplied by {@code
 * gain}, above it by what is left, so that the mean over a uniform p-value is 1.
 */
enum Bets {
  ;

  record Bet(double edge, double gain) {
    double on(double p) {
      return p < edge ? gain : rest();
    }

    private double rest() {
      return (1 - gain * edge) / (1 - edge);
    }

    /** The mean over all p-values between those two: what the case says without chance. */
    double mean(double from, double to) {
      double below = Math.max(0, Math.min(edge, to) - from) / (to - from);
      return gain * below + rest() * (1 - below);
    }
  }

  /** From a weak change of most cases to a strong one of few. */
  static final List<Bet> ALL =
      List.of(
          new Bet(0.5, 1.3),
          new Bet(0.5, 1.7),
          new Bet(0.2, 1.75),
          new Bet(0.2, 3),
          new Bet(0.1, 2.5),
          new Bet(0.1, 5),
          new Bet(0.05, 3),
          new Bet(0.05, 8),
          new Bet(0.02, 5),
          new Bet(0.02, 15),
          new Bet(0.01, 10),
          new Bet(0.01, 30));
}
