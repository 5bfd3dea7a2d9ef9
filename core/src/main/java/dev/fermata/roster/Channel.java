package dev.fermata.roster;

import java.util.Locale;
import java.util.Optional;

/**
 * Where somebody is told what waits for them.
 *
 * @param to a mail address, or the URL of a hook that takes posts
 */
public record Channel(Kind kind, String to) {
  private static final int TO_CHARS = 2_000;

  /** How it is told. */
  public enum Kind {
    EMAIL,
    /** JSON of our own. */
    WEBHOOK,
    /** JSON as Slack's incoming webhooks take it. */
    SLACK,
    /** JSON as Microsoft Teams' workflows take it. */
    TEAMS;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  public Channel {
    if (to.isBlank() || to.length() > TO_CHARS || to.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a channel leads to an address of 1 to " + TO_CHARS + " plain characters");
    }
    boolean mail = kind == Kind.EMAIL;
    if (mail && to.indexOf('@') < 1) {
      throw new IllegalArgumentException("'" + to + "' is no mail address");
    }
    if (!mail && !to.startsWith("https://") && !to.startsWith("http://")) {
      throw new IllegalArgumentException("'" + to + "' is no URL; give https://…");
    }
  }

  /** As people write it. */
  @Override
  public String toString() {
    return kind.word() + ":" + to;
  }
}
