package dev.fermata.server.host;

import dev.fermata.adapter.sqlite.effects.EffectsFile;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.log.Log;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the list of effects at most a second behind the journal, on a thread of its own. What it
 * cannot do in time is only late: the engine never waits for it.
 */
final class EffectsFollower implements AutoCloseable {
  /** Between two looks, so that many commits are taken in at once. */
  private static final long GATHER_MS = 400;

  private static final long AFTER_FAILURE_MS = 5_000;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long CLOSE_MS = 10_000;

  private final EffectsFile effects;
  private final Journal journal;
  private final Fermata engine;
  private final Log log;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  EffectsFollower(EffectsFile effects, Journal journal, Fermata engine, Log log) {
    this.effects = effects;
    this.journal = journal;
    this.engine = engine;
    this.log = log;
    this.thread = Thread.ofPlatform().name("fermata-effects").daemon().start(this::run);
  }

  private void run() {
    try {
      long pause = 0;
      while (!ended.await(pause, TimeUnit.MILLISECONDS)) {
        pause = GATHER_MS;
        if (engine.awaitAfter(effects.position(), LOOK) > effects.position()) {
          pause = follow() ? GATHER_MS : AFTER_FAILURE_MS;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean follow() {
    try {
      boolean more = true;
      while (more && ended.getCount() > 0) {
        more = effects.follow(journal);
      }
      return true;
    } catch (JournalFailure | IllegalStateException e) {
      if (ended.getCount() > 0) {
        log.warn("effects", "the list of effects could not be kept: " + e.getMessage());
        renew();
      }
      return false;
    }
  }

  private void renew() {
    try {
      effects.renew();
    } catch (JournalFailure e) {
      log.warn("effects", "and could not be made anew: " + e.getMessage());
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
    effects.close();
  }
}
