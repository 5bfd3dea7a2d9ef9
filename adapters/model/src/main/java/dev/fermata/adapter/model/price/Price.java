package dev.fermata.adapter.model.price;

import dev.fermata.adapter.model.talk.Tokens;
import dev.fermata.value.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a million tokens cost. */
public record Price(BigDecimal input, BigDecimal cached, BigDecimal output, String currency) {
  /** A token at 1.00 a million costs one millionth; what is finer counts as a whole one. */
  public Money cost(Tokens tokens) {
    BigDecimal millionths =
        input
            .multiply(BigDecimal.valueOf(tokens.in() - tokens.cached()))
            .add(cached.multiply(BigDecimal.valueOf(tokens.cached())))
            .add(output.multiply(BigDecimal.valueOf(tokens.out())));
    BigDecimal whole = millionths.setScale(0, RoundingMode.CEILING);
    return new Money(whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact(), currency);
  }
}
