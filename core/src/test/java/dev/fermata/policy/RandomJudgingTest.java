package dev.fermata.policy;

import static dev.fermata.policy.Samples.LOANS;
import static dev.fermata.policy.Samples.READING;
import static dev.fermata.policy.Samples.ask;
import static dev.fermata.policy.Samples.deny;
import static dev.fermata.policy.Samples.limit;
import static dev.fermata.policy.Samples.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.value.EffectClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Random policies, against a reference that goes through the whole list again and again. */
class RandomJudgingTest {
  private static final int CASES = 5_000;
  private static final List<String> TARGETS =
      List.of("core.book", "core.refund", "mail.send", "scorer", "POST example.org");
  private static final List<String> PATTERNS =
      List.of("core.book", "core.*", "core.b*", "*", "mail.send", "scorer", "s*", "POST *");
  private static final List<String> WORKFLOWS =
      List.of("lending/*", "lending/loan-origination", "payments/*", "lending/loan-origination@2*");

  @Test
  void the_ruling_is_that_of_the_reference() {
    for (long seed = 1; seed <= CASES; seed++) {
      var random = new Random(seed);
      List<Policy> policies = policies(random);
      EffectClass effect = one(random, List.of(EffectClass.values()));
      String target = one(random, TARGETS);
      Ruling ruling =
          Judging.rule(
              Policies.of(shuffled(policies, random)),
              new Samples.Words(),
              effect,
              target,
              LOANS,
              () -> READING);
      assertThat(ruling)
          .as("seed=%d, %s %s, %s", seed, effect, target, policies)
          .isEqualTo(Reference.rule(policies, effect, target));
    }
  }

