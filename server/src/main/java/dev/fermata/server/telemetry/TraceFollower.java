package dev.fermata.server.telemetry;

import dev.fermata.adapter.otel.Settings;
import dev.fermata.adapter.otel.TraceExport;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a collector of traces what the journal says, on a thread of its own. Where the collector
 * hangs or is gone this is only late: the engine never waits for it.
 */
public final class TraceFollower implements AutoCloseable {
  /** Between two looks, so that one message tells of many commits. */
  private static final Duration GATHER = Duration.ofMillis(400);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long the end waits for what was just told; the rest is told after the next start. */
  private static final long CLOSE_MS = 2_000;

  private final TraceExport export;
  private final Journal journal;
  private final Fermata engine;
  private final Log log;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  private TraceFollower(TraceExport export, Journal journal, Fermata engine, Log log) {
    this.export = export;
    this.journal = journal;
    this.engine = engine;
    this.log = log;
    this.thread = Thread.ofPlatform().name("fermata-traces").daemon().start(this::run);
  }

  /** Where what is told comes from, and who hears of trouble. */
  public record Means(Path data, Journal journal, Fermata engine, Log log) {}

  /**
   * Empty if nobody wants to be told; then what is new later is told from then on.
   *
   * @throws IOException with a sentence, if how far it was is not known
   */
  public static Optional<TraceFollower> start(Settings settings, Means means) throws IOException {
    if (settings.traces().isEmpty()) {
      TraceExport.forget(means.data());
      return Optional.empty();
    }
    var export =
        TraceExport.open(
            means.data(), means.journal(), settings, line -> means.log().warn("telemetry", line));
    means.log().info("telemetry", "traces go to " + settings.traces().get());
    return Optional.of(new TraceFollower(export, means.journal(), means.engine(), means.log()));
  }

  private void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = GATHER;
        if (engine.awaitAfter(export.position(), LOOK) > export.position()) {
          pause = follow();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to wait then. */
  private Duration follow() {
    try {
      var next = TraceExport.Next.MORE;
      while (next == TraceExport.Next.MORE && ended.getCount() > 0) {
        next = export.follow(journal);
      }
      return next == TraceExport.Next.LATER ? export.pause() : GATHER;
    } catch (JournalFailure | IllegalStateException | IOException e) {
      if (ended.getCount() > 0) {
        log.warn("telemetry", "traces could not be told: " + e.getMessage());
      }
      return AFTER_FAILURE;
    }
  }

  /** How many entries of the journal are not told yet. */
  public long behind() {
    return Math.max(0, journal.position() - export.position());
  }

  public TraceExport export() {
    return export;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      if (!thread.join(Duration.ofMillis(CLOSE_MS))) {
        thread.interrupt(); // It waits for a collector that does not answer.
        thread.join(CLOSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    export.close();
  }
}
