package dev.fermata.watch.work;

/** What is counted and added up. Times are in milliseconds, money in millionths. */
public enum Measure {
  /** Calls of agents, tools and child runs that ended; not turns of a model. */
  WORKS("works"),
  OK("ok"),
  ERROR("error"),
  DENIED("denied"),
  WITHDRAWN("withdrawn"),
  TURNS("turns"),
  RETRIES("retries"),
  /** Pieces of work whose result people or other agents judged, or that were found wanting. */
  AGREED("agreed"),
  DISSENTED("dissented"),
  REVIEWED("reviewed"),
  OVERRIDDEN("overridden"),
  REWORKED("reworked"),
  ESCALATED("escalated"),
  SCHEMA("schema"),
  STOOD("stood"),
  FELL("fell"),
  /** By fifth of the confidence that agents stated, where it is known whether it stood. */
  SAID("said"),
  SAID_SUM("saidSum"),
  SAID_STOOD("saidStood"),
  /** Pieces of work in runs that turned out well, or badly. */
  GOOD("good"),
  BAD("bad"),
  QUEUE("queue"),
  WORK("work"),
  PEOPLE("people"),
  HELD("held"),
  TOTAL("total"),
  CHARS("chars"),
  COST("cost"),
  TOKENS_IN("tokensIn"),
  TOKENS_OUT("tokensOut"),
  HUMAN("human"),
  /** Time, money and tokens for nothing: retries, and what failed or was not used. */
  WASTED("wasted"),
  WASTE("waste"),
  WASTE_COST("wasteCost"),
  WASTE_TOKENS("wasteTokens"),
  /** Tasks that ended, and how. */
  TASKS("tasks"),
  DECIDED("decided"),
  TIMED_OUT("timedOut"),
  TASKS_WITHDRAWN("tasksWithdrawn"),
  TASKS_ESCALATED("tasksEscalated"),
  ATTENDED("attended"),
  /** Words of people. */
  REVIEWS("reviews"),
  OVERRODE("overrode"),
  BLIND("blind"),
  MOVED("moved"),
  DWELL("dwell"),
  READ("read"),
  OPENED("opened"),
  REVIEWS_GOOD("reviewsGood"),
  REVIEWS_BAD("reviewsBad"),
  STARTED("started"),
  COMPLETED("completed"),
  FAULTED("faulted"),
  CANCELLED("cancelled"),
  RUN("run"),
  WAITED("waited"),
  RUNS_ESCALATED("runsEscalated"),
  RUNS_GOOD("runsGood"),
  RUNS_BAD("runsBad");

  /** What a figure counts. */
  public enum Rows {
    WORK,
    REVIEWS,
    RUNS
  }

  private final String key;

  Measure(String key) {
    this.key = key;
  }

  /** Its name in the stored form and in the API. */
  public String key() {
    return key;
  }

  /** Rows of what add up to it. */
  public Rows rows() {
    return switch (this) {
      case REVIEWS, OVERRODE, BLIND, MOVED, DWELL, READ, OPENED, REVIEWS_GOOD, REVIEWS_BAD ->
          Rows.REVIEWS;
      case STARTED,
          COMPLETED,
          FAULTED,
          CANCELLED,
          RUN,
          WAITED,
          RUNS_ESCALATED,
          RUNS_GOOD,
          RUNS_BAD ->
          Rows.RUNS;
      default -> Rows.WORK;
    };
  }
}
