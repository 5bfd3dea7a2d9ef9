package dev.fermata.server.api.web;

import dev.fermata.server.api.request.Reply;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Writes server-sent events to one client. What it cannot take blocks here; after a while the line
 * is cut, and the client comes back with its last id. So nothing is kept for a slow client but what
 * it is being written.
 */
final class EventSink implements Reply.Sink, AutoCloseable {
  static final Duration BEAT = Duration.ofSeconds(15);

  /** How long one write may block. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final long WATCH_MS = 1_000;

  /** What a sink is given. */
  interface Line {
    OutputStream out() throws IOException;

    /** Whether the client is still signed in and the server does not close. */
    boolean open();

    /** Ends the connection at once, also a write that blocks. */
    void cut();
  }

  private final Line line;
  private final OutputStream out;
  private final InstantSource clock;
  private final Thread watch;
  private Instant written = Instant.EPOCH;
  private Instant checked;
  private boolean wanted = true;
  private volatile Instant writing = Instant.MAX;

  EventSink(Line line, InstantSource clock) throws IOException {
    this.line = line;
    this.out = line.out();
    this.clock = clock;
    this.checked = clock.instant();
    this.watch = Thread.ofVirtual().name("fermata-events-watch").unstarted(this::watch);
  }

  EventSink watched() {
    watch.start();
    return this;
  }

  @Override
  public long event(long id, String kind, Json data) throws IOException {
    return write("id: " + id + "\nevent: " + kind + "\ndata: " + data + "\n\n");
  }

  @Override
  public void message(String id, String data, Duration retry) throws IOException {
    String wait = retry.isZero() ? "" : "retry: " + retry.toMillis() + "\n";
    write("id: " + id + "\n" + wait + "data: " + data + "\n\n");
  }

  @Override
  public void beat() throws IOException {
    if (Duration.between(written, clock.instant()).compareTo(BEAT) >= 0) {
      write(": \n\n");
    }
  }

  /** Asked often; who the client is is looked up at most once a second. */
  @Override
  public boolean wanted() {
    Instant now = clock.instant();
    if (wanted && Duration.between(checked, now).toMillis() >= 1000) {
      checked = now;
      wanted = line.open();
    }
    return wanted;
  }

  private long write(String text) throws IOException {
    writing = clock.instant();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    out.flush();
    writing = Instant.MAX;
    written = clock.instant();
    return bytes.length;
  }

  private void watch() {
    try {
      while (!clock.instant().isAfter(deadline(writing))) {
        Thread.sleep(WATCH_MS);
      }
      line.cut();
    } catch (InterruptedException e) {
      // The stream has ended by itself: nothing is left to watch.
    }
  }

  private static Instant deadline(Instant began) {
    return began.equals(Instant.MAX) ? began : began.plus(PATIENCE);
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
