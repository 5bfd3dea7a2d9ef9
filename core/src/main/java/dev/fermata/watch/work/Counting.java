package dev.fermata.watch.work;

import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Work.Agreement;
import dev.fermata.watch.work.Work.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a row adds to which cells. Work counts in the hour in which it ended. */
final class Counting {
  private static final int SHORT = 12;

  private Counting() {}

  static long hour(Instant at) {
    return Math.floorDiv(at.toEpochMilli(), Cell.HOUR_MS);
  }

  /** Adds what a piece of work counts for, so many times: -1 takes it out again. */
  static void add(Map<Cell, Tally> cells, Work work, Ran ran, long times) {
    if (work.time().ended().isEmpty() || work.fate().result() == Result.OPEN) {
      return;
    }
    Tally tally =
        switch (work.doer().kind()) {
          case TASK -> task(work);
          case MODEL -> turn(work);
          case AGENT, TOOL, RUN -> effect(work, ran);
        };
    long hour = hour(work.time().ended().get());
    names(work, ran).forEach(name -> put(cells, hour, name, tally, times));
  }

  private static void put(Map<Cell, Tally> cells, long hour, Name name, Tally tally, long times) {
    cells
        .computeIfAbsent(new Cell(hour, name.dimension, name.name), _ -> new Tally())
        .add(tally, times);
  }

  private record Name(Dimension dimension, String name) {}

  private static List<Name> names(Work work, Ran ran) {
    List<Name> names = of(ran);
    names.add(new Name(Dimension.STEP, step(ran, work.step())));
    Work.Doer doer = work.doer();
    switch (doer.kind()) {
      case AGENT, MODEL -> names.add(new Name(Dimension.AGENT, agent(doer)));
      case TOOL -> names.add(new Name(Dimension.TOOL, doer.name()));
      case TASK -> {
        names.add(new Name(Dimension.TEAM, doer.team()));
        if (!doer.name().isEmpty()) {
          names.add(new Name(Dimension.PERSON, doer.name()));
        }
      }
      case RUN -> {}
    }
    return names;
  }

  private static List<Name> of(Ran ran) {
    List<Name> names = new ArrayList<>();
    names.add(new Name(Dimension.ALL, ""));
    names.add(new Name(Dimension.WORKFLOW, ran.workflow().toString()));
    if (!ran.owner().isEmpty()) {
      names.add(new Name(Dimension.OWNER, ran.owner()));
    }
    return names;
  }

  static String agent(Work.Doer doer) {
    return doer.name()
        + "@"
        + doer.version().substring(0, Math.min(SHORT, doer.version().length()));
  }

  static String step(Ran ran, String step) {
    return ran.workflow() + "#" + step;
  }

  private static Tally effect(Work work, Ran ran) {
    Work.Fate fate = work.fate();
    Work.Clocked time = work.time();
    Tally tally = new Tally().add(Measure.WORKS, 1);
    switch (fate.result()) {
      case OK -> tally.add(Measure.OK, 1);
      case ERROR, TIMED_OUT, IN_DOUBT -> tally.add(Measure.ERROR, 1);
      case DENIED -> tally.add(Measure.DENIED, 1);
      case WITHDRAWN -> tally.add(Measure.WITHDRAWN, 1);
      case OPEN -> {}
    }
    if (tally.of(Measure.ERROR) > 0) {
      tally.add(Measure.ERROR, fate.error(), 1);
    }
    tally.add(Measure.RETRIES, Math.max(0, work.spent().attempts() - 1));
    tally.add(Measure.AGREED, fate.agreement() == Agreement.AGREED);
    tally.add(Measure.DISSENTED, fate.agreement() == Agreement.DISSENTED);
    tally.add(Measure.REVIEWED, fate.reviewed());
    tally.add(Measure.OVERRIDDEN, fate.reviewed() && fate.agreement() == Agreement.DISSENTED);
    tally.add(Measure.REWORKED, fate.reworked());
    tally.add(Measure.ESCALATED, fate.escalated());
    tally.add(Measure.SCHEMA, fate.schema());
    Optional<Boolean> stood = work.stood(ran.good());
    tally.add(Measure.STOOD, stood.equals(Optional.of(true)));
    tally.add(Measure.FELL, stood.equals(Optional.of(false)));
    stood.ifPresent(held -> Calibration.count(tally, fate.sure(), held));
    tally.add(Measure.GOOD, ran.good().equals(Optional.of(true)));
    tally.add(Measure.BAD, ran.good().equals(Optional.of(false)));
    tally.spread(Measure.QUEUE, time.queueMs());
    tally.spread(Measure.WORK, time.workMs());
    tally.spread(Measure.TOTAL, time.totalMs());
    if (time.peopleMs() > 0) {
      tally.spread(Measure.PEOPLE, time.peopleMs());
    }
    tally.add(Measure.HELD, time.heldMs());
    tally.add(Measure.CHARS, work.spent().chars());
    spent(tally, work);
    return tally;
  }

