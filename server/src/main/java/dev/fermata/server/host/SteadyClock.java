package dev.fermata.server.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time of this process: the wall clock as it was at the start, and from there on only what has
 * passed. A wall clock that is set forward fires no timer early, one that is set back holds none
 * up; the next start takes it as it is then. Time that the machine slept has passed, too. Safe for
 * use by many threads.
 */
final class SteadyClock extends Clock {
  /** How often it is seen whether the machine slept. */
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;

  private static final double SLEPT_SECONDS = 1;
  private static final Path UPTIME = Path.of("/proc/uptime");

  private final Instant start;
  private final LongSupplier ticks;
  private final Supplier<OptionalDouble> uptime;
  private final long startTicks;
  private final OptionalDouble startUptime;
  private long lookedAt;
  private Duration slept = Duration.ZERO;

  /**
   * @param wall read once
   * @param ticks nanoseconds of the monotonic clock, which stands still while the machine sleeps
   * @param uptime seconds since the machine was started, those that it slept included, if known
   */
  SteadyClock(Clock wall, LongSupplier ticks, Supplier<OptionalDouble> uptime) {
    this.start = wall.instant();
    this.ticks = ticks;
    this.uptime = uptime;
    this.startTicks = ticks.getAsLong();
    this.startUptime = uptime.get();
    this.lookedAt = startTicks;
  }

  static SteadyClock ofThisMachine() {
    return new SteadyClock(Clock.systemUTC(), System::nanoTime, SteadyClock::uptime);
  }

  private static OptionalDouble uptime() {
    try {
      return OptionalDouble.of(Double.parseDouble(Files.readString(UPTIME).split(" ", 2)[0]));
    } catch (IOException | NumberFormatException e) {
      return OptionalDouble.empty(); // Not Linux: then sleep counts from the next start on.
    }
  }

  @Override
  public Instant instant() {
    long now = ticks.getAsLong();
    return start.plusNanos(now - startTicks).plus(slept(now));
  }

  private synchronized Duration slept(long now) {
    if (now - lookedAt >= LOOK_AGAIN_NANOS) {
      lookedAt = now;
      OptionalDouble up = startUptime.isPresent() ? uptime.get() : OptionalDouble.empty();
      if (up.isPresent()) {
        double more = up.getAsDouble() - startUptime.getAsDouble() - (now - startTicks) / 1e9;
        Duration all = Duration.ofMillis((long) (more * 1000));
        // Never back: what was once said to be the time stays past.
        slept = more > SLEPT_SECONDS && all.compareTo(slept) > 0 ? all : slept;
      }
    }
    return slept;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
