package dev.fermata.server.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts steps as their calls begin. The call of a step begins only when the result of the one
 * before is durable, so the time between two calls of a run is one whole step. Safe for use by many
 * threads at once.
 */
final class Steps {
  private static final int LATENCY_LIMIT = 4_000_000;
  private static final double NANOS_PER_MS = 1_000_000;

  private final Map<Long, Run> runs = new ConcurrentHashMap<>();
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong measured = new AtomicLong();
  private final List<Long> latencies = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean measuring;
  private volatile long measuredNanos = 1;

  /** One run's calls so far. */
  private static final class Run {
    final CountDownLatch last = new CountDownLatch(1);
    int calls;
    long before;
  }

  private Run run(long number) {
    return runs.computeIfAbsent(number, _ -> new Run());
  }

  /** The next call of that run begins. */
  void reached(long number) {
    long now = System.nanoTime();
    Run run = run(number);
    total.incrementAndGet();
    if (measuring) {
      measured.incrementAndGet();
      if (run.calls > 0) note(now - run.before);
    }
    run.before = now;
    run.calls++;
    if (run.calls == StepsBench.STEPS) run.last.countDown();
  }

  private void note(long nanos) {
    synchronized (latencies) {
      if (latencies.size() < LATENCY_LIMIT) latencies.add(nanos);
    }
  }

  void awaitLast(long number) throws InterruptedException {
    run(number).last.await();
    runs.remove(number);
  }

  boolean goOn() {
    return end.getCount() > 0;
  }

  void stop() {
    end.countDown();
  }

  /** Lets it warm up, then counts for that time, then lets no further run begin. */
  void measure(Duration warmUp, Duration time) throws InterruptedException {
    boolean never = end.await(warmUp.toNanos(), TimeUnit.NANOSECONDS);
    long start = System.nanoTime();
    measuring = true;
    never |= end.await(time.toNanos(), TimeUnit.NANOSECONDS);
    measuring = false;
    measuredNanos = System.nanoTime() - start;
    if (never) throw new IllegalStateException("the benchmark was stopped before its time");
    stop();
  }

  long total() {
    return Math.max(1, total.get());
  }

  StepsResult result(int concurrency, Duration time, double bytesPerStep, double bare) {
    double perSecond = measured.get() * 1e9 / measuredNanos;
    List<Long> sorted;
    synchronized (latencies) {
      sorted = latencies.stream().sorted().toList();
    }
    return new StepsResult(
        concurrency,
        time,
        new StepsResult.Speed(perSecond, percentile(sorted, 0.5), percentile(sorted, 0.99)),
        bytesPerStep,
        bare);
  }

  private static double percentile(List<Long> sorted, double share) {
    if (sorted.isEmpty()) return 0;
    int at = (int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size()));
    return sorted.get(at) / NANOS_PER_MS;
  }
}
