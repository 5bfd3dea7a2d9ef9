package dev.fermata.server.bench.rig;

import java.time.Duration;

/**
 * How long a benchmark of speed takes.
 *
 * @param warmUp before anything is counted
 * @param measured what is counted
 * @param bare of the bare store, in comparison
 */
public record Times(Duration warmUp, Duration measured, Duration bare) {
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration BARE = Duration.ofSeconds(3);

  /** As usual, and so long what is counted. */
  public static Times measuring(Duration measured) {
    return new Times(WARM_UP, measured, BARE);
  }

  /** The same after another warm-up. */
  public Times warmedUp(Duration time) {
    return new Times(time, measured, bare);
  }
}
