package dev.fermata.server.notify;

import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.server.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Follows the journal and tells people what waits for them, at least once, also after a restart.
 * The engine never waits for it. Hooks are reached as clients' addresses are: public ones, and
 * hosts that the operator allows.
 */
public final class Notifier implements AutoCloseable {
  private static final String FILE = "notify.json";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int ENTRIES = 200;
  private static final long AFTER_FAILURE_MS = 5_000;
  private static final long CLOSE_MS = 2_000;

  private final Means means;
  private final Sender sender;
  private final Notices notices;
  private final Pace pace;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private Cursor saved;
  private long read;

  /**
   * What it works with.
   *
   * @param mail where mail is handed in; without it none is sent
   * @param base the beginning of links to this server
   */
  public record Means(
      Path data,
      Fermata engine,
      HttpCaller web,
      Log log,
      InstantSource clock,
      Optional<MailServer> mail,
      Supplier<String> base) {}

  private Notifier(Means means, Pace pace, Cursor cursor) {
    this.means = means;
    this.pace = pace;
    this.sender = new Sender(means.web(), means.clock(), means.mail());
    this.notices = new Notices(means.engine(), means.base());
    this.saved = cursor;
    this.read = cursor.position();
    this.thread = Thread.ofPlatform().name("fermata-notify").daemon().unstarted(this::run);
  }

  /**
   * Begins where it ended; the first time with what is new.
   *
   * @throws IOException with a sentence, if it cannot be read how far it came
   */
  public static Notifier start(Means means) throws IOException {
    return start(means, Pace.USUAL);
  }

  static Notifier start(Means means, Pace pace) throws IOException {
    long last;
    try {
      last = means.engine().awaitAfter(0, Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("it was told to end before it began", e);
    }
    Cursor saved = Cursor.load(means.data(), FILE, last);
    // A journal that came from a backup ends before what was told of the one before.
    Cursor cursor = saved.position() > last ? new Cursor(last, Map.of()) : saved;
    var notifier = new Notifier(means, pace, cursor);
    notifier.thread.start();
    return notifier;
  }

  private void run() {
    while (ended.getCount() > 0) {
      try {
        follow();
        keep();
      } catch (RuntimeException | IOException e) {
        // Whatever it is, people are told on; a thread that ends here would tell nobody any more.
        if (ended.getCount() > 0) {
          means.log().warn("notify", "people could not be told: " + e);
        }
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

  private void follow() throws InterruptedException {
    if (means.engine().awaitAfter(read, LOOK) <= read) {
      return;
    }
    for (Stored entry : means.engine().tail(read, ENTRIES)) {
      for (Notices.Addressed each : of(entry)) {
        String channel = each.channel().toString();
        if (entry.position() > saved.ahead().getOrDefault(channel, 0L)) {
          lanes
              .computeIfAbsent(
                  channel, _ -> new Lane(each.channel(), pace, sender::send, means.log(), ended))
              .put(entry.position(), each.notice());
        }
      }
      read = entry.position();
    }
  }

  /** What an entry tells whom; one that nothing can be made of is passed by, and others go on. */
  private List<Notices.Addressed> of(Stored entry) {
    try {
      return notices.of(entry);
    } catch (JournalFailure | IllegalStateException e) {
      throw e; // The store, not the entry: it is tried again.
    } catch (RuntimeException e) {
      means.log().error("notify", "entry " + entry.position() + " is passed by: " + e);
      return List.of();
    }
  }

  /** Saves how far all were told, if that has changed. */
  private void keep() throws IOException {
    Cursor now = Cursor.of(read, saved, lanes);
    if (!now.equals(saved)) {
      now.save(means.data(), FILE);
      saved = now;
    }
  }

  /** What is under way is left; it is told again after the next start. */
  @Override
  public void close() {
    ended.countDown();
    thread.interrupt();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      keep();
    } catch (IOException e) {
      means.log().warn("notify", "how far people were told could not be kept: " + e);
    }
  }
}
