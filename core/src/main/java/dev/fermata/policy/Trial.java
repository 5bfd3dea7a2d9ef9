package dev.fermata.policy;

import dev.fermata.policy.Rules.Finding;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.workflow.WorkflowId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a policy, alone, said in one of its examples: a word of {@link Then#word}, or {@code none}.
 *
 * @param failure why its rule could not be evaluated; it then said what it says at the gate
 */
public record Trial(Policy.Case example, String got, Optional<String> failure) {
  public boolean passed() {
    return got.equals(example.expect());
  }

  /** Tries a policy on all its examples. */
  public static List<Trial> all(Policy policy, Rules rules) {
    return policy.cases().stream().map(each -> of(policy, rules, each)).toList();
  }

  private static Trial of(Policy policy, Rules rules, Policy.Case example) {
    if (!inScope(policy.scope(), example.reading())) {
      return new Trial(example, Policy.Case.NONE, Optional.empty());
    }
    return switch (Judging.finding(policy, rules, example.reading())) {
      case Finding.Holds() -> new Trial(example, policy.then().word(), Optional.empty());
      case Finding.HoldsNot() -> new Trial(example, Policy.Case.NONE, Optional.empty());
      case Finding.Failed(var reason) ->
          new Trial(example, failing(policy.then()), Optional.of(reason));
    };
  }

  private static boolean inScope(Scope scope, Reading reading) {
    Json run = reading.run();
    var workflow = new WorkflowId(text(run, "namespace"), text(run, "name"), text(run, "version"));
    String effect = text(reading.effect(), "class").toUpperCase(Locale.ROOT);
    return scope.covers(EffectClass.valueOf(effect), text(reading.effect(), "target"), workflow);
  }

  private static String text(Json object, String name) {
    return object.text(name).orElse("");
  }

  private static String failing(Then then) {
    return switch (then) {
      case Then.Deny _, Then.Ask _ -> then.word();
      case Then.Redact _, Then.Reroute _, Then.Limit _ -> Then.Ask.WORD;
      case Then.Allow _ -> Policy.Case.NONE;
    };
  }
}
