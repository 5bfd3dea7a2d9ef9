package dev.fermata.server.api.operation.effect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.EffectStatus;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Shadow;
import dev.fermata.effect.Target;
import dev.fermata.fact.Format;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.Asking;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything that a run's facts say about one effect, and how it came so far, step by step. */
final class EffectStory {
  private final EffectKey key;
  private final ObjectNode tree = Json.object();
  private final ArrayNode history = Json.object().putArray("history");

  EffectStory(EffectKey key) {
    this.key = key;
  }

  /** Empty if the run has no such effect. */
  Optional<ObjectNode> tree() {
    if (history.isEmpty()) {
      return Optional.empty();
    }
    tree.set("history", history);
    return Optional.of(tree);
  }

  void take(RunFact.OfEffect fact, Instant at) {
    if (!key.equals(fact.key())) {
      return;
    }
    history.addObject().put("at", at.toString()).put("what", Format.type(fact));
    if (!tree.has("key")) {
      tree.put("key", key.toString()).put("run", key.run().value());
      tree.put("place", key.place().path()).put("first", at.toString());
    }
    tree.put("last", at.toString());
    told(fact);
  }

  private void told(RunFact.OfEffect fact) {
    switch (fact) {
      case RunFact.EffectIntended f -> {
        call(f.call());
        verdict("allow", f.receipt().rule()).put("attempts", f.attempt());
        status(EffectStatus.INTENDED).put("queued", f.queued());
        receipt(f.receipt());
        tree.put("intended", f.at().toString());
      }
      case RunFact.EffectReattempted f ->
          status(EffectStatus.INTENDED).put("attempts", f.attempt()).put("queued", f.queued());
      case RunFact.EffectSent f -> {
        status(EffectStatus.INTENDED).put("queued", false).put("sent", f.at().toString());
        if (f.house() > 0 && tree.get("receipt") instanceof ObjectNode receipt) {
          receipt.put("house", f.house());
        }
      }
      case RunFact.EffectReleased _ -> status(EffectStatus.INTENDED).remove("hold");
      case RunFact.EffectSettled f -> settled(f);
      case RunFact.EffectReused _ -> tree.put("reused", tree.path("reused").asInt() + 1);
      case RunFact.EffectRecalled f -> tree.put("recalled", f.reason());
      case RunFact.EffectForgotten _ -> tree.put("forgotten", true);
      case RunFact.EffectInDoubt f -> problem(status(EffectStatus.IN_DOUBT), f.problem());
      case RunFact.EffectDenied f -> {
        call(f.call());
        verdict("deny", f.rule()).put("reason", f.reason());
        status(EffectStatus.DENIED);
      }
      case RunFact.EffectAsked f -> asked(f);
      case RunFact.EffectGranted f -> grants().add(grant(f.grant()));
      case RunFact.EffectHeld f -> {
        call(f.call());
        status(EffectStatus.HELD).putObject("hold").put("name", f.hold().name());
        ((ObjectNode) tree.path("hold")).put("why", f.hold().why());
      }
      case RunFact.EffectWithdrawn f -> status(EffectStatus.WITHDRAWN).put("reason", f.reason());
      case RunFact.EffectChanged f -> changed(f);
      case RunFact.ShadowJudged f -> shadowed(f);
    }
  }

  private ObjectNode status(EffectStatus status) {
    return tree.put("status", status.word());
  }

  private ObjectNode verdict(String verdict, String rule) {
    tree.remove(List.of("hold", "reason"));
    return tree.put("verdict", verdict).put("rule", rule);
  }

  private void call(Call call) {
    tree.put("class", call.effect().word()).put("target", call.target().display());
    pinned(call.target()).ifPresent(digest -> tree.put("pinned", digest));
    tree.put("work", call.work()).put("keyed", call.keyed());
    tree.put("digest", call.digest().value());
    tree.set("arguments", call.arguments().view());
    labels(call.arguments().labels());
    tree.put(
        "canonical", new String(CanonicalJson.write(call.arguments()), StandardCharsets.UTF_8));
  }

