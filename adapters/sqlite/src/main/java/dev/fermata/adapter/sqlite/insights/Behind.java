package dev.fermata.adapter.sqlite.insights;

import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Work;

/**
 * Which rows a figure is made of, as conditions: exactly those of which {@code Counting} of core
 * counts something for it.
 */
final class Behind {
  private static final String MODEL = "w.kind = " + Work.Kind.MODEL.ordinal();
  private static final String TASK = "w.kind = " + Work.Kind.TASK.ordinal();
  private static final String PAYS = "w.kind <> " + Work.Kind.TASK.ordinal();
  private static final String EFFECT = PAYS + " AND w.kind <> " + Work.Kind.MODEL.ordinal();
  private static final String OK = "w.result = " + Work.Result.OK.ordinal();
  private static final String DENIED = "w.result = " + Work.Result.DENIED.ordinal();
  private static final String WITHDRAWN = "w.result = " + Work.Result.WITHDRAWN.ordinal();
  private static final String LATE = "w.result = " + Work.Result.TIMED_OUT.ordinal();
  private static final String ERROR =
      "w.result IN (%d, %d, %d)"
          .formatted(
              Work.Result.ERROR.ordinal(),
              Work.Result.IN_DOUBT.ordinal(),
              Work.Result.TIMED_OUT.ordinal());
  private static final String DISSENTED = "w.agreement = " + Work.Agreement.DISSENTED.ordinal();
  private static final String AGREED = "w.agreement = " + Work.Agreement.AGREED.ordinal();
  private static final String FELL = "(" + DISSENTED + " OR w.reworked OR r.good = 0)";
  private static final String UPHELD =
      "NOT " + FELL + " AND (w.reviewed AND " + AGREED + " OR r.good >= 0)";

  /** Agents that said how sure they were, of what is known to have stood or not. */
  private static final String SAID =
      "w.kind = %d AND w.sure >= 0 AND %s".formatted(Work.Kind.AGENT.ordinal(), OK);

  private static final String WASTED =
      "(%s AND (%s OR w.reworked) OR w.result IN (%d, %d, %d))"
          .formatted(
              OK,
              DISSENTED,
              Work.Result.ERROR.ordinal(),
              Work.Result.DENIED.ordinal(),
              Work.Result.TIMED_OUT.ordinal());

  private Behind() {}

  static String of(Measure measure) {
    return "("
        + switch (measure.rows()) {
          case WORK -> work(measure);
          case REVIEWS -> review(measure);
          case RUNS -> run(measure);
        }
        + ")";
  }

  /** What stands behind the colon of a figure of work. */
  static String within(Measure measure) {
    return switch (measure) {
      case SAID, SAID_SUM, SAID_STOOD -> "min(w.sure / 200, 4) = CAST(? AS INTEGER)";
      case COST, WASTE_COST -> "w.currency = ?";
      default -> "w.error = ?";
    };
  }

  private static String work(Measure measure) {
    return switch (measure) {
      case WORKS, QUEUE, WORK, TOTAL -> EFFECT;
      case OK -> and(EFFECT, OK);
      case ERROR -> and(EFFECT, ERROR);
      case DENIED -> and(EFFECT, DENIED);
      case WITHDRAWN -> and(EFFECT, WITHDRAWN);
      case TURNS -> MODEL;
      case RETRIES -> and(EFFECT, "w.attempts > 1");
      case AGREED -> and(EFFECT, AGREED);
      case DISSENTED -> and(EFFECT, DISSENTED);
      case REVIEWED -> and(EFFECT, "w.reviewed");
      case OVERRIDDEN -> and(EFFECT, "w.reviewed AND " + DISSENTED);
      case REWORKED -> and(EFFECT, "w.reworked");
      case ESCALATED -> and(EFFECT, "w.escalated");
      case SCHEMA -> and(PAYS, "w.unfit");
      case STOOD -> and(and(EFFECT, OK), UPHELD);
      case FELL -> and(and(EFFECT, OK), FELL);
      case SAID, SAID_SUM -> and(SAID, "(" + FELL + " OR " + UPHELD + ")");
      case SAID_STOOD -> and(SAID, UPHELD);
      case GOOD -> and(EFFECT, "r.good = 1");
      case BAD -> and(EFFECT, "r.good = 0");
      case PEOPLE -> and(EFFECT, "w.people > 0");
      case HELD -> and(EFFECT, "w.held > 0");
      case CHARS -> and(EFFECT, "w.chars > 0");
      case COST -> and(PAYS, "w.amount <> 0");
      case TOKENS_IN -> and(PAYS, "w.tokens_in > 0");
      case TOKENS_OUT -> and(PAYS, "w.tokens_out > 0");
      case WASTED -> and(PAYS, WASTED);
      case WASTE ->
          and(PAYS, "(" + WASTED + " AND w.work > 0 OR NOT " + WASTED + " AND w.lost > 0)");
      case WASTE_COST -> and(PAYS, WASTED + " AND w.amount <> 0");
      case WASTE_TOKENS -> and(PAYS, WASTED + " AND w.tokens_in + w.tokens_out > 0");
      case TASKS, ATTENDED -> TASK;
      case DECIDED -> and(TASK, OK);
      case TIMED_OUT -> and(TASK, LATE);
      case TASKS_WITHDRAWN -> and(TASK, WITHDRAWN);
      case TASKS_ESCALATED -> and(TASK, "w.escalated");
      case HUMAN -> and(TASK, "w.human > 0");
      default -> throw foreign(measure);
    };
  }

  private static String and(String one, String other) {
    return one + " AND " + other;
  }

  private static String review(Measure measure) {
    return switch (measure) {
      case REVIEWS -> "1";
      case OVERRODE -> "v.overrode";
      case BLIND -> "v.blind";
      case MOVED -> "v.moved";
      case OPENED -> "v.opened > 0";
      case READ -> "v.chars > 0";
      case DWELL -> "v.looked >= 0";
      case REVIEWS_GOOD -> "r.good = 1";
      case REVIEWS_BAD -> "r.good = 0";
      default -> throw foreign(measure);
    };
  }

  private static String run(Measure measure) {
    return switch (measure) {
      case STARTED -> "1";
      case COMPLETED, RUN -> "r.result = 'completed'";
      case FAULTED -> "r.result = 'faulted'";
      case CANCELLED -> "r.result = 'cancelled'";
      case WAITED -> "r.asked > 0";
      case RUNS_ESCALATED -> "r.escalated";
      case RUNS_GOOD -> "r.good = 1";
      case RUNS_BAD -> "r.good = 0";
      default -> throw foreign(measure);
    };
  }

  private static IllegalStateException foreign(Measure measure) {
    return new IllegalStateException(measure + " counts other rows");
  }
}
