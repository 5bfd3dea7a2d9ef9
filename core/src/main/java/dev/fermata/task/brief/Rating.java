package dev.fermata.task.brief;

import dev.fermata.task.Task;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Risk;
import dev.fermata.value.label.Classification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How much harm a wrong answer to a task can do, and why. The rules stand in docs/guides/deciding:
 * what the effect says counts, and a workflow can only raise it.
 *
 * @param why one sentence for each rule that holds, the gravest first
 */
public record Rating(Risk risk, List<String> why) {
  /** What the built-in budgets are called in rules. */
  private static final String BUDGET = "budget:";

  public Rating {
    why = List.copyOf(why);
  }

  /**
   * What is known of a task beside itself.
   *
   * @param raised the least risk that the workflow's step says there is
   * @param follows the worst that the workflow can do after an answer
   */
  public record Around(Optional<Risk> raised, EffectClass follows) {
    public static final Around NOTHING = new Around(Optional.empty(), EffectClass.READ);
  }

  private record Reason(Risk risk, String text) {}

  public static Rating of(Task task, Around around) {
    List<Reason> reasons = new ArrayList<>();
    switch (task.kind()) {
      case APPROVE -> approval(task, reasons);
      case IN_DOUBT ->
          reasons.add(
              new Reason(
                  Risk.HIGH,
                  "Nobody knows whether it happened; a wrong word does it twice or never."));
      case REPAIR ->
          reasons.add(new Reason(Risk.MEDIUM, "The run goes on with what you give or change."));
      case HUMAN, CONFLICT -> reasons.add(followed(around.follows()));
    }
    if (special(task)) {
      reasons.add(new Reason(Risk.HIGH, "It shows special data about somebody."));
    }
    around
        .raised()
        .ifPresent(r ->
            reasons.add(new Reason(r, "The workflow says that its risk is " + r.word() + ".")));
    Risk risk = reasons.stream().map(Reason::risk).reduce(Risk.LOW, Risk::worst);
    return new Rating(
        risk, reasons.stream().filter(r -> r.risk() == risk).map(Reason::text).toList());
  }

  private static void approval(Task task, List<Reason> reasons) {
    reasons.add(
        switch (effect(task)) {
          case READ -> new Reason(Risk.LOW, "It only reads.");
          case REVERSIBLE -> new Reason(Risk.LOW, "It can be taken back.");
          case COMPENSABLE -> new Reason(Risk.MEDIUM, "It cannot be taken back, only made up for.");
          case IRREVERSIBLE -> new Reason(Risk.HIGH, "It cannot be taken back.");
        });
    task.approval()
        .ifPresent(approval -> {
          if (approval.people() > 1) {
            reasons.add(
                new Reason(Risk.HIGH, approval.rule() + " asks " + approval.people() + " people."));
          }
          if (approval.fourEyes()) {
            reasons.add(new Reason(Risk.HIGH, approval.rule() + " asks for four eyes."));
          }
          approval
              .stake()
              .ifPresent(stake ->
                  reasons.add(
                      new Reason(
                          stake.risk(),
                          "Policy "
                              + stake.rule()
                              + " says that its risk is "
                              + stake.risk().word()
                              + ".")));
          if (approval.rule().contains(BUDGET)) {
            reasons.add(new Reason(Risk.MEDIUM, "It costs more than a budget has left."));
          }
        });
  }

  /** An answer does nothing by itself, and what follows passes the gate; but it leads there. */
  private static Reason followed(EffectClass worst) {
    return worst.compareTo(EffectClass.REVERSIBLE) <= 0
        ? new Reason(Risk.LOW, "All that the workflow does after it can be taken back.")
        : new Reason(
            Risk.MEDIUM,
            "The workflow does what is " + worst.word() + ", with leave of its rules.");
  }

  /** The class of the call that an approval is about; the worst where it cannot be told. */
  public static EffectClass effect(Task task) {
    String word = task.brief().show().text("effect").orElse("");
    return Arrays.stream(EffectClass.values())
        .filter(c -> c.word().equals(word))
        .findFirst()
        .orElse(EffectClass.IRREVERSIBLE);
  }

  private static boolean special(Task task) {
    return task.brief().show().labels().all().classes().contains(Classification.SPECIAL)
        || task.brief().proposals().labels().all().classes().contains(Classification.SPECIAL);
  }
}
