package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers a run's effects from its facts: what was called, by whose leave, and what came of it. */
final class EffectsShown {
  static final int LIMIT = 1_000;

  private final Map<EffectKey, ObjectNode> effects = new LinkedHashMap<>();
  private final Map<EffectKey, List<ObjectNode>> changes = new HashMap<>();
  private int leftOut;

  void take(RunFact fact) {
    switch (fact) {
      case RunFact.EffectIntended f -> {
        ObjectNode effect = begun(f.key(), f.call());
        effect.put("verdict", "allow").put("rule", f.receipt().rule());
        effect.put("state", underWay(f.queued())).put("attempts", f.attempt());
        effect.put("intended", f.at().toString());
        grants(effect, f.receipt().grants());
      }
      case RunFact.EffectAsked f -> {
        ObjectNode effect = begun(f.key(), f.call());
        effect.put("verdict", "ask").put("rule", f.rule()).put("asked", f.at().toString());
        effect.put("state", "asked").put("attempts", f.attempt());
        grants(effect, f.granted());
      }
      case RunFact.EffectHeld f -> {
        ObjectNode effect = begun(f.key(), f.call());
        effect.put("verdict", "hold").put("state", "held").put("attempts", f.attempt());
        effect.put("reason", f.hold().why());
        grants(effect, f.granted());
      }
      case RunFact.EffectReleased f -> of(f.key()).put("state", underWay(true)).remove("reason");
      case RunFact.EffectWithdrawn f ->
          of(f.key()).put("state", "withdrawn").put("reason", f.reason());
      case RunFact.EffectChanged f -> changed(f);
      case RunFact.EffectReattempted f ->
          of(f.key()).put("state", underWay(f.queued())).put("attempts", f.attempt());
      case RunFact.EffectSent f -> of(f.key()).put("state", underWay(false));
      case RunFact.EffectSettled f -> settled(of(f.key()).put("settled", f.at().toString()), f);
      case RunFact.EffectReused f -> {
        ObjectNode effect = of(f.key());
        effect.put("reused", effect.path("reused").asInt() + 1);
      }
      case RunFact.EffectInDoubt f ->
          of(f.key()).put("state", "in-doubt").set("error", f.problem().json().view());
      case RunFact.EffectDenied f -> {
        ObjectNode effect = begun(f.key(), f.call());
        effect.put("verdict", "deny").put("rule", f.rule()).put("reason", f.reason());
        effect.put("state", "denied").put("attempts", 0);
      }
      default -> {}
    }
  }

  private static void grants(ObjectNode effect, List<Receipt.Grant> grants) {
    for (Receipt.Grant grant : grants) {
      ObjectNode shown = effect.withArray("approved").addObject();
      shown.put("rule", grant.rule()).put("team", grant.team()).put("at", grant.at().toString());
      grant.by().forEach(shown.putArray("by")::add);
    }
  }

  /** What somebody made of the call stays to be seen, whatever becomes of it. */
  private void changed(RunFact.EffectChanged fact) {
    ObjectNode change = Json.object().put("by", fact.by().isEmpty() ? fact.rule() : fact.by());
    change.put("from", fact.from().digest().value()).put("to", fact.to().digest().value());
    changes.computeIfAbsent(fact.key(), _ -> new ArrayList<>()).add(change);
  }

  private static String underWay(boolean queued) {
    return queued ? "queued" : "under-way";
  }

  /** A fresh intent of a known key (a later visit after a failure) shows in the same place. */
  private ObjectNode begun(EffectKey key, Call call) {
    ObjectNode effect = of(key);
    effect.removeAll();
    effect
        .put("key", key.toString())
        .put("place", key.place().path())
        .put("target", call.target().display())
        .put("work", call.work())
        .put("effect", call.effect().word())
        .put("keyed", call.keyed())
        .put("digest", call.digest().value());
    effect.set("arguments", call.arguments().view());
    List<ObjectNode> before = changes.getOrDefault(key, List.of());
    if (!before.isEmpty()) {
      before.forEach(effect.putArray("changed")::add);
    }
    return effect;
  }

  /** A node that is not kept once there are too many. */
  private ObjectNode of(EffectKey key) {
    ObjectNode known = effects.get(key);
    if (known != null) {
      return known;
    }
    ObjectNode fresh = Json.object();
    if (effects.size() < LIMIT) {
      effects.put(key, fresh);
    } else {
      leftOut++;
    }
    return fresh;
  }

  private static void settled(ObjectNode effect, RunFact.EffectSettled fact) {
    effect.remove("error");
    switch (fact.reply()) {
      case Reply.Answered(var output, var evidence, var usage) -> {
        effect.put("state", "done").set("output", output.view());
        if (!evidence.isNull()) {
          effect.set("evidence", evidence.view());
        }
        usage(effect, usage);
      }
      case Reply.Rejected(var problem, _, _) ->
          effect.put("state", "failed").set("error", problem.json().view());
      case Reply.NotCalled(var problem, _, _) ->
          effect.put("state", "failed").set("error", problem.json().view());
      case Reply.Lost(var problem) ->
          effect.put("state", "failed").set("error", problem.json().view());
    }
  }

  private static void usage(ObjectNode effect, Usage usage) {
    effect.put("tokensIn", usage.tokensIn()).put("tokensOut", usage.tokensOut());
    usage
        .cost()
        .ifPresent(cost ->
            effect.putObject("cost").put("amount", cost.amount()).put("currency", cost.currency()));
  }

  /** What is known of a check, beside the effect that it asks about. */
  private static ObjectNode said(ObjectNode check) {
    ObjectNode said = Json.object();
    for (String name : List.of("target", "state", "attempts", "output", "error")) {
      if (check.has(name)) {
        said.set(name, check.path(name));
      }
    }
    return said;
  }

  /**
   * @param cover what is withheld from whoever looks
   */
  void into(ObjectNode run, Blindfold.Cover cover) {
    var list = run.putArray("effects");
    effects.forEach((key, effect) -> {
      ObjectNode check = effects.get(key.check());
      if (effect.path("state").asText().equals("in-doubt") && check != null) {
        effect.set("check", said(check));
      }
      if (cover.hides(key.place())) {
        Blindfold.Cover.veil(effect);
      }
      list.add(effect);
    });
    if (leftOut > 0) {
      run.put("effectsLeftOut", leftOut);
    }
  }
}
