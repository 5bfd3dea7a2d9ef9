package dev.fermata.policy;

import dev.fermata.value.Complaint;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Checks the rules in CEL by which a workflow has results looked over. */
public final class CheckLint {
  private CheckLint() {}

  /** What is wrong with them, each where it stands. */
  public static List<Complaint> workflow(Workflow workflow, Rules rules) {
    List<Complaint> complaints = new ArrayList<>();
    for (Step step : workflow.steps().values()) {
      if (step instanceof Step.Reviewed reviewed) {
        for (Step.Check check : reviewed.checks()) {
          if (check instanceof Step.Check.Holds holds) {
            complaints.addAll(flaws(holds, rules));
          }
        }
      }
    }
    return complaints;
  }

  private static List<Complaint> flaws(Step.Check.Holds holds, Rules rules) {
    return rules.flawsOfCheck(holds.cel()).stream()
        .map(flaw ->
            Complaint.error(
                holds.pointer(),
                holds.at(),
                "the rule is wrong at its line "
                    + flaw.line()
                    + ", column "
                    + flaw.column()
                    + ": "
                    + flaw.message()))
        .toList();
  }
}
