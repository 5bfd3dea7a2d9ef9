package dev.fermata.server.cli.client;

import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.server.cli.say.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Asks again while the server is away, so that a restart of it does not end a long command. Only
 * for what may be asked twice.
 */
public final class Patience {
  /** How long the server may be away. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long PAUSE_MS = 250;

  private final InstantSource clock;
  private final Progress progress;

  public Patience(InstantSource clock, Progress progress) {
    this.clock = clock;
    this.progress = progress;
  }

  public <T> T with(Supplier<T> question) {
    Instant away = Instant.MAX;
    while (true) {
      try {
        return question.get();
      } catch (Trouble trouble) {
        if (!passing(trouble)) throw trouble;
        Instant now = clock.instant();
        if (away.equals(Instant.MAX)) {
          away = now;
          if (!trouble.passing())
            progress.note("The server is away; trying for " + LIMIT.toSeconds() + " s.");
        }
        if (Duration.between(away, now).compareTo(LIMIT) > 0) throw trouble;
        pause(PAUSE_MS);
      }
    }
  }

  private static boolean passing(Trouble trouble) {
    return trouble.exit() == Exit.UNREACHABLE || trouble.passing();
  }

  public static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.interrupted();
    }
  }
}
