package dev.fermata.adapter.process;

import java.util.concurrent.TimeUnit;

/** Passes a child's lines on to the log, so many a second; the rest is counted. Thread-safe. */
final class ChildLog {
  private final String name;
  private final ProcessCaller.Log log;
  private final ProcessLimits limits;
  private long window = System.nanoTime();
  private int passed;
  private long leftOut;

  ChildLog(String name, ProcessCaller.Log log, ProcessLimits limits) {
    this.name = name;
    this.log = log;
    this.limits = limits;
  }

  void write(String text) {
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
    log.line(name, Wire.clip(text, limits.logChars()));
  }
}
