package dev.fermata.policy.budget;

import java.util.Map;
import java.util.Optional;

/**
 * How much may be spent in a window of time, and what happens beyond that. Before each call its
 * estimate is reserved; what it cost in fact is settled with its answer.
 *
 * @param reach whose spending it is about
 * @param limit what is limited, and how much of it there is
 * @param currency of the money; absent where money is not limited
 * @param estimate what a call takes beforehand
 * @param estimates the same for certain targets, by their name
 */
public record Budget(
    String name,
    String version,
    String owner,
    Reach reach,
    Window per,
    Amounts limit,
    Optional<String> currency,
    Breach breach,
    Amounts estimate,
    Map<String, Amounts> estimates) {
  /** What the rule of a budget begins with, where people are asked or a call is denied. */
  private static final String RULE = "budget/";

  public Budget {
    estimates = Map.copyOf(estimates);
    if (limit.nothing()) {
      throw new IllegalArgumentException(
          "budget '" + name + "' limits nothing; give money, tokens, calls or a time");
    }
  }

  /** As receipts and problems name it. */
  public String rule() {
    return rule(name);
  }

  /** The rule of the budget of that name. */
  public static String rule(String name) {
    return RULE + name;
  }

  /** Whether a rule's name is that of a budget. */
  public static boolean isRule(String rule) {
    return rule.startsWith(RULE);
  }

  /** What a call of that target takes beforehand. */
  public Amounts estimate(String target) {
    return estimates.getOrDefault(target, estimate).plus(Amounts.CALL);
  }
}
