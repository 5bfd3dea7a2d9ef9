package dev.fermata.server.bench.steps;

import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Policies as a house would have them, for a bench: one in ten is about the calls that are made and
 * is evaluated each time, without ever holding; the others are about other targets.
 */
final class Rulebook {
  private static final int APPLYING = 10;

  private Rulebook() {}

  static List<Policy> of(int policies, String target) {
    return IntStream.range(0, policies).mapToObj(i -> policy(i, target)).toList();
  }

  private static Policy policy(int number, String target) {
    boolean applies = number % APPLYING == 0;
    String name = "rule-" + number;
    var scope =
        applies
            ? new Scope(Set.of(EffectClass.READ), List.of(target), List.of())
            : new Scope(Set.of(), List.of("other-" + number + ".*"), List.of());
    return new Policy(
        name,
        "1",
        "bench",
        Digest.of(name),
        scope,
        Optional.of("effect.arguments.run < 0 && run.owner == 'bench' && !effect.keyed"),
        new Then.Deny("no run has a number below zero"),
        false,
        List.of());
  }
}