  private static List<Policy> policies(Random random) {
    List<Policy> policies = new ArrayList<>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      Set<EffectClass> effects = EnumSet.noneOf(EffectClass.class);
      for (EffectClass each : EffectClass.values()) {
        if (random.nextInt(3) == 0) {
          effects.add(each);
        }
      }
      var scope =
          new Scope(
              effects,
              random.nextInt(3) == 0 ? List.of() : some(random, PATTERNS),
              random.nextInt(2) == 0 ? List.of() : some(random, WORKFLOWS));
      String when = one(random, List.of("yes", "yes", "no", "fails", ""));
      policies.add(policy("p" + i, scope, when, then(random)));
    }
    return policies;
  }

  private static Then then(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> deny();
      case 1 -> new Then.Redact(some(random, List.of("/a", "/b", "/c/d")));
      case 2 -> new Then.Reroute(one(random, List.of("r", "s")));
      case 3 -> limit(1 + random.nextInt(3));
      case 4, 5 -> new Then.Allow("small");
      default ->
          ask(
              one(random, List.of("x", "y", "owners")),
              1 + random.nextInt(3),
              random.nextBoolean(),
              1 + random.nextInt(5),
              one(random, List.of(Otherwise.values())));
    };
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static List<String> some(Random random, List<String> of) {
    return List.copyOf(new TreeSet<>(List.of(one(random, of), one(random, of))));
  }

  private static <T> List<T> shuffled(List<T> all, Random random) {
    List<T> copy = new ArrayList<>(all);
    Collections.shuffle(copy, random);
    return copy;
  }

  /** What the documentation says, done the slow way. Policies come in the order of their names. */
  private static final class Reference {
    static Ruling rule(List<Policy> policies, EffectClass effect, String target) {
      List<Policy> held = new ArrayList<>();
      for (Policy policy : policies) {
        boolean allows = policy.then() instanceof Then.Allow;
        if (covers(policy.scope(), effect, target) && (holds(policy) || fails(policy) && !allows)) {
          held.add(policy);
        }
      }
      for (Policy policy : held) {
        if (policy.then() instanceof Then.Deny(var reason)) {
          String why = " (the rule could not be evaluated: it fails)";
          return Ruling.of(new Verdict.Deny(policy.rule(), fails(policy) ? reason + why : reason));
        }
      }
      return new Ruling(verdict(held, effect), redactions(held), reroute(held), limits(held));
    }

    private static boolean covers(Scope scope, EffectClass effect, String target) {
      return (scope.effects().isEmpty() || scope.effects().contains(effect))
          && (scope.targets().isEmpty() || anyFits(scope.targets(), target))
          && (scope.workflows().isEmpty()
              || anyFits(scope.workflows(), "lending/loan-origination")
              || anyFits(scope.workflows(), "lending/loan-origination@1.0.0"));
    }

    private static boolean anyFits(List<String> patterns, String name) {
      return patterns.stream()
          .anyMatch(p -> name.matches(("\\Q" + p + "\\E").replace("*", "\\E.*\\Q")));
    }

    private static boolean holds(Policy policy) {
      return policy.when().isEmpty() || policy.when().get().equals("yes");
    }

    private static boolean fails(Policy policy) {
      return policy.when().isPresent() && policy.when().get().equals("fails");
    }

    private static Verdict verdict(List<Policy> held, EffectClass effect) {
      List<Asking> asks = new ArrayList<>();
      for (Policy policy : held) {
        asking(policy).ifPresent(asks::add);
      }
      List<Asking> joined = new ArrayList<>();
      for (String team : asks.stream().map(Asking::team).distinct().toList()) {
        joined.add(joined(asks.stream().filter(a -> a.team().equals(team)).toList()));
      }
      if (!joined.isEmpty()) {
        String rules = String.join(", ", joined.stream().map(Asking::rule).toList());
        return new Verdict.Ask(rules, joined);
      }
      if (effect != EffectClass.IRREVERSIBLE) {
        return new Verdict.Allow("built-in/allow");
      }
      for (Policy policy : held) {
        if (policy.then() instanceof Then.Allow) {
          return new Verdict.Allow(policy.rule());
        }
      }
      return new Verdict.Ask(
          "built-in/irreversible", List.of(Asking.one("built-in/irreversible", "credit-ops")));
    }

    private static Optional<Asking> asking(Policy policy) {
      Optional<String> failure = fails(policy) ? Optional.of("it fails") : Optional.empty();
      return switch (policy.then()) {
        case Then.Ask ask ->
            Optional.of(
                new Asking(
                    policy.rule(),
                    ask.team(),
                    ask.people(),
                    ask.fourEyes(),
                    ask.deadline(),
                    ask.otherwise(),
                    false,
                    failure,
                    Optional.empty()));
        case Then.Redact _, Then.Reroute _, Then.Limit _ ->
            failure.map(f ->
                new Asking(
                    policy.rule(),
                    policy.owner(),
                    1,
                    false,
                    Duration.ofDays(3),
                    Otherwise.HOLD,
                    false,
                    failure,
                    Optional.empty()));
        case Then.Deny _, Then.Allow _ -> Optional.empty();
      };
    }

    private static Asking joined(List<Asking> asks) {
      List<String> failures = asks.stream().flatMap(a -> a.failure().stream()).toList();
      return new Asking(
          String.join(", ", asks.stream().map(Asking::rule).toList()),
          asks.getFirst().team(),
          asks.stream().mapToInt(Asking::people).max().orElseThrow(),
          asks.stream().anyMatch(Asking::fourEyes),
          asks.stream().map(Asking::deadline).min(Duration::compareTo).orElseThrow(),
          asks.stream().anyMatch(a -> a.otherwise() == Otherwise.DENY)
              ? Otherwise.DENY
              : Otherwise.HOLD,
          false,
          failures.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failures)),
          Optional.empty());
    }

    private static List<String> redactions(List<Policy> held) {
      List<String> all = new ArrayList<>();
      for (Policy policy : held) {
        if (policy.then() instanceof Then.Redact(var fields) && !fails(policy)) {
          fields.stream().filter(f -> !all.contains(f)).forEach(all::add);
        }
      }
      return all;
    }

    private static Optional<String> reroute(List<Policy> held) {
      for (Policy policy : held) {
        if (policy.then() instanceof Then.Reroute(var agent) && !fails(policy)) {
          return Optional.of(agent);
        }
      }
      return Optional.empty();
    }

    private static List<Ruling.Limit> limits(List<Policy> held) {
      List<Ruling.Limit> all = new ArrayList<>();
      for (Policy policy : held) {
        if (policy.then() instanceof Then.Limit(var rate) && !fails(policy)) {
          all.add(new Ruling.Limit(policy.rule(), rate));
        }
      }
      return all;
    }
  }
}
