package dev.fermata.server.a2a.push;

import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.server.a2a.TaskShape;
import dev.fermata.server.a2a.Trace;
import dev.fermata.server.log.Log;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends what is to be told, for each config on a thread of its own while there is something. */
final class Deliveries implements AutoCloseable {
  /** How often one event is sent until it is left out. */
  private static final int TRIES = 4;

  private static final long FIRST_PAUSE_MS = 500;
  private static final Duration WAIT = Duration.ofSeconds(15);
  private static final int AT_ONCE = 16;
  private static final int ENTRIES = 100;

  private final Fermata engine;
  private final HttpCaller web;
  private final Log log;
  private final PushBook book;
  private final TaskShape shape;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Set<Line> underWay = new HashSet<>();
  private final Set<Line> again = new HashSet<>();

  /** One config. */
  private record Line(RunId run, String id) {}

  Deliveries(PushPost.Means means, PushBook book) {
    this.engine = means.engine();
    this.web = means.web();
    this.log = means.log();
    this.book = book;
    this.shape = TaskShape.whole(means.blind());
  }

  /** Something of the run is new. */
  void wake(RunId run) {
    for (PushConfig config : book.of(run)) {
      var line = new Line(run, config.id());
      synchronized (this) {
        if (underWay.add(line)) {
          var unused = Thread.ofVirtual().name("fermata-push").start(() -> work(line));
        } else {
          again.add(line);
        }
      }
    }
  }

  private void work(Line line) {
    boolean more = true;
    while (more && ended.getCount() > 0) {
      try {
        places.acquire();
        try {
          deliver(line);
        } finally {
          places.release();
        }
      } catch (RuntimeException e) {
        log.warn("push", line.run() + " could not be told: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      synchronized (this) {
        more = again.remove(line);
        if (!more) {
          underWay.remove(line);
        }
      }
    }
  }

  private void deliver(Line line) throws InterruptedException {
    var trace = new Trace(line.run(), shape);
    long number = 1;
    int read = ENTRIES;
    while (read == ENTRIES) {
      List<Stored> page = engine.facts(StreamId.of(line.run()), number, ENTRIES);
      read = page.size();
      for (Stored entry : page) {
        Optional<PushConfig> config = book.get(line.run(), line.id());
        if (config.isEmpty() || ended.getCount() == 0) {
          return;
        }
        List<Json> events = trace.take(entry);
        number = entry.number() + 1;
        if (entry.number() >= config.get().next()) {
          for (Json event : events) {
            if (!tell(config.get(), event)) {
              return;
            }
          }
          if (!events.isEmpty()) {
            book.told(config.get(), number);
          }
        }
      }
    }
  }

  /** Whether it was told, or will never be; not if we end before. */
  private boolean tell(PushConfig config, Json event) throws InterruptedException {
    long pause = FIRST_PAUSE_MS;
    for (int tries = 1; ; tries++) {
      Optional<String> wrong = web.tell(config.url(), config.headers(), event.bytes(), WAIT);
      if (wrong.isEmpty()) {
        return true;
      }
      if (tries == TRIES) {
        log.warn("push", config + " was not told of an event: " + wrong.get());
        return true;
      }
      if (ended.await(pause, TimeUnit.MILLISECONDS)) {
        return false;
      }
      pause *= 2;
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
