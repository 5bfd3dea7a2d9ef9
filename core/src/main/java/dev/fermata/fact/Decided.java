package dev.fermata.fact;

import dev.fermata.value.Problem;
import java.util.List;

/** What a decider makes of a signal. */
public sealed interface Decided {
  /** The facts, in order; none if the signal changes nothing. */
  record Accepted(List<Fact> facts, List<Reservation> reservations) implements Decided {
    public Accepted {
      facts = List.copyOf(facts);
      reservations = List.copyOf(reservations);
    }
  }

  /** Nothing happens; the problem says why and what to do. */
  record Refused(Problem problem) implements Decided {}

  static Decided nothing() {
    return new Accepted(List.of(), List.of());
  }

  static Decided facts(List<? extends Fact> facts) {
    return new Accepted(List.copyOf(facts), List.of());
  }
}
