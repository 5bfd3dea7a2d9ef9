package dev.fermata.run;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.value.Json;
import java.time.Instant;

/**
 * An effect of a run that is under way, in doubt, or done and remembered.
 *
 * @param attempt the number of its last attempt, from 1
 * @param result what it gave, once done
 */
public record Effect(
    EffectKey key, Call call, Receipt receipt, int attempt, Instant since, Json result) {
  Effect attempt(int next) {
    return new Effect(key, call, receipt, next, since, result);
  }

  Effect done(Json output) {
    return new Effect(key, call, receipt, attempt, since, output);
  }
}
