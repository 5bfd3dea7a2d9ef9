package dev.fermata.run.bound;

import dev.fermata.effect.Hold;
import dev.fermata.policy.Asking;
import dev.fermata.policy.budget.Breach;
import java.util.Optional;

/**
 * A budget that has no room for a call.
 *
 * @param rule as problems and receipts name it
 */
public record Lack(String rule, Breach breach, String why) {
  public Hold hold() {
    return new Hold(Hold.Kind.BUDGET, rule, why);
  }

  public Optional<Asking> asking() {
    return breach instanceof Breach.Ask(var team)
        ? Optional.of(Asking.one(rule, team))
        : Optional.empty();
  }

  /** What stops comes before what sends elsewhere, before what waits, before what asks. */
  int order() {
    return switch (breach) {
      case Breach.Stop _ -> 0;
      case Breach.Degrade _ -> 1;
      case Breach.Hold _ -> 2;
      case Breach.Ask _ -> 3;
    };
  }
}
