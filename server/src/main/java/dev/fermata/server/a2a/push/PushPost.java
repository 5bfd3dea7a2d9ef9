package dev.fermata.server.a2a.push;

import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.log.Log;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Tells those who asked for it what becomes of their tasks, in order and at least once, also after
 * a restart. The addresses come from clients: only public ones, and hosts that the operator allows,
 * are reached. Safe for use by many threads.
 */
public final class PushPost implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int ENTRIES = 200;
  private static final long AFTER_FAILURE_MS = 5_000;
  private static final long CLOSE_MS = 2_000;

  private final Fermata engine;
  private final Log log;
  private final PushBook book;
  private final Deliveries deliveries;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /**
   * What it works with.
   *
   * @param blind whether what others say of a task is not told
   */
  public record Means(Path data, Fermata engine, HttpCaller web, Log log, Predicate<Task> blind) {}

  private PushPost(Means means, PushBook book) {
    this.engine = means.engine();
    this.log = means.log();
    this.book = book;
    this.deliveries = new Deliveries(means, book);
    this.thread = Thread.ofPlatform().name("fermata-push").daemon().unstarted(this::run);
  }

  /**
   * Begins, with what was asked for before.
   *
   * @param key what keeps tokens and credentials unreadable; without one none are taken
   * @throws IOException with a sentence, if what was asked for before cannot be read
   */
  public static PushPost start(Means means, Optional<Secret> key, SecureRandom chance)
      throws IOException {
    var file = new PushFile(means.data(), key.map(secret -> new Sealing(secret, chance)));
    var post = new PushPost(means, PushBook.open(file, means.engine(), means.log()));
    post.thread.start();
    return post;
  }

  /** The configs there are. */
  public PushBook book() {
    return book;
  }

  private void run() {
    long at = 0;
    boolean first = true;
    while (ended.getCount() > 0) {
      try {
        if (first) {
          at = engine.awaitAfter(0, Duration.ZERO);
          book.all().forEach(each -> deliveries.wake(each.run()));
          first = false;
        }
        at = follow(at);
      } catch (RuntimeException e) {
        log.warn("push", "the journal could not be followed: " + e);
        first = true;
        if (pause()) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean pause() {
    try {
      return ended.await(AFTER_FAILURE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private long follow(long at) throws InterruptedException {
    long now = engine.awaitAfter(at, LOOK);
    if (now <= at || book.isEmpty()) {
      return now;
    }
    List<Stored> page = engine.tail(at, ENTRIES);
    long reached = at;
    for (Stored entry : page) {
      reached = entry.position();
      told(entry.stream());
    }
    return reached;
  }

  private void told(StreamId stream) {
    book.all().stream()
        .map(PushConfig::run)
        .filter(run -> StreamId.of(run).equals(stream))
        .distinct()
        .toList()
        .forEach(deliveries::wake);
  }

  /** Has a config that was just made begin. */
  public void wake(RunId run) {
    deliveries.wake(run);
  }

  /** What is under way is left; it is told again after the next start. */
  @Override
  public void close() {
    ended.countDown();
    thread.interrupt();
    deliveries.close();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
