package dev.fermata.watch.drift;

import java.time.Instant;

/** What a detector says after a case. */
public sealed interface Change {
  /**
   * The figure no longer behaves as it did.
   *
   * @param up whether it rose
   * @param since when the cases began that say so
   * @param cases how many they are
   * @param evidence so many cases pass on average before chance alone brings as much
   * @param usual the median before, or the share
   * @param now the same of the latest cases
   */
  record Shifted(boolean up, Instant since, long cases, double evidence, double usual, double now)
      implements Change {}

  /**
   * It is over.
   *
   * @param stays whether it did not go back, and what it is now is usual from here on
   */
  record Over(boolean stays) implements Change {}
}
