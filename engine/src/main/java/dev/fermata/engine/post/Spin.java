package dev.fermata.engine.post;

import java.util.function.BooleanSupplier;

/**
 * A short wait without giving up the core. Work comes in bursts, and a thread that sleeps between
 * two pieces of it pays more for falling asleep and being woken than for the piece itself, most of
 * all on a virtual machine whose core then halts. Whoever has had nothing for that long sleeps.
 */
public final class Spin {
  /** About what waking a halted core takes. */
  private static final long LIMIT_NANOS = 50_000;

  private Spin() {}

  /** Returns once there is something to do, or after the limit. */
  public static void until(BooleanSupplier something) {
    if (something.getAsBoolean()) {
      return;
    }
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!something.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
