package dev.fermata.run;

import dev.fermata.fact.Decided;
import dev.fermata.fact.RunSignal;
import java.time.Instant;

/** What becomes of each signal. */
final class Signals {
  private Signals() {}

  static Decided decide(RunState state, RunSignal signal, Known known, Instant now) {
    throw new UnsupportedOperationException("being written");
  }
}
