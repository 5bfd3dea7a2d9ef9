package dev.fermata.server.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One JSON object a line: {@code time}, {@code level}, {@code subject}, {@code message}, and {@code
 * run} and {@code trace_id} where it is about a run. No secret stands in it.
 */
public final class JsonLog implements Log {
  private final PrintStream out;
  private final Level least;
  private final InstantSource clock;

  public JsonLog(PrintStream out, Level least, InstantSource clock) {
    this.out = out;
    this.least = least;
    this.clock = clock;
  }

  @Override
  public void line(Level level, String subject, String text) {
    if (level.compareTo(least) >= 0) {
      write(object(level, subject, text));
    }
  }

  @Override
  public void about(Level level, String subject, RunId run, String trace, String text) {
    if (level.compareTo(least) >= 0) {
      ObjectNode line = object(level, subject, text).put("run", run.value());
      write(trace.isEmpty() ? line : line.put("trace_id", trace));
    }
  }

  private ObjectNode object(Level level, String subject, String text) {
    return Json.object()
        .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("level", level.name().toLowerCase(Locale.ROOT))
        .put("subject", subject)
        .put("message", PlainLog.clean(Redaction.of(text)));
  }

  /** As one write, so that lines of several threads do not run into one another. */
  private void write(ObjectNode line) {
    out.println(Json.adopt(line));
  }
}
