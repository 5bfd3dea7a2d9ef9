package dev.fermata.adapter.model.price;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Prices by the model's name; a name that ends in {@code *} is for all that begin so. The whole
 * name goes before, then the longest beginning.
 */
public record PriceList(Map<String, Price> prices) {
  public static final PriceList EMPTY = new PriceList(Map.of());
  private static final String ANY = "*";

  public PriceList {
    prices = Collections.unmodifiableMap(new LinkedHashMap<>(prices));
  }

  /**
   * @param asked the name in the agent's file
   * @param answered the name by which the service calls what answered; for what is not listed by
   *     the first
   */
  public Optional<Price> of(String asked, String answered) {
    return of(asked).or(() -> of(answered));
  }

  private Optional<Price> of(String model) {
    return Optional.ofNullable(prices.get(model))
        .or(() ->
            prices.keySet().stream()
                .filter(name -> name.endsWith(ANY))
                .filter(name -> model.startsWith(name.substring(0, name.length() - 1)))
                .max(Comparator.comparingInt(String::length))
                .map(prices::get));
  }
}