  private static Tally turn(Work work) {
    Tally tally = new Tally().add(Measure.TURNS, 1);
    tally.add(Measure.SCHEMA, work.fate().schema());
    spent(tally, work);
    return tally;
  }

  private static void spent(Tally tally, Work work) {
    Work.Spent spent = work.spent();
    long tokens = spent.tokensIn() + spent.tokensOut();
    boolean paid = !spent.currency().isEmpty();
    tally.add(Measure.TOKENS_IN, spent.tokensIn()).add(Measure.TOKENS_OUT, spent.tokensOut());
    if (paid) {
      tally.add(Measure.COST, spent.currency(), spent.amount());
    }
    boolean wasted = work.wasted();
    tally.add(Measure.WASTED, wasted);
    tally.add(Measure.WASTE, wasted ? work.time().workMs() : spent.lostMs());
    if (wasted) {
      tally.add(Measure.WASTE_TOKENS, tokens);
      if (paid) {
        tally.add(Measure.WASTE_COST, spent.currency(), spent.amount());
      }
    }
  }

  private static Tally task(Work work) {
    Tally tally = new Tally().add(Measure.TASKS, 1);
    switch (work.fate().result()) {
      case OK -> tally.add(Measure.DECIDED, 1);
      case TIMED_OUT -> tally.add(Measure.TIMED_OUT, 1);
      case WITHDRAWN -> tally.add(Measure.TASKS_WITHDRAWN, 1);
      case OPEN, ERROR, DENIED, IN_DOUBT -> {}
    }
    tally.add(Measure.TASKS_ESCALATED, work.fate().escalated());
    tally.spread(Measure.ATTENDED, work.time().totalMs());
    return tally.add(Measure.HUMAN, work.spent().humanMs());
  }

  static void add(Map<Cell, Tally> cells, Review review, Ran ran, long times) {
    Tally tally = new Tally().add(Measure.REVIEWS, 1);
    tally.add(Measure.OVERRODE, review.overrode());
    tally.add(Measure.BLIND, review.blind());
    tally.add(Measure.MOVED, review.moved());
    tally.add(Measure.OPENED, review.opened());
    tally.add(Measure.READ, review.chars());
    review.dwellMs().ifPresent(ms -> tally.spread(Measure.DWELL, ms));
    tally.add(Measure.REVIEWS_GOOD, ran.good().equals(Optional.of(true)));
    tally.add(Measure.REVIEWS_BAD, ran.good().equals(Optional.of(false)));
    List<Name> names = of(ran);
    names.add(new Name(Dimension.STEP, step(ran, review.step())));
    names.add(new Name(Dimension.TEAM, review.asked()));
    names.add(new Name(Dimension.PERSON, review.person()));
    long hour = hour(review.decided());
    names.forEach(name -> put(cells, hour, name, tally, times));
  }

  static void add(Map<Cell, Tally> cells, Ran ran, long times) {
    began(cells, ran, times);
    ended(cells, ran, times);
  }

  static void began(Map<Cell, Tally> cells, Ran ran, long times) {
    Tally began = new Tally().add(Measure.STARTED, 1);
    of(ran).forEach(name -> put(cells, hour(ran.started()), name, began, times));
  }

  static void ended(Map<Cell, Tally> cells, Ran ran, long times) {
    if (ran.ended().isEmpty()) {
      return;
    }
    Tally ended = new Tally();
    ended.add(
        switch (ran.result()) {
          case "completed" -> Measure.COMPLETED;
          case "faulted" -> Measure.FAULTED;
          default -> Measure.CANCELLED;
        },
        1);
    if (!ran.error().isEmpty()) {
      ended.add(Measure.FAULTED, ran.error(), 1);
    }
    if (ran.result().equals("completed")) {
      ended.spread(Measure.RUN, ran.totalMs());
    }
    if (ran.asked() > 0) {
      ended.spread(Measure.WAITED, ran.waitedMs());
    }
    ended.add(Measure.RUNS_ESCALATED, ran.escalated());
    ended.add(Measure.RUNS_GOOD, ran.good().equals(Optional.of(true)));
    ended.add(Measure.RUNS_BAD, ran.good().equals(Optional.of(false)));
    of(ran).forEach(name -> put(cells, hour(ran.ended().get()), name, ended, times));
  }
}
