package dev.fermata.adapter.otel;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.TaskFact;
import dev.fermata.value.Money;
import dev.fermata.value.TaskId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Counts what facts tell of, from the start of the process on. No label of it has more values than
 * the code names. Used by one thread.
 */
final class Tally {
  /** How many effects and tasks under way are remembered; of others the class is not known. */
  private static final int KEPT = 20_000;

  /** Agents report currencies; of more than these one sum is kept. */
  private static final int CURRENCIES = 20;

  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey(Conventions.OPERATION);
  private static final AttributeKey<String> CLASS =
      AttributeKey.stringKey(Conventions.EFFECT_CLASS);
  private static final AttributeKey<String> VERDICT = AttributeKey.stringKey(Conventions.VERDICT);
  private static final AttributeKey<String> RESULT = AttributeKey.stringKey(Conventions.RESULT);
  private static final AttributeKey<String> KIND = AttributeKey.stringKey(Conventions.TASK_KIND);
  private static final AttributeKey<String> CURRENCY = AttributeKey.stringKey(Conventions.CURRENCY);
  private static final AttributeKey<String> TOKENS = AttributeKey.stringKey("gen_ai.token.type");

  /** From a hundredth of a second to a week. */
  private static final List<Double> SECONDS =
      List.of(
          .01, .05, .1, .5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0,
          604_800.0);

  private final LongCounter started;
  private final LongCounter ended;
  private final LongCounter effects;
  private final DoubleHistogram effectTime;
  private final LongCounter tokens;
  private final DoubleCounter cost;
  private final LongCounter tasks;
  private final DoubleHistogram taskTime;
  private final Map<EffectKey, Open> open = kept();
  private final Map<TaskId, Asked> asked = kept();
  private final Set<String> currencies = new HashSet<>();

  Tally(Meter meter) {
    started = count(meter, "fermata.runs.started", "Runs that began");
    ended = count(meter, "fermata.runs.ended", "Runs that ended");
    effects = count(meter, "fermata.effects", "Attempts of effects, by what came of them");
    effectTime = time(meter, "fermata.effect.duration", "How long attempts of effects took");
    tokens = count(meter, "fermata.tokens", "Tokens, as agents and models report them");
    cost = meter.counterBuilder("fermata.cost").ofDoubles().setDescription("Costs").build();
    tasks = count(meter, "fermata.tasks.ended", "Tasks for people that ended");
    taskTime = time(meter, "fermata.task.duration", "How long tasks waited for people");
  }

  /** An attempt under way. */
  private record Open(Attributes labels, Instant since) {}

  /** A task that waits. */
  private record Asked(Attributes labels, Instant since) {}

  private static LongCounter count(Meter meter, String name, String what) {
    return meter.counterBuilder(name).setDescription(what).build();
  }

  private static DoubleHistogram time(Meter meter, String name, String what) {
    return meter
        .histogramBuilder(name)
        .setDescription(what)
        .setUnit("s")
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  private static <K, V> Map<K, V> kept() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  void take(Fact fact, Instant at) {
    switch (fact) {
      case RunFact.Started _ -> started.add(1);
      case RunFact.Ended(var outcome, _) -> ended.add(1, Attributes.of(RESULT, word(outcome)));
      case RunFact.EffectIntended f ->
          open.put(
              f.key(),
              new Open(
                  labels(f.call(), f.receipt().grants().isEmpty() ? "allowed" : "asked"), f.at()));
      case RunFact.EffectSettled(var key, _, var reply, var when) -> settled(key, reply, when);
      case RunFact.EffectInDoubt(var key, _, _) -> ended(key, "in_doubt", at);
      case RunFact.EffectDenied f ->
          effects.add(1, labels(f.call(), "denied").toBuilder().put(RESULT, "denied").build());
      case TaskFact.TaskOpened opened -> asked.put(opened.task(), asked(opened));
      case TaskFact.TaskDecided(var task, var decision) -> over(task, "decided", decision.at());
      case TaskFact.TaskTimedOut(var task, var when) -> over(task, "timed_out", when);
      case TaskFact.TaskWithdrawn(var task, _, var when) -> over(task, "withdrawn", when);
      default -> {}
    }
  }

  private static Asked asked(TaskFact.TaskOpened task) {
    return new Asked(Attributes.of(KIND, task.kind().name().toLowerCase(Locale.ROOT)), task.at());
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed _ -> "completed";
      case Outcome.Faulted _ -> "faulted";
      case Outcome.Cancelled _ -> "cancelled";
    };
  }

  private void settled(EffectKey key, Reply reply, Instant at) {
    String result =
        switch (reply) {
          case Reply.Answered(_, _, var usage) -> {
            used(usage);
            yield "answered";
          }
          case Reply.Rejected _ -> "rejected";
          case Reply.NotCalled _ -> "not_called";
          case Reply.Lost _ -> "lost";
        };
    ended(key, result, at);
  }

  private void ended(EffectKey key, String result, Instant at) {
    Open one = open.remove(key);
    if (one != null) {
      Attributes labels = one.labels().toBuilder().put(RESULT, result).build();
      effects.add(1, labels);
      effectTime.record(seconds(one.since(), at), labels);
    }
  }

  private static Attributes labels(Call call, String verdict) {
    return Attributes.of(
        OPERATION, operation(call.target()), CLASS, call.effect().word(), VERDICT, verdict);
  }

  private static String operation(Target target) {
    return switch (target) {
      case Target.Agent _ -> Conventions.INVOKE_AGENT;
      case Target.Tool _ -> Conventions.EXECUTE_TOOL;
      case Target.Model _ -> Conventions.CHAT;
      case Target.Workflow _ -> Conventions.INVOKE_WORKFLOW;
      case Target.Http _ -> "http";
    };
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis()) / 1e3;
  }

  private void used(Usage usage) {
    if (usage.tokensIn() > 0) {
      tokens.add(usage.tokensIn(), Attributes.of(TOKENS, "input"));
    }
    if (usage.tokensOut() > 0) {
      tokens.add(usage.tokensOut(), Attributes.of(TOKENS, "output"));
    }
    usage
        .cost()
        .filter(money -> money.millionths() > 0)
        .ifPresent(
            money -> cost.add(money.millionths() / 1e6, Attributes.of(CURRENCY, currency(money))));
  }

  private String currency(Money money) {
    boolean known = currencies.contains(money.currency());
    if (!known && currencies.size() >= CURRENCIES) {
      return "other";
    }
    currencies.add(money.currency());
    return money.currency();
  }

  private void over(TaskId id, String result, Instant at) {
    Asked task = asked.remove(id);
    if (task != null) {
      Attributes labels = task.labels().toBuilder().put(RESULT, result).build();
      tasks.add(1, labels);
      taskTime.record(seconds(task.since(), at), labels);
    }
  }
}
