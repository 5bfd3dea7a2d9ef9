package dev.fermata.server.api.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Answers before the whole request has come, and then takes in some of its rest. Hanging up at once
 * would reset the connection, and who still sends would never see the answer (RFC 9112, 9.6).
 */
final class Lingering {
  /** What is read and thrown away at most; who sends more is hung up on. */
  static final int MOST_BYTES = 2 * Incoming.BODY_BYTES;

  static final Duration SILENCE = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int BUFFER_BYTES = 64 << 10;

  private Lingering() {}

  static void answer(Context ctx) {
    try (InputStream answer = ctx.resultInputStream()) {
      if (answer == null) {
        return;
      }
      ctx.header("Connection", "close");
      answer.transferTo(ctx.res().getOutputStream());
      ctx.res().flushBuffer();
      ctx.result("");
      discard(ctx);
    } catch (IOException e) {
      // Gone, or silent for too long: whoever sent it had the answer all the same, or wants none.
    }
  }

  private static void discard(Context ctx) throws IOException {
    ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .setIdleTimeout(SILENCE.toMillis());
    InputStream rest = ctx.req().getInputStream();
    var buffer = new byte[BUFFER_BYTES];
    long end = System.nanoTime() + LONGEST.toNanos();
    for (int left = MOST_BYTES; left > 0 && System.nanoTime() < end; ) {
      int read = rest.read(buffer);
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }
}
