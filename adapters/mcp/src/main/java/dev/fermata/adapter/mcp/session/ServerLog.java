package dev.fermata.adapter.mcp.session;

import java.util.concurrent.TimeUnit;

/** Passes a server's lines on to the log, so many a second; the rest is counted. Thread-safe. */
public final class ServerLog {
  /** Where the lines go that servers write beside the protocol, and what happens to them. */
  @FunctionalInterface
  public interface Sink {
    void line(String name, String text);
  }

  private final String name;
  private final Sink log;
  private final McpLimits limits;
  private long window = System.nanoTime();
  private int passed;
  private long leftOut;

  public ServerLog(String name, Sink log, McpLimits limits) {
    this.name = name;
    this.log = log;
    this.limits = limits;
  }

  public void write(String text) {
    long unsaid;
    synchronized (this) {
      long now = System.nanoTime();
      if (now - window > TimeUnit.SECONDS.toNanos(1)) {
        window = now;
        passed = 0;
      }
      if (passed >= limits.logLinesPerSecond()) {
        leftOut++;
        return;
      }
      passed++;
      unsaid = leftOut;
      leftOut = 0;
    }
    if (unsaid > 0) {
      log.line(name, unsaid + " lines left out: it writes too many");
    }
    log.line(name, Text.clip(text, McpLimits.LOG_CHARS));
  }
}
