package dev.fermata.adapter.otel;

import dev.fermata.adapter.otel.Span.Kind;
import dev.fermata.adapter.otel.Span.Link;
import dev.fermata.adapter.otel.Span.Moment;
import dev.fermata.adapter.otel.Span.Words;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One attempt of one effect, while it lasts. Used by one thread. */
final class EffectSpan {
  private final EffectKey key;
  private final int attempt;
  private final Call call;
  private final Receipt receipt;
  private final String parent;
  private final Instant began;
  private final List<Moment> moments = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private Optional<Instant> sent = Optional.empty();

  /**
   * @param parent the span that it is a part of
   */
  EffectSpan(EffectKey key, int attempt, Call call, Receipt receipt, String parent, Instant began) {
    this.key = key;
    this.attempt = attempt;
    this.call = call;
    this.receipt = receipt;
    this.parent = parent;
    this.began = began;
  }

  /**
   * Of what run it is told, and how.
   *
   * @param content whether what is sent and answered is told too
   */
  record Told(String run, String trace, String seed, boolean content) {}

  String id() {
    return key.span(attempt);
  }

  void sent(Instant at) {
    sent = Optional.of(at);
  }

  void moment(String name, Instant at) {
    if (moments.size() < Span.MOMENTS) {
      moments.add(new Moment(name, at));
    }
  }

  /** The next attempt of the same effect, which goes on from this one. */
  EffectSpan again(int number, String under, Instant at) {
    var next = new EffectSpan(key, number, call, receipt, under, at);
    next.links.add(new Link(id(), "former_attempt"));
    return next;
  }

  /** What came of it. */
  Span settled(Told told, Reply reply, Instant at) {
    Words words = words(told);
    return switch (reply) {
      case Reply.Answered(var output, _, var usage) -> {
        used(words, usage);
        if (told.content()) {
          result(words, output);
        }
        yield ended(told, words.put(Conventions.RESULT, "answered"), at, Optional.empty());
      }
      case Reply.Rejected(var problem, _, _) ->
          ended(told, words.put(Conventions.RESULT, "rejected"), at, error(problem));
      case Reply.NotCalled(var problem, _, _) ->
          ended(told, words.put(Conventions.RESULT, "not_called"), at, error(problem));
      case Reply.Lost(var problem) ->
          ended(told, words.put(Conventions.RESULT, "lost"), at, error(problem));
    };
  }

  /** It ended without an answer that counts. */
  Span without(Told told, String result, Instant at) {
    return ended(told, words(told).put(Conventions.RESULT, result), at, Optional.of(result));
  }

  private Span ended(Told told, Words words, Instant at, Optional<String> error) {
    return new Span(
        told.trace(),
        id(),
        parent,
        name(call),
        call.target() instanceof Target.Workflow ? Kind.INTERNAL : Kind.CLIENT,
        began,
        at,
        words.all(),
        moments,
        links,
        error);
  }

  private Words words(Told told) {
    Words words =
        about(key, call)
            .put(Conventions.ATTEMPT, attempt)
            .put(Conventions.VERDICT, receipt.grants().isEmpty() ? "allowed" : "asked")
            .put(Conventions.RULE, receipt.rule())
            .put(Conventions.RECEIPT, digest(told.seed()));
    sent.ifPresent(at -> words.put(Conventions.QUEUED_MS, Duration.between(began, at).toMillis()));
    if (told.content()) {
      switch (call.target()) {
        case Target.Tool _, Target.Http _ ->
            words.put(Conventions.TOOL_ARGUMENTS, Content.text(call.arguments()));
        case Target.Agent _, Target.Model _, Target.Workflow _ ->
            words.put(Conventions.INPUT_MESSAGES, Content.message("user", call.arguments()));
      }
    }
    return words;
  }

  /** Without the run's seed nobody can find out what was sent by guessing. */
  private String digest(String seed) {
    return Digest.of("receipt\n" + seed + "\n" + key + "\n" + call.digest()).value();
  }

  private void result(Words words, Json output) {
    switch (call.target()) {
      case Target.Tool _, Target.Http _ -> words.put(Conventions.TOOL_RESULT, Content.text(output));
      case Target.Agent _, Target.Model _, Target.Workflow _ ->
          words.put(Conventions.OUTPUT_MESSAGES, Content.message("assistant", output));
    }
  }

  private static void used(Words words, Usage usage) {
    if (usage.tokensIn() > 0 || usage.tokensOut() > 0) {
      words.put(Conventions.TOKENS_IN, usage.tokensIn());
      words.put(Conventions.TOKENS_OUT, usage.tokensOut());
    }
    usage
        .cost()
        .ifPresent(cost ->
            words
                .put(Conventions.COST, cost.millionths() / 1e6)
                .put(Conventions.CURRENCY, cost.currency()));
  }

  /** The last part of the problem's type: a kind, never what it says. */
  static Optional<String> error(Problem problem) {
    String kind = problem.type().substring(problem.type().lastIndexOf('/') + 1);
    return Optional.of(kind.isEmpty() ? "_OTHER" : kind);
  }

  static String name(Call call) {
    return switch (call.target()) {
      case Target.Agent(var name, _) -> Conventions.INVOKE_AGENT + " " + name;
      case Target.Tool tool -> Conventions.EXECUTE_TOOL + " " + tool.display();
      case Target.Model(_, var model, _) -> Conventions.CHAT + " " + model;
      case Target.Workflow(var id, _) -> Conventions.INVOKE_WORKFLOW + " " + id.name();
      case Target.Http(var method, _) -> method;
    };
  }

  /** What is known of the call before it is made. */
  static Words about(EffectKey key, Call call) {
    var words = new Words();
    switch (call.target()) {
      case Target.Agent(var name, var fingerprint) ->
          words
              .put(Conventions.OPERATION, Conventions.INVOKE_AGENT)
              .put(Conventions.AGENT_NAME, name)
              .put(Conventions.AGENT_VERSION, fingerprint.value())
              .put(Conventions.PROVIDER, Conventions.PROVIDER_UNKNOWN);
      case Target.Tool tool ->
          words
              .put(Conventions.OPERATION, Conventions.EXECUTE_TOOL)
              .put(Conventions.TOOL_NAME, tool.display())
              .put(Conventions.TOOL_TYPE, "extension");
      case Target.Model(var agent, var model, var fingerprint) ->
          words
              .put(Conventions.OPERATION, Conventions.CHAT)
              .put(Conventions.MODEL, model)
              .put(Conventions.AGENT_NAME, agent)
              .put(Conventions.AGENT_VERSION, fingerprint.value())
              .put(Conventions.PROVIDER, provider(model));
      case Target.Workflow(var id, _) ->
          words
              .put(Conventions.OPERATION, Conventions.INVOKE_WORKFLOW)
              .put(Conventions.WORKFLOW_NAME, id.name());
      case Target.Http(var method, var host) ->
          words.put(Conventions.METHOD, method).put(Conventions.ADDRESS, host);
    }
    return words
        .put(Conventions.RUN, key.run().value())
        .put(Conventions.CONVERSATION, key.run().value())
        .put(Conventions.EFFECT, key.toString())
        .put(Conventions.EFFECT_CLASS, call.effect().word())
        .put(Conventions.STEP, key.place().path());
  }

  /** The conventions ask for a best guess; only the model's name is in the facts. */
  private static String provider(String model) {
    return model.startsWith("claude")
        ? "anthropic"
        : model.startsWith("gpt") || model.startsWith("o1") || model.startsWith("o3")
            ? "openai"
            : Conventions.PROVIDER_UNKNOWN;
  }
}
