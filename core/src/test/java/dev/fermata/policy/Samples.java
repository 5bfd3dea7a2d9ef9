package dev.fermata.policy;

import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.policy.Rules.Finding;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.turn.Rate;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies and rules to test with. */
final class Samples {
  static final WorkflowId LOANS = WorkflowId.parse("lending/loan-origination@1.0.0");
  static final Reading READING =
      new Reading(Json.EMPTY, Json.parse("{\"owner\":\"credit-ops\"}"), Json.EMPTY, Json.EMPTY);

  private Samples() {}

  static Policy policy(String name, Then then) {
    return policy(name, Scope.ALL, "yes", then);
  }

  /** A policy of version 1 that belongs to the team "owners". */
  static Policy policy(String name, Scope scope, String when, Then then) {
    return new Policy(
        name,
        "1",
        "owners",
        Digest.of(name),
        scope,
        Optional.of(when).filter(w -> !w.isEmpty()),
        then,
        false,
        List.of());
  }

  static Then deny() {
    return new Then.Deny("not here");
  }

  static Then ask(String team, int people, boolean fourEyes, int hours, Otherwise otherwise) {
    return new Then.Ask(team, people, fourEyes, Duration.ofHours(hours), otherwise);
  }

  static Then ask(String team) {
    return ask(team, 1, false, 4, Otherwise.HOLD);
  }

  static Then limit(int calls) {
    return new Then.Limit(new Rate(calls, Duration.ofMinutes(1)));
  }

  /** Rules of three words: yes, no, and fails; it remembers which were evaluated. */
  static final class Words implements Rules {
    final List<String> evaluated = new ArrayList<>();

    @Override
    public List<Flaw> flaws(String source) {
      return List.of();
    }

    @Override
    public Finding evaluate(String source, Reading reading) {
      evaluated.add(source);
      return switch (source.split(" ")[0]) {
        case "yes" -> new Finding.Holds();
        case "no" -> new Finding.HoldsNot();
        default -> new Finding.Failed("it " + source);
      };
    }
  }
}
