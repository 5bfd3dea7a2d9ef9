package dev.fermata.server.api.operation.insights;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.server.show.Lengths;
import dev.fermata.value.goal.Goal;
import dev.fermata.value.goal.Goal.Mark;
import dev.fermata.watch.work.Standing;
import dev.fermata.watch.work.Tally;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import dev.fermata.workflow.words.Aims;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** What a workflow wants to reach, beside what it reaches. */
public final class Goals {
  private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

  /** A share that is close to its mark is told with more digits, up to so many. */
  private static final int DIGITS = 4;

  private Goals() {}

  /** How a version of a workflow stands to the goals that it states. */
  public static List<Standing> of(Fermata engine, WorkflowId workflow, Tally tally) {
    return stated(engine, workflow).stream().map(goal -> Standing.of(goal, tally)).toList();
  }

  /** None of a version that can no longer be read; that is a finding of health. */
  public static List<Goal> stated(Fermata engine, WorkflowId workflow) {
    try {
      return Optional.ofNullable(engine.house().workflows().get(workflow))
          .flatMap(published -> engine.definition(published.digest()))
          .map(Workflow::goals)
          .orElse(List.of());
    } catch (RuntimeException e) {
      return List.of();
    }
  }

  /** {@code at least 95 % of work stands; it is 92.3 %, of 640 cases}. */
  public static String says(Standing standing) {
    return Aims.says(standing.goal())
        + standing.truth().map(truth -> "; it is " + of(truth, standing.goal().mark())).orElse("")
        + (standing.cases() == 1 ? ", of 1 case" : ", of " + standing.cases() + " cases");
  }

  static void into(ObjectNode card, List<Standing> standings) {
    if (standings.isEmpty()) {
      return;
    }
    var goals = card.putArray("goals");
    for (Standing each : standings) {
      ObjectNode tree = goals.addObject().put("figure", each.goal().figure().key());
      tree.put("says", Aims.says(each.goal())).put("mark", Aims.mark(each.goal()));
      value(tree, each.goal().side().key(), each.goal().mark());
      each.truth()
          .ifPresent(truth -> {
            tree.put("truth", of(truth, each.goal().mark()));
            value(tree, "is", truth);
          });
      tree.put("cases", each.cases());
      each.met().ifPresent(met -> tree.put("met", met));
    }
  }

  /** As programs read it: a share as a number, a time in milliseconds, money as ever. */
  private static void value(ObjectNode tree, String name, Mark mark) {
    switch (mark) {
      case Mark.Share(var share) -> tree.put(name, Cards.rounded(share.doubleValue()));
      case Mark.Time(var time) -> tree.put(name + "Ms", time.toMillis());
      case Mark.Cost(var money) ->
          tree.putObject(name).put("amount", money.amount()).put("currency", money.currency());
    }
  }

  private static String of(Mark truth, Mark mark) {
    return switch (truth) {
      case Mark.Share(var share) -> percent(share, mark);
      case Mark.Time(var time) -> Lengths.of(time.toMillis());
      case Mark.Cost(var money) -> money.toString();
    };
  }

  /** What misses its mark does not read as if it reached it. */
  private static String percent(BigDecimal share, Mark mark) {
    int digits = 1;
    while (digits < DIGITS
        && mark instanceof Mark.Share(var of)
        && of.compareTo(share) != 0
        && rounded(share, digits).compareTo(of.multiply(PERCENT)) == 0) {
      digits++;
    }
    return rounded(share, digits).toPlainString() + " %";
  }

  private static BigDecimal rounded(BigDecimal share, int digits) {
    return share.multiply(PERCENT).setScale(digits, RoundingMode.HALF_UP);
  }
}
