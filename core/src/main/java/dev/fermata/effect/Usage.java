package dev.fermata.effect;

import dev.fermata.value.Money;
import java.util.Optional;

/** What an answer cost, as its giver reports it. */
public record Usage(long tokensIn, long tokensOut, Optional<Money> cost) {
  public static final Usage NONE = new Usage(0, 0, Optional.empty());
}
