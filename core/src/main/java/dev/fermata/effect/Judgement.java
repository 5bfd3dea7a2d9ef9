package dev.fermata.effect;

import dev.fermata.policy.Asking;
import java.util.List;

/** What the gate says about one exact call, now. */
public sealed interface Judgement {
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
