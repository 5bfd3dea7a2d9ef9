package dev.fermata.watch.work;

import dev.fermata.effect.Usage;
import dev.fermata.value.Money;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One piece of work in a run: an effect, or a task that a person was asked. It holds nothing of
 * what was given or said, so that it stays when that is erased.
 *
 * @param id the effect's place and ordinal, or the task; unique in its run
 * @param step the names of the steps to it, without rounds and visits
 */
public record Work(
    RunId run, String id, String step, Doer doer, Clocked time, Spent spent, Fate fate) {

  /** What does it. */
  public enum Kind {
    AGENT,
    TOOL,
    MODEL,
    TASK,
    RUN;

    /** The word used in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who does it.
   *
   * @param name an agent, {@code server.tool}, a workflow, a host; for a task who decided it, as a
   *     natural person, or empty
   * @param version the fingerprint of what was called; for a task its kind
   * @param detail the model of a turn; where a task is asked, as the id of that work; else empty
   * @param team whom a task waits or waited for; else empty
   * @param risk how grave the rules say that a task is; else empty
   */
  public record Doer(
      Kind kind, String name, String version, String detail, String team, String risk) {
    Doer(Kind kind, String name, String version, String detail) {
      this(kind, name, version, detail, "", "");
    }

    Doer by(String person) {
      return new Doer(kind, person, version, detail, team, risk);
    }

    Doer of(String next) {
      return new Doer(kind, name, version, detail, next, risk);
    }
  }

  /** Who has the time of it. */
  public enum Phase {
    QUEUE,
    WORK,
    PEOPLE,
    HELD,
    OVER
  }

  /**
   * When it was, and what of the time was for what.
   *
   * @param since when the phase began
   */
  public record Clocked(
      Instant began,
      Instant since,
      Phase phase,
      Optional<Instant> ended,
      long queueMs,
      long workMs,
      long peopleMs,
      long heldMs) {
    static Clocked begin(Phase phase, Instant at) {
      return new Clocked(at, at, phase, Optional.empty(), 0, 0, 0, 0);
    }

    /** What was over and goes on was queued in between. */
    Clocked to(Phase next, Instant at) {
      long ms = Math.max(0, Duration.between(since, at).toMillis());
      boolean queued = phase == Phase.QUEUE || phase == Phase.OVER;
      return new Clocked(
          began,
          at,
          next,
          next == Phase.OVER ? Optional.of(at) : Optional.empty(),
          queueMs + (queued ? ms : 0),
          workMs + (phase == Phase.WORK ? ms : 0),
          peopleMs + (phase == Phase.PEOPLE ? ms : 0),
          heldMs + (phase == Phase.HELD ? ms : 0));
    }

    /** From its beginning to its end, or to when its phase began. */
    public long totalMs() {
      return Math.max(0, Duration.between(began, ended.orElse(since)).toMillis());
    }
  }

  /**
   * What it took.
   *
   * @param attempts how often it was begun
   * @param lostMs the time of attempts that gave nothing
   * @param amount millionths of the currency, which is empty where nothing was reported
   * @param humanMs from when a person took or first opened a task to their word; 0 if unknown
   * @param chars the length of what came of it
   */
  public record Spent(
      int attempts,
      long lostMs,
      long amount,
      String currency,
      long tokensIn,
      long tokensOut,
      long humanMs,
      long chars) {
    static final Spent NONE = new Spent(0, 0, 0, "", 0, 0, 0, 0);

    Spent attempt(int number) {
      return new Spent(
          Math.max(attempts, number),
          lostMs,
          amount,
          currency,
          tokensIn,
          tokensOut,
          humanMs,
          chars);
    }

    Spent took(Usage usage, long length) {
      Optional<Money> cost = usage.cost();
      return new Spent(
          attempts,
          lostMs,
          amount + cost.map(Money::millionths).orElse(0L),
          cost.map(Money::currency).orElse(currency),
          tokensIn + Math.max(0, usage.tokensIn()),
          tokensOut + Math.max(0, usage.tokensOut()),
          humanMs,
          length);
    }

    Spent lost(long ms) {
      return new Spent(
          attempts, lostMs + ms, amount, currency, tokensIn, tokensOut, humanMs, chars);
    }

    Spent human(long ms) {
      return new Spent(attempts, lostMs, amount, currency, tokensIn, tokensOut, ms, chars);
    }
  }

  /** What came of it. */
  public enum Result {
    /** Nothing yet. */
    OPEN,
    OK,
    ERROR,
    DENIED,
    IN_DOUBT,
    WITHDRAWN,
    TIMED_OUT;

    /** The word used in the API: {@code in-doubt}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether what it said is what was then held to be right. */
  public enum Agreement {
    NONE,
    AGREED,
    DISSENTED
  }

  /**
   * What came of it, and what became of that.
   *
   * @param error the kind of the problem; empty for none
   * @param schema whether it did not fit its schema
   * @param escalated whether people had to step in
   * @param reworked whether it was done again
   * @param reviewed whether a person decided on it
   * @param sure how sure it said that it is, in thousandths; -1 where it did not
   */
  public record Fate(
      Result result,
      String error,
      boolean schema,
      boolean escalated,
      boolean reworked,
      boolean reviewed,
      Agreement agreement,
      int sure) {
    /** It did not say how sure it is. */
    public static final int UNSAID = -1;

    static final Fate OPEN =
        new Fate(Result.OPEN, "", false, false, false, false, Agreement.NONE, UNSAID);

    /** How sure it said that it is, from 0 to 1. */
    public OptionalDouble confidence() {
      return sure < 0
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) sure / Calibration.WHOLE);
    }

    Fate is(Result next, String kind) {
      return new Fate(next, kind, schema, escalated, reworked, reviewed, agreement, sure);
    }

    Fate unfit() {
      return new Fate(
          Result.ERROR, "validation", true, escalated, reworked, reviewed, agreement, sure);
    }

    Fate raised() {
      return new Fate(result, error, schema, true, reworked, reviewed, agreement, sure);
    }

    /** A turn of a model that it is told to mend. */
    Fate corrected() {
      return new Fate(result, error, true, escalated, true, reviewed, agreement, sure);
    }

    Fate again() {
      return new Fate(result, error, schema, escalated, true, reviewed, agreement, sure);
    }

    Fate said(int howSure) {
      return new Fate(result, error, schema, escalated, reworked, reviewed, agreement, howSure);
    }

    Fate judged(boolean byPerson, Agreement said) {
      return new Fate(result, error, schema, escalated, reworked, byPerson, said, sure);
    }
  }

  /** Whether it survived review and what later turned out; empty where nobody can say yet. */
  public Optional<Boolean> stood(Optional<Boolean> good) {
    if (fate.result() != Result.OK) {
      return Optional.empty();
    }
    if (fate.agreement() == Agreement.DISSENTED
        || fate.reworked()
        || good.equals(Optional.of(false))) {
      return Optional.of(false);
    }
    boolean upheld = fate.reviewed() && fate.agreement() == Agreement.AGREED;
    return upheld || good.isPresent() ? Optional.of(true) : Optional.empty();
  }

  /** Whether what it took was for nothing: it failed, or what it gave was not used. */
  public boolean wasted() {
    return switch (fate.result()) {
      case OK -> fate.agreement() == Agreement.DISSENTED || fate.reworked();
      case ERROR, DENIED, TIMED_OUT -> true;
      case OPEN, IN_DOUBT, WITHDRAWN -> false;
    };
  }

  Work with(Doer next) {
    return new Work(run, id, step, next, time, spent, fate);
  }

  Work with(Clocked next) {
    return new Work(run, id, step, doer, next, spent, fate);
  }

  Work with(Spent next) {
    return new Work(run, id, step, doer, time, next, fate);
  }

  Work with(Fate next) {
    return new Work(run, id, step, doer, time, spent, next);
  }
}
