package dev.fermata.effect;

import dev.fermata.policy.Asking;
import java.util.List;

/** What the gate says about one exact call, now. */
public sealed interface Judgement {
  /** {@code allow}, {@code deny}, {@code ask} or {@code held}. */
  default String word() {
    return switch (this) {
      case Allowed _ -> "allow";
      case Denied _ -> "deny";
      case Asked _ -> "ask";
      case Held _ -> "held";
    };
  }

  /** The rules, or the name of what holds it. */
  default String by() {
    return switch (this) {
      case Allowed(var rule) -> rule;
      case Denied(var rule, _) -> rule;
      case Asked(var rule, _) -> rule;
      case Held(var hold) -> hold.name();
    };
  }

  /** It may be made. */
  record Allowed(String rule) implements Judgement {}

  /** It is not made. */
  record Denied(String rule, String reason) implements Judgement {}

  /** It may be made if all of these people agree. */
  record Asked(String rule, List<Asking> asks) implements Judgement {
    public Asked {
      asks = List.copyOf(asks);
    }
  }

  /** It waits until what holds it is gone. */
  record Held(Hold hold) implements Judgement {}
}