  /** Of the agent, tool server or workflow as it was when the call was made up. */
  private static Optional<String> pinned(Target target) {
    return switch (target) {
      case Target.Agent(_, var fingerprint) -> Optional.of(fingerprint.value());
      case Target.Model(_, _, var fingerprint) -> Optional.of(fingerprint.value());
      case Target.Tool(_, _, var fingerprint) -> Optional.of(fingerprint.value());
      case Target.Workflow(_, var definition) -> Optional.of(definition.value());
      case Target.Http _ -> Optional.empty();
    };
  }

  /** What the arguments carry: all of it, and where each of it is. */
  private void labels(Labels labels) {
    tree.remove("labels");
    if (!labels.isNone()) {
      ObjectNode shown = tree.putObject("labels");
      shown.set("all", labels.all().tree());
      ObjectNode at = shown.putObject("at");
      labels.byPointer().forEach((pointer, label) -> at.set(pointer, label.tree()));
    }
  }

  private void receipt(Receipt receipt) {
    ObjectNode shown = tree.putObject("receipt").put("rule", receipt.rule());
    shown.put("house", receipt.house());
    receipt.expires().ifPresent(at -> shown.put("expires", at.toString()));
    var grants = shown.putArray("grants");
    receipt.grants().forEach(g -> grants.add(grant(g)));
    tree.remove("granted");
  }

  private ArrayNode grants() {
    return tree.path("granted") instanceof ArrayNode known ? known : tree.putArray("granted");
  }

  private static ObjectNode grant(Receipt.Grant grant) {
    ObjectNode shown = Json.object().put("rule", grant.rule()).put("team", grant.team());
    shown.put("people", grant.people()).put("fourEyes", grant.fourEyes());
    grant.by().forEach(shown.putArray("by")::add);
    return shown.put("at", grant.at().toString());
  }

  private void asked(RunFact.EffectAsked fact) {
    call(fact.call());
    verdict("ask", fact.rule());
    status(EffectStatus.ASKED);
    var asks = tree.putArray("asks");
    for (Asking ask : fact.asks()) {
      asks.addObject()
          .put("rule", ask.rule())
          .put("team", ask.team())
          .put("people", ask.people())
          .put("fourEyes", ask.fourEyes())
          .put("deadline", ask.deadline().toString());
    }
    fact.requesters().forEach(tree.putArray("requesters")::add);
    if (!fact.because().isEmpty()) {
      tree.put("because", fact.because());
    }
  }

  private void changed(RunFact.EffectChanged fact) {
    ArrayNode changes =
        tree.path("changes") instanceof ArrayNode known ? known : tree.putArray("changes");
    changes
        .addObject()
        .put("by", fact.by().isEmpty() ? fact.rule() : fact.by())
        .put("from", fact.from().digest().value())
        .put("to", fact.to().digest().value())
        .put("at", fact.at().toString());
  }

  private void shadowed(RunFact.ShadowJudged fact) {
    var shadow = tree.putArray("shadow");
    for (Shadow.Said said : fact.said()) {
      shadow
          .addObject()
          .put("draft", said.draft())
          .put("verdict", said.verdict())
          .put("rule", said.rule())
          .put("changed", said.changed());
    }
  }

  private void settled(RunFact.EffectSettled fact) {
    tree.remove("error");
    tree.put("settled", fact.at().toString());
    switch (fact.reply()) {
      case Reply.Answered(var output, var evidence, var usage) -> {
        status(EffectStatus.DONE).set("result", output.view());
        if (!evidence.isNull()) {
          tree.set("evidence", evidence.view());
        }
        tree.put("tokensIn", usage.tokensIn()).put("tokensOut", usage.tokensOut());
        usage
            .cost()
            .ifPresent(cost ->
                tree.putObject("cost")
                    .put("amount", cost.amount())
                    .put("currency", cost.currency()));
      }
      case Reply.Rejected(var problem, _, _) -> problem(status(EffectStatus.FAILED), problem);
      case Reply.NotCalled(var problem, _, _) -> problem(status(EffectStatus.FAILED), problem);
      case Reply.Lost(var problem) -> problem(status(EffectStatus.FAILED), problem);
    }
  }

  private static void problem(ObjectNode effect, Problem problem) {
    effect.set("error", problem.json().view());
  }
}
