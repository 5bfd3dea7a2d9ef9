package dev.fermata.policy;

import dev.fermata.value.turn.Rate;
import java.util.List;
import java.util.Optional;

/**
 * All that policies say about one effect.
 *
 * @param redact JSON pointers into the arguments, to be taken out of them before the call
 * @param reroute the agent that is called instead; that call is then judged by itself
 * @param limits each of them has to leave room for the call
 */
public record Ruling(
    Verdict verdict, List<String> redact, Optional<String> reroute, List<Limit> limits) {
  public Ruling {
    redact = List.copyOf(redact);
    limits = List.copyOf(limits);
  }

  /** Nothing but a verdict. */
  public static Ruling of(Verdict verdict) {
    return new Ruling(verdict, List.of(), Optional.empty(), List.of());
  }

  /** All calls under that rule share the rate. */
  public record Limit(String rule, Rate rate) {}
}
