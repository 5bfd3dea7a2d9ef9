package dev.fermata.adapter.cel;

import dev.fermata.policy.Judging;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Reading;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Prints what a judgement costs with 20 policies, of which two apply; run it by hand. */
final class Bench {
  private static final WorkflowId LOANS = WorkflowId.parse("lending/loans@1.0.0");

  private Bench() {}

  public static void main(String[] arguments) {
    long began = System.nanoTime();
    Cel cel = new Cel().warm();
    System.out.printf("warm after %.0f ms%n", (System.nanoTime() - began) / 1e6);
    Policies policies = policies();
    Reading reading = CelTest.reading();
    for (int round = 0; round < 5; round++) {
      int times = 200_000;
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        Judging.rule(
            policies,
            cel,
            EffectClass.IRREVERSIBLE,
            "core-banking.book_loan",
            LOANS,
            () -> reading);
      }
      System.out.printf("%.2f µs a judgement%n", (System.nanoTime() - start) / 1e3 / times);
    }
  }

  private static Policies policies() {
    List<Policy> all = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      all.add(policy("other-" + i, "other-" + i + ".*", "effect.arguments.amount > 1"));
    }
    all.add(
        policy(
            "large",
            "core-banking.book_loan",
            "effect.arguments.amount > 5000 || !panels.assess.unanimous"));
    all.add(
        policy(
            "personal",
            "core-banking.*",
            "'special' in effect.labels.classification && effect.labels.origin == 'untrusted'"));
    return Policies.of(all);
  }

  private static Policy policy(String name, String target, String when) {
    return new Policy(
        name,
        "1",
        "owners",
        Digest.of(name),
        new Scope(Set.of(EffectClass.IRREVERSIBLE), List.of(target), List.of("lending/*")),
        Optional.of(when),
        new Then.Deny("no"),
        false,
        List.of());
  }
}
