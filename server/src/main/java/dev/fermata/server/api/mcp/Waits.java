package dev.fermata.server.api.mcp;

import dev.fermata.server.api.mcp.Desk.Question;
import java.time.Duration;

/** How long a call of a tool waits for its end; then it answers how things stand. */
final class Waits {
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** The member of {@code _meta} that shortens the wait of one call. */
  static final String SECONDS = "dev.fermata/waitSeconds";

  private Waits() {}

  static Duration of(Question question) {
    int most = (int) LONGEST.toSeconds();
    int wanted = question.params().path("_meta").path(SECONDS).asInt(most);
    return Duration.ofSeconds(Math.clamp(wanted, 0, most));
  }
}
