package dev.fermata.server.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long each of many answers took. Safe for use by many threads. */
final class Latencies {
  private final List<Duration> all = new ArrayList<>();

  /** Does it and notes how long it took. */
  void time(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    note(Duration.ofNanos(System.nanoTime() - begin));
  }

  synchronized void note(Duration took) {
    all.add(took);
  }

  synchronized int count() {
    return all.size();
  }

  synchronized Duration percentile(double share) {
    List<Duration> sorted = all.stream().sorted().toList();
    int at = (int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size()));
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(at);
  }
}
