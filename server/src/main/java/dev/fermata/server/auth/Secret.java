package dev.fermata.server.auth;

import dev.fermata.value.Digest;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** A text that must not be seen: it has no readable form of its own, and compares by digest. */
public final class Secret {
  /** Enough that nobody guesses one, and that a plain SHA-256 of it gives nothing away. */
  private static final int RANDOM_BYTES = 32;

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  public static Secret of(String text) {
    return new Secret(text);
  }

  /** A new one of 256 random bits; letters, digits, dashes and underscores. */
  public static Secret random(RandomGenerator chance) {
    var bytes = new byte[RANDOM_BYTES];
    String text;
    do {
      chance.nextBytes(bytes);
      text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      // On a command line it would be taken for an option.
    } while (text.startsWith("-"));
    return new Secret(text);
  }

  /** The text itself: for the one to whom it is given, and for nobody else. */
  public String reveal() {
    return text;
  }

  public Digest hash() {
    return Digest.of(text);
  }

  /** Another secret that follows from this one and does not lead back to it. */
  public String derived(String purpose) {
    return Digest.of(purpose + ":" + text).value();
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
