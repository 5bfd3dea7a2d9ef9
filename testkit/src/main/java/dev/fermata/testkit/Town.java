package dev.fermata.testkit;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.run.host.Work;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.util.HashMap;
import java.util.Map;

/**
 * The outside world of a played run: it does what it is called for, remembers what was done by key,
 * and does what is keyed only once. It complains of every broken promise. Not thread-safe.
 */
public final class Town {
  private final Map<EffectKey, Reply> done = new HashMap<>();
  private final Map<EffectKey, Digest> asked = new HashMap<>();
  private int count;

  /** Does one attempt of a call, and gives what its answer would be. */
  Reply call(Work.MakeCall work) {
    EffectKey key = work.key();
    if (key.isCheck()) {
      return checked(key.checked());
    }
    var call = work.call();
    Digest before = asked.putIfAbsent(key, call.digest());
    if (before != null && !before.equals(call.digest())) {
      throw new AssertionError(key + " was first asked for one thing and then for another");
    }
    Reply known = done.get(key);
    if (known != null && !call.repeatable()) {
      throw new AssertionError(key + " was done twice, and cannot be undone");
    }
    if (known == null) {
      count++;
      done.put(key, answer(work));
    }
    return done.getOrDefault(key, answer(work));
  }

  /** What was not done by the time that somebody asks never will be. */
  private Reply checked(EffectKey key) {
    var said = Json.object().put("happened", done.containsKey(key));
    found(key).ifPresent(result -> said.set("result", result.view()));
    return new Reply.Answered(Json.adopt(said), Json.NULL, Usage.NONE);
  }

  /** Depends on the call alone, so that equal runs have equal outputs. */
  private static Reply answer(Work.MakeCall work) {
    var output = Json.object();
    output.put("call", 1).put("same", true).put("by", work.call().target().display());
    output.set("for", work.call().arguments().view());
    return new Reply.Answered(Json.adopt(output), Json.NULL, Usage.NONE);
  }

  /** What a person finds out who asks around whether it happened. */
  java.util.Optional<Json> found(EffectKey key) {
    return done.get(key) instanceof Reply.Answered(var output, _, _)
        ? java.util.Optional.of(output)
        : java.util.Optional.empty();
  }

  /** How many different things were done. */
  public int count() {
    return count;
  }
}
