package dev.fermata.server.cli.say;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a long command is: a bar on a terminal, elsewhere a line every few seconds. Goes to
 * stderr. Used by one thread.
 */
public final class Progress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BAR = 24;
  private static final String TO_LINE_START = "\r\u001b[K";

  private final Screen screen;
  private Instant last;
  private String shown = "";

  public Progress(Screen screen) {
    this.screen = screen;
    this.last = screen.clock().instant();
  }

  /** Shows how many of all are done; with a total of 0 only the words. */
  public void show(long done, long total, String words) {
    String text = total > 0 ? bar(done, total) + " " + done + "/" + total + "  " + words : words;
    if (text.equals(shown)) return;
    Instant now = screen.clock().instant();
    if (screen.errSeen()) {
      screen.status(TO_LINE_START + text);
    } else if (Duration.between(last, now).compareTo(PATIENCE) >= 0) {
      screen.note(total > 0 ? done + "/" + total + "  " + words : words);
      last = now;
    } else {
      return;
    }
    shown = text;
  }

  /** A line that stays, above the bar. */
  public void note(String line) {
    clear();
    screen.note(line);
  }

  private static String bar(long done, long total) {
    int full = (int) (BAR * Math.min(done, total) / total);
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  /** Takes the bar away. */
  public void clear() {
    if (screen.errSeen() && !shown.isEmpty()) screen.status(TO_LINE_START);
    shown = "";
  }

  @Override
  public void close() {
    clear();
  }
}
