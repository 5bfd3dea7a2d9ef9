package dev.fermata.policy;

import java.util.List;

/** What is said about an effect before it happens, and by which rule. */
public sealed interface Verdict {
  /** Written {@code policy@version}; where several spoke, all of them, with commas. */
  String rule();

  record Allow(String rule) implements Verdict {}

  record Deny(String rule, String reason) implements Verdict {}

  /** People have to agree first: every one of the askings has to be met. */
  record Ask(String rule, List<Asking> asks) implements Verdict {
    public Ask {
      asks = List.copyOf(asks);
      if (asks.isEmpty()) {
        throw new IllegalArgumentException("'" + rule + "' asks nobody; give it one asking");
      }
    }

    static Ask of(List<Asking> asks) {
      return new Ask(String.join(", ", asks.stream().map(Asking::rule).distinct().toList()), asks);
    }
  }
}
