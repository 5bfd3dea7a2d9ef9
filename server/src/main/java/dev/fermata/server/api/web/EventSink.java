package dev.fermata.server.api.web;

import dev.fermata.server.api.request.Reply;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * Writes server-sent events to one client. What it cannot take blocks here until the connection's
 * idle time is over; then the connection is cut, and the client comes back with its last id.
 */
final class EventSink implements Reply.Sink {
  static final Duration BEAT = Duration.ofSeconds(15);

  private final OutputStream out;
  private final InstantSource clock;
  private final BooleanSupplier open;
  private Instant written = Instant.EPOCH;
  private Instant checked;
  private boolean wanted = true;

  /**
   * @param open whether the client is still signed in and the server does not close
   */
  EventSink(OutputStream out, InstantSource clock, BooleanSupplier open) {
    this.out = out;
    this.clock = clock;
    this.open = open;
    this.checked = clock.instant();
  }

  @Override
  public void event(long id, String kind, Json data) throws IOException {
    write("id: " + id + "\nevent: " + kind + "\ndata: " + data + "\n\n");
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
      wanted = open.getAsBoolean();
    }
    return wanted;
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    written = clock.instant();
  }
}
