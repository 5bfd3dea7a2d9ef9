package dev.fermata.server.health;

import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.server.log.Log;
import dev.fermata.value.Json;
import dev.fermata.watch.health.Alert;
import dev.fermata.watch.health.HealthFinding;
import dev.fermata.watch.health.Memory;
import dev.fermata.watch.health.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sees what goes wrong a few seconds after it is on record, on a thread of its own: the engine
 * never waits for it. What it shows is remembered first, so that after a crash it goes on from
 * there. Safe for use by many threads.
 */
public final class Health implements AutoCloseable {
  private static final int PAGE = 500;

  /** How many alerts can be asked for. */
  private static final int ALERTS = 1_000;

  private static final long AFTER_FAILURE_MS = 5_000;
  private static final long CLOSE_MS = 10_000;

  private final Means means;
  private final Pace pace;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private Watch watch;
  private long position;
  private Instant looked = Instant.MIN;
  private volatile Seen seen;

  /** What it works with. */
  public record Means(Memory memory, Fermata engine, Log log, InstantSource clock) {}

  /**
   * How often it does what.
   *
   * @param gather between two looks at the journal, so that many entries are taken in at once
   * @param keep between two times that what it knows is written down
   * @param look between two looks at what only time shows
   */
  public record Pace(Duration gather, Duration keep, Duration look) {
    public static final Pace USUAL =
        new Pace(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(30));
  }

  private record Seen(List<HealthFinding> findings, List<Alert> alerts, long last) {}

  /** Begins with {@link #start()}; what it remembers can be asked for at once. */
  public Health(Means means, Pace pace) {
    this.means = means;
    this.pace = pace;
    this.watch = remembered();
    this.position = means.memory().position();
    this.seen = seen();
    this.thread = Thread.ofPlatform().name("fermata-health").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** What goes wrong now, the most urgent first. */
  public List<HealthFinding> findings() {
    return seen.findings();
  }

  /** What is to be told after the alert with that number, the earliest first. */
  public List<Alert> alerts(long after, int limit) {
    return seen.alerts().stream().filter(a -> a.number() > after).limit(limit).toList();
  }

  public long lastAlert() {
    return seen.last();
  }

  private Seen seen() {
    return new Seen(watch.findings(), watch.alerts(0, ALERTS), watch.lastAlert());
  }

  private void run() {
    try {
      while (!ended.await(pace.gather().toMillis(), TimeUnit.MILLISECONDS)) {
        if (!round() && ended.await(AFTER_FAILURE_MS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it could be done; what was taken in and not kept is taken in once more. */
  private boolean round() throws InterruptedException {
    try {
      Optional<Stored> last = follow();
      Instant now = means.clock().instant();
      // What is long past says nothing about now.
      boolean near = last.map(e -> e.at().plus(pace.look()).isAfter(now)).orElse(true);
      boolean look = near && !looked.plus(pace.look()).isAfter(now);
      if (look) {
        looked = now;
        watch.look(now);
        keep(Optional.empty());
      }
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (ended.getCount() > 0) {
        means.log().warn("health", "what goes wrong could not be followed: " + e);
        again();
      }
      return false;
    }
  }

  /**
   * Takes in what is new until there is no more, or for so long. It rests as long as it worked, so
   * that a busy engine has the better part.
   */
  private Optional<Stored> follow() throws InterruptedException {
    Instant until = means.clock().instant().plus(pace.keep());
    Optional<Stored> last = Optional.empty();
    boolean more = true;
    while (more && ended.getCount() > 0 && means.clock().instant().isBefore(until)) {
      long began = System.nanoTime();
      List<Stored> page = means.engine().tail(position, PAGE);
      for (Stored entry : page) {
        if (entry.stream().isRun()) {
          watch.take(
              new Watch.Entry(entry.stream().run(), entry.number(), entry.at(), entry.facts()));
        }
        position = entry.position();
        last = Optional.of(entry);
      }
      more = page.size() == PAGE;
      if (more) {
        more = !ended.await(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      }
    }
    if (last.isPresent()) {
      keep(last);
    }
    return last;
  }

  private void keep(Optional<Stored> last) {
    Map<String, Optional<Json>> changes = watch.changes();
    if (last.isPresent()) {
      means.memory().keep(last.get(), changes);
    } else if (!changes.isEmpty()) {
      means.memory().keep(changes);
    }
    seen = seen();
  }

  /** Begins anew from what is remembered. */
  private void again() {
    try {
      Watch before = remembered();
      position = means.memory().position();
      watch = before;
    } catch (RuntimeException e) { // As on a full disk: once more with the next round.
      means.log().warn("health", "and what was remembered could not be read: " + e);
    }
  }

  /** If it cannot be read, there is nothing that is remembered. */
  private Watch remembered() {
    try {
      return new Watch(means.memory().all(), new Given(means.engine()));
    } catch (RuntimeException e) {
      means.log().warn("health", "what was remembered cannot be read, and is made anew: " + e);
      renew();
      return new Watch(Map.of(), new Given(means.engine()));
    }
  }

  private void renew() {
    try {
      means.memory().renew();
    } catch (JournalFailure e) {
      means.log().warn("health", "and could not be made anew: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    means.memory().close();
  }
}
