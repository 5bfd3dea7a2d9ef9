package dev.fermata.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** So many at once and so many a second, for each key. Remembers a bounded number of keys. */
public final class Throttle {
  private static final int KEYS = 10_000;

  private static final class Bucket {
    double left;
    Instant at;

    Bucket(double left, Instant at) {
      this.left = left;
      this.at = at;
    }
  }

  private final double burst;
  private final double perSecond;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > KEYS;
        }
      };

  public Throttle(int burst, double perSecond, InstantSource clock) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /**
   * Takes so many.
   *
   * @return zero if they were there, else how long to wait; then nothing was taken
   */
  public synchronized Duration take(String key, int count) {
    Bucket bucket = refilled(key);
    if (bucket.left >= count) {
      bucket.left -= count;
      return Duration.ZERO;
    }
    return Duration.ofMillis((long) Math.ceil((count - bucket.left) * 1000 / perSecond));
  }

  /** Gives back what turned out not to count. */
  public synchronized void giveBack(String key, int count) {
    Bucket bucket = refilled(key);
    bucket.left = Math.min(burst, bucket.left + count);
  }

  private Bucket refilled(String key) {
    Instant now = clock.instant();
    Bucket bucket = buckets.computeIfAbsent(key, k -> new Bucket(burst, now));
    double seconds = Math.max(0, Duration.between(bucket.at, now).toMillis() / 1000.0);
    bucket.left = Math.min(burst, bucket.left + seconds * perSecond);
    bucket.at = now;
    return bucket;
  }
}
