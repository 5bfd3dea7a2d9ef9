package dev.fermata.server.log;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** One line an event: time, level, subject, text. Control characters are shown, not sent. */
public final class PlainLog implements Log {
  /** How much of a text is written. */
  public static final int LINE_CHARS = 4_000;

  private final PrintStream out;
  private final Level least;
  private final InstantSource clock;

  public PlainLog(PrintStream out, Level least, InstantSource clock) {
    this.out = out;
    this.least = least;
    this.clock = clock;
  }

  @Override
  public void line(Level level, String subject, String text) {
    if (level.compareTo(least) >= 0) {
      out.println(
          clock.instant().truncatedTo(ChronoUnit.MILLIS)
              + " "
              + level.name().toLowerCase(Locale.ROOT)
              + " "
              + clean(subject)
              + ": "
              + clean(Redaction.of(text)));
    }
  }

  static String clean(String text) {
    String cut = text.length() > LINE_CHARS ? text.substring(0, LINE_CHARS) + "…" : text;
    var line = new StringBuilder(cut.length());
    cut.codePoints()
        .forEach(c -> {
          boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
          line.append(hidden ? "\\u%04x".formatted(c) : Character.toString(c));
        });
    return line.toString();
  }
}
