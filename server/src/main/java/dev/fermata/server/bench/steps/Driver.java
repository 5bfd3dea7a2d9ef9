package dev.fermata.server.bench.steps;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Keeps so many runs under way, one after the other. */
public final class Driver {
  /** Of each run. */
  static final int STEPS = 10;

  private final LongConsumer start;
  private final Steps steps;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * @param start starts a run with that number
   * @param steps told as each call of a run begins
   */
  public Driver(LongConsumer start, Steps steps) {
    this.start = start;
    this.steps = steps;
  }

  /** Drives until what goes on meanwhile is over. */
  public void drive(int concurrency, Duration warmUp, Steps.Meanwhile meanwhile) {
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < concurrency; i++) workers.add(Thread.ofVirtual().start(this::work));
    try {
      steps.measure(warmUp, meanwhile);
      for (Thread worker : workers) worker.join();
      steps.check();
    } catch (InterruptedException e) {
      steps.stop();
      Thread.currentThread().interrupt();
    }
  }

  /** Drives for that time. */
  public void drive(int concurrency, Duration warmUp, Duration time) {
    drive(concurrency, warmUp, () -> steps.rest(time));
  }

  /**
   * One run after the other, until the time is over. The next begins when the last step of the one
   * before is called, so that no time goes into finding out that a run has ended.
   */
  private void work() {
    try {
      while (steps.goOn()) {
        long number = numbers.incrementAndGet();
        start.accept(number);
        steps.awaitLast(number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      steps.failed(e);
    }
  }

  /**
   * A workflow of so many steps in a row.
   *
   * @param call what stands after {@code call:} in each, to the end of its line
   */
  public static String source(String name, String call) {
    var text =
        new StringBuilder(
            """
            document: { dsl: '1.0.3', namespace: bench, name: %s, version: '1.0.0', metadata: { owner: bench } }
            do:
            """
                .formatted(name));
    for (int i = 1; i <= STEPS; i++)
      text.append("  - step%d:\n      call: ".formatted(i)).append(call);
    return text.toString();
  }
}
