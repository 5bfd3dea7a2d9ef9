package dev.fermata.effect;

import java.time.Instant;
import java.util.Optional;

/** Gives an agent at work the means to ask for the tools of its boundary. Thread-safe. */
@FunctionalInterface
public interface Passes {
  Passes NONE = (key, attempt, agent, deadline) -> Optional.empty();

  /**
   * A pass for one attempt of one effect, of use until it is settled or cancelled, and no longer
   * than to the deadline; empty if there is no place to use it.
   */
  Optional<Pass> mint(EffectKey key, int attempt, String agent, Instant deadline);

  /**
   * Where tools are asked for, and what with.
   *
   * @param token a secret: for the agent alone, never for a log
   */
  record Pass(String address, String token) {
    @Override
    public String toString() {
      return "a pass for " + address;
    }
  }
}
