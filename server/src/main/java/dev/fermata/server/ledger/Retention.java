package dev.fermata.server.ledger;

import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Principal;
import dev.fermata.server.log.Log;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Erases what runs were given and gave when they came to rest long enough ago. Digests stay. Safe
 * for use by many threads.
 */
public final class Retention implements AutoCloseable {
  /** How long is kept unless something else is said. */
  public static final int DAYS = 400;

  /** Fewer need somebody who says why. */
  public static final int DAYS_LEAST = 183;

  /** How often it sweeps. */
  static final Duration EVERY = Duration.ofDays(1);

  /** How often it looks whether it is time. */
  static final Duration LOOK = Duration.ofMinutes(1);

  private static final int PAGE = 500;

  private final Fermata engine;
  private final Expired expired;
  private final int days;
  private final InstantSource clock;
  private final Log log;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Instant next;

  /** Lists runs that came to rest before that, after that one, at most so many. */
  public interface Expired {
    List<RunId> before(Instant at, String after, int limit);
  }

  public Retention(Fermata engine, Expired expired, int days, InstantSource clock, Log log) {
    this.engine = engine;
    this.expired = expired;
    this.days = days;
    this.clock = clock;
    this.log = log;
    next = clock.instant();
  }

  int days() {
    return days;
  }

  /** The fewest days that somebody has allowed, and said why. */
  public static OptionalInt allowed(Fermata engine) {
    OptionalInt least = OptionalInt.empty();
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = engine.facts(StreamId.HOUSE, number, PAGE);
      for (Journal.Stored entry : page) {
        for (Fact fact : entry.facts()) {
          if (fact instanceof HouseFact.RetentionAllowed(var days, _, _, _)) {
            least = OptionalInt.of(Math.min(days, least.orElse(days)));
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE);
    return least;
  }

  void start() {
    Thread.ofVirtual().name("fermata-retention").start(this::follow);
  }

  private void follow() {
    try {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (clock.instant().isBefore(next)) {
      return;
    }
    next = clock.instant().plus(EVERY);
    try {
      sweep();
    } catch (JournalFailure | IllegalStateException e) {
      log.warn("ledger", "what is old was not erased: " + e.getMessage());
    }
  }

  /** Erases what is too old; gives how many runs that was. */
  public long sweep() {
    Instant before = clock.instant().minus(Duration.ofDays(days));
    long erased = 0;
    String after = "";
    List<RunId> page;
    do {
      page = expired.before(before, after, HouseSignal.ErasePayload.RUNS_LIMIT);
      if (!page.isEmpty()) {
        after = page.getLast().value();
        var signal =
            new HouseSignal.ErasePayload(
                page, "kept for " + days + " days, as is set", new Principal.System());
        if (engine.tell(signal) instanceof Answer.Refused(var problem)) {
          log.warn("ledger", "what is old was not erased: " + problem.detail());
          return erased;
        }
        erased += page.size();
      }
    } while (page.size() == HouseSignal.ErasePayload.RUNS_LIMIT && closed.getCount() > 0);
    if (erased > 0) {
      log.info("ledger", "erased what " + erased + " runs were given and gave: " + days + " days");
    }
    return erased;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
