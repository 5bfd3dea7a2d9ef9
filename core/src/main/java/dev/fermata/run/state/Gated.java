package dev.fermata.run.state;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Hold;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.Asking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An effect that waits before the gate and has not happened.
 *
 * @param attempt the number of attempts before it; it never goes back
 * @param asks what people are asked; empty where it is held
 * @param rule the rules that ask
 * @param granted what people have allowed already, for exactly this call
 * @param requesters the natural persons behind the call
 * @param hold what holds it; absent where people are asked
 */
public record Gated(
    EffectKey key,
    Call call,
    int attempt,
    String rule,
    List<Asking> asks,
    List<Grant> granted,
    List<String> requesters,
    Optional<Hold> hold,
    Instant since) {
  public Gated {
    asks = List.copyOf(asks);
    granted = List.copyOf(granted);
    requesters = List.copyOf(requesters);
  }

  static Gated asked(RunFact.EffectAsked f) {
    return new Gated(
        f.key(),
        f.call(),
        f.attempt(),
        f.rule(),
        f.asks(),
        f.granted(),
        f.requesters(),
        Optional.empty(),
        f.at());
  }

  static Gated held(RunFact.EffectHeld f) {
    return new Gated(
        f.key(),
        f.call(),
        f.attempt(),
        "",
        List.of(),
        f.granted(),
        f.requesters(),
        Optional.of(f.hold()),
        f.at());
  }

  Gated granted(Grant grant) {
    List<Grant> all = new ArrayList<>(granted);
    all.add(grant);
    return new Gated(key, call, attempt, rule, asks, all, requesters, hold, since);
  }
}
