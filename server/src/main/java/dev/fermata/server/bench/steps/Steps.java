package dev.fermata.server.bench.steps;

import dev.fermata.server.bench.rig.Latencies;
import dev.fermata.server.bench.rig.Load;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts steps as their calls begin. The call of a step begins only when the result of the one
 * before is durable, so the time between two calls of a run is one whole step. Safe for use by many
 * threads at once.
 */
public final class Steps {
  private static final double MICRO = 1e-3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<Long, Run> runs = new ConcurrentHashMap<>();
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong measured = new AtomicLong();
  private final Latencies latencies = new Latencies();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Duration patience;
  private final ProcessHandle[] besides;
  private volatile boolean measuring;
  private volatile long measuredNanos = 1;
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private volatile Load.Used used = new Load.Used(Duration.ZERO, 0, 0);

  /**
   * @param besides other processes that do a part of the steps
   */
  public Steps(ProcessHandle... besides) {
    this(PATIENCE, besides);
  }

  /**
   * With less patience.
   *
   * @param patience how long a run may take until it counts as lost
   */
  Steps(Duration patience, ProcessHandle... besides) {
    this.patience = patience;
    this.besides = besides.clone();
  }

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
  public void reached(long number) {
    long now = System.nanoTime();
    Run run = run(number);
    total.incrementAndGet();
    if (measuring) {
      measured.incrementAndGet();
      if (run.calls > 0) latencies.note(now - run.before);
    }
    run.before = now;
    run.calls++;
    if (run.calls == Driver.STEPS) run.last.countDown();
  }

  /** Waits until the last step of that run is called; a run that is lost fails the benchmark. */
  void awaitLast(long number) throws InterruptedException {
    if (!run(number).last.await(patience.toMillis(), TimeUnit.MILLISECONDS))
      throw new IllegalStateException(
          "run " + number + " came to " + run(number).calls + " of its steps and no further");
    runs.remove(number);
  }

  /** Ends the benchmark: this went wrong. */
  void failed(RuntimeException e) {
    failure.compareAndSet(null, e);
    stop();
  }

  /** Throws what went wrong, if anything did. */
  void check() {
    if (failure.get() != null)
      throw new IllegalStateException("the benchmark failed", failure.get());
  }

  boolean goOn() {
    return end.getCount() > 0;
  }

  void stop() {
    end.countDown();
  }

  /** What goes on while steps are counted. */
  public interface Meanwhile {
    void run() throws InterruptedException;
  }

  /** Lets it warm up, then counts while something goes on, then lets no further run begin. */
  void measure(Duration warmUp, Meanwhile meanwhile) throws InterruptedException {
    rest(warmUp);
    var load = new Load(besides);
    long start = System.nanoTime();
    measuring = true;
    meanwhile.run();
    measuring = false;
    measuredNanos = System.nanoTime() - start;
    used = load.used();
    check();
    stop();
  }

  /** Lets that time go by, unless something goes wrong. */
  void rest(Duration time) throws InterruptedException {
    if (end.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      check();
      throw new IllegalStateException("the benchmark was stopped before its time");
    }
  }

  /** Steps that were counted. */
  long measured() {
    return measured.get();
  }

  /** Steps that were called, counted or not. */
  long total() {
    return Math.max(1, total.get());
  }

  /** How fast they were. */
  public StepsResult.Speed speed() {
    double perSecond = measured.get() * 1e9 / measuredNanos;
    return new StepsResult.Speed(perSecond, latencies.ms(0.5), latencies.ms(0.99));
  }

  /** The longest step. */
  public double longestMs() {
    return latencies.ms(1);
  }

  /** How much time of all cores one step took, of this process and those beside it. */
  public double cpuMicrosPerStep() {
    return used.cpu().toNanos() * MICRO / Math.max(1, measured.get());
  }

  /** How many cores others kept busy meanwhile. */
  public double otherCores() {
    return used.otherCores();
  }
}
