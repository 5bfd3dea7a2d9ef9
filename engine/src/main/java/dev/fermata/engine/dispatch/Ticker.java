package dev.fermata.engine.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Wakes the dispatch when a call that waits for time may leave. */
public final class Ticker implements Runnable {
  /** The clock is read at least so often, so that a jump of it is noticed. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private static final Duration SOON = Duration.ofMillis(1);

  private final Dispatch dispatch;
  private final InstantSource clock;
  private final Consumer<Throwable> failed;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param failed hears of what it cannot go on after
   */
  public Ticker(Dispatch dispatch, InstantSource clock, Consumer<Throwable> failed) {
    this.dispatch = dispatch;
    this.clock = clock;
    this.failed = failed;
  }

  public void end() {
    ended.countDown();
  }

  @Override
  public void run() {
    try {
      while (!ended.await(untilNext().toNanos(), TimeUnit.NANOSECONDS)) {
        dispatch.tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  private Duration untilNext() {
    Optional<Instant> next = dispatch.nextTurn();
    Duration left = next.map(at -> Duration.between(clock.instant(), at)).orElse(LOOK_AGAIN);
    return left.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : left.isPositive() ? left : SOON;
  }
}
