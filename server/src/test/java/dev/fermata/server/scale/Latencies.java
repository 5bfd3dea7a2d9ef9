package dev.fermata.server.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long each of many answers took. Safe for use by many threads. */
public final class Latencies {
  private final List<Duration> all = new ArrayList<>();

  /** Does it and notes how long it took. */
  public void time(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    note(Duration.ofNanos(System.nanoTime() - begin));
  }

  public synchronized void note(Duration took) {
    all.add(took);
  }

  public synchronized int count() {
    return all.size();
  }

  public synchronized Duration percentile(double share) {
    List<Duration> sorted = all.stream().sorted().toList();
    int at = (int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size()));
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(at);
  }
}
