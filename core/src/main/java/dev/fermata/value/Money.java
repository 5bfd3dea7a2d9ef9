package dev.fermata.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An amount in millionths of a currency (ISO 4217). On the wire: a decimal string and the code. */
public record Money(long millionths, String currency) {
  private static final int SCALE = 6;

  public Money {
    if (currency.length() != 3 || !currency.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
      throw new IllegalArgumentException(
          "currency '" + currency + "' is not an ISO 4217 code such as EUR");
    }
  }

  /**
   * @throws ArithmeticException if the amount is finer than a millionth or too large
   */
  public static Money of(String amount, String currency) {
    return new Money(
        new BigDecimal(amount)
            .setScale(SCALE, RoundingMode.UNNECESSARY)
            .unscaledValue()
            .longValueExact(),
        currency);
  }

  public String amount() {
    return BigDecimal.valueOf(millionths, SCALE).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return currency + " " + amount();
  }
}
