package dev.fermata.server.auth.hook;

import dev.fermata.roster.Hook;
import dev.fermata.server.auth.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Says whether a request may come in through a hook. Thread-safe. */
public final class HookDoor {
  /** How far a request's time may be from ours. */
  public static final Duration WINDOW = Duration.ofMinutes(5);

  /** How many requests may come in through one hook at once. */
  public static final int BURST = 500;

  /** And how many a second after that. */
  public static final double A_SECOND = 50;

  /** Looked for where there is no hook of a name, so that its absence takes as long. */
  private static final String NONE = "none";

  private final HookKey key;
  private final InstantSource clock;
  private final Throttle throttle;

  public HookDoor(HookKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
    this.throttle = new Throttle(BURST, A_SECOND, clock);
  }

  /** What is said to whoever knocks. */
  public sealed interface Word {
    record Enter(Hook hook) implements Word {}

    /** Says neither whether there is such a hook nor what was wrong. */
    record Wrong() implements Word {}

    /** Rightly signed, but not now. */
    record OutOfTime(Duration off) implements Word {}

    record TooMany(Duration after) implements Word {}
  }

  /**
   * Looks at one request.
   *
   * @param hook the one of the name that was asked for, if there is one
   */
  public Word knock(Optional<Hook> hook, Signed request) {
    boolean right = request.by(key.secret(hook.map(Hook::id).orElse(NONE)));
    if (hook.isEmpty() || !right) {
      return new Word.Wrong();
    }
    Instant now = clock.instant();
    Duration off = Duration.between(now, request.sent());
    if (off.abs().compareTo(WINDOW) > 0) {
      return new Word.OutOfTime(off);
    }
    // Only what is rightly signed counts: nobody else can use up a hook's share.
    Duration wait = throttle.take(hook.get().name(), 1);
    return wait.isZero() ? new Word.Enter(hook.get()) : new Word.TooMany(wait);
  }
}
