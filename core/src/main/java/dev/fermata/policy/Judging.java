package dev.fermata.policy;

import dev.fermata.policy.Rules.Finding;
import dev.fermata.value.EffectClass;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Puts together what all policies say about one effect. A deny wins. Else every asking stands, and
 * with them redactions, the first reroute and all limits. Only where nobody denies or asks does an
 * allow count, and it lifts nothing but the built-in default.
 */
public final class Judging {
  /** The rule by which an irreversible effect asks the workflow's owner. */
  public static final String IRREVERSIBLE = "built-in/irreversible";

  /** The rule that allows what no policy is against. */
  public static final String ALLOW = "built-in/allow";

  private final Rules rules;
  private final Supplier<Reading> source;
  private final Map<String, Asking> asks = new LinkedHashMap<>();
  private final Set<String> redact = new LinkedHashSet<>();
  private final List<Ruling.Limit> limits = new ArrayList<>();
  private Optional<String> reroute = Optional.empty();
  private Optional<Reading> reading = Optional.empty();

  private Judging(Rules rules, Supplier<Reading> source) {
    this.rules = rules;
    this.source = source;
  }

  /**
   * @param reading what rules may read; asked for at most once, and not at all where nobody reads
   */
  public static Ruling rule(
      Policies policies,
      Rules rules,
      EffectClass effect,
      String target,
      WorkflowId workflow,
      Supplier<Reading> reading) {
    var judging = new Judging(rules, reading);
    List<Policy> about = policies.about(effect, target, workflow);
    for (Policy policy : about) {
      Optional<Verdict> denied = judging.hear(policy);
      if (denied.isPresent()) {
        return Ruling.of(denied.get());
      }
    }
    return new Ruling(
        judging.verdict(effect, about),
        List.copyOf(judging.redact),
        judging.reroute,
        judging.limits);
  }

  /** Takes in what one policy says; gives the verdict that ends it all, if it is one. */
  private Optional<Verdict> hear(Policy policy) {
    if (policy.then() instanceof Then.Allow) {
      return Optional.empty();
    }
    Optional<String> failure = Optional.empty();
    switch (finding(policy)) {
      case Finding.HoldsNot() -> {
        return Optional.empty();
      }
      case Finding.Holds() -> {}
      // What cannot be evaluated counts as holding, or a typo would open the gate.
      case Finding.Failed(var reason) -> failure = Optional.of(reason);
    }
    return heard(policy, failure);
  }

  private Optional<Verdict> heard(Policy policy, Optional<String> failure) {
    String rule = policy.rule();
    switch (policy.then()) {
      case Then.Deny(var reason) -> {
        return Optional.of(new Verdict.Deny(rule, reason + failure.map(Judging::told).orElse("")));
      }
      case Then.Ask(var team, var people, var fourEyes, var deadline, var otherwise, var risk) ->
          ask(
              new Asking(
                  rule,
                  team,
                  people,
                  fourEyes,
                  deadline,
                  otherwise,
                  policy.earnable() && failure.isEmpty(),
                  failure,
                  risk.map(r -> new Asking.Stake(r, rule))));
      case Then.Redact(var fields) -> changing(policy, failure, () -> redact.addAll(fields));
      case Then.Reroute(var agent) ->
          changing(policy, failure, () -> reroute = reroute.or(() -> Optional.of(agent)));
      case Then.Limit(var rate) ->
          changing(policy, failure, () -> limits.add(new Ruling.Limit(rule, rate)));
      case Then.Allow _ -> {}
    }
    return Optional.empty();
  }

  /** Whether to change a call cannot be guessed: where its rule fails, its owner is asked. */
  private void changing(Policy policy, Optional<String> failure, Runnable change) {
    if (failure.isEmpty()) {
      change.run();
      return;
    }
    ask(
        new Asking(
            policy.rule(),
            policy.owner(),
            1,
            false,
            Asking.DEADLINE,
            Asking.Otherwise.HOLD,
            false,
            failure,
            Optional.empty()));
  }

  private void ask(Asking asking) {
    asks.merge(asking.team(), asking, Asking::and);
  }

  private Verdict verdict(EffectClass effect, List<Policy> about) {
    if (!asks.isEmpty()) {
      return Verdict.Ask.of(List.copyOf(asks.values()));
    }
    if (effect != EffectClass.IRREVERSIBLE) {
      return new Verdict.Allow(ALLOW);
    }
    for (Policy policy : about) {
      if (policy.then() instanceof Then.Allow && finding(policy) instanceof Finding.Holds) {
        return new Verdict.Allow(policy.rule());
      }
    }
    return reading()
        .run()
        .text("owner")
        .<Verdict>map(owner -> Verdict.Ask.of(List.of(Asking.one(IRREVERSIBLE, owner))))
        .orElseGet(() ->
            new Verdict.Deny(
                IRREVERSIBLE,
                "the workflow has no owner who could be asked; give it one, or a policy"));
  }

  private Finding finding(Policy policy) {
    return policy.when().isEmpty() ? new Finding.Holds() : finding(policy, rules, reading());
  }

  /** Whether a policy holds for what is read, be it in its scope or not. */
  static Finding finding(Policy policy, Rules rules, Reading reading) {
    return policy.when().map(when -> rules.evaluate(when, reading)).orElseGet(Finding.Holds::new);
  }

  private Reading reading() {
    Reading read = reading.orElseGet(source);
    reading = Optional.of(read);
    return read;
  }

  private static String told(String failure) {
    return " (the rule could not be evaluated: " + failure + ")";
  }
}
