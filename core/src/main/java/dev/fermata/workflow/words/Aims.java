package dev.fermata.workflow.words;

import dev.fermata.value.goal.Goal;
import dev.fermata.value.goal.Goal.Mark;
import java.math.BigDecimal;

/** What a workflow is to reach, in words. */
public final class Aims {
  private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

  private Aims() {}

  static String sentence(Goal goal) {
    return "The goal is that " + says(goal) + ".";
  }

  /** {@code at least 95 % of work stands}. */
  public static String says(Goal goal) {
    return goal.figure().says(mark(goal));
  }

  /** {@code at least 95 %}. */
  public static String mark(Goal goal) {
    return goal.side().words() + " " + of(goal.mark());
  }

  private static String of(Mark mark) {
    return switch (mark) {
      case Mark.Share(var share) ->
          share.multiply(PERCENT).stripTrailingZeros().toPlainString() + " %";
      case Mark.Time(var time) -> Spans.of(time);
      case Mark.Cost(var money) -> money.toString();
    };
  }
}
