package dev.fermata.server.auth;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/** Argon2id hashes. At most so many are made at once, since each takes 19 MiB. Thread-safe. */
public final class Passwords {
  public static final int LEAST_CHARS = 12;
  public static final int MOST_CHARS = 256;

  // OWASP's first choice for Argon2id: 19 MiB, 2 rounds, 1 lane.
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int ROUNDS = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int AT_ONCE = 4;

  /**
   * The hash of a secret that nobody kept. What is given is compared with it where there is no
   * password, so that it takes as long.
   */
  static final String NOBODY =
      "$argon2id$v=19$m=19456,t=2,p=1$54SAzPzEIAQBg8PQOCYKwg$1o3aAAucvjMYHWw8bb+06SuSMOvt96jJulprfqSnp44";

  private final Argon2Function argon =
      Argon2Function.getInstance(MEMORY_KIB, ROUNDS, LANES, HASH_BYTES, Argon2.ID);
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final RandomGenerator chance;

  public Passwords(RandomGenerator chance) {
    this.chance = chance;
  }

  public String hash(Secret password) {
    var salt = new byte[SALT_BYTES];
    synchronized (chance) {
      chance.nextBytes(salt);
    }
    places.acquireUninterruptibly();
    try {
      return argon.hash(bytes(password), salt).getResult();
    } finally {
      places.release();
    }
  }

  public boolean fits(Secret password, String hash) {
    places.acquireUninterruptibly();
    try {
      return argon.check(bytes(password), hash.getBytes(StandardCharsets.UTF_8));
    } finally {
      places.release();
    }
  }

  /** Takes as long as {@link #fits}, and never fits. */
  public boolean fitsNobody(Secret password) {
    fits(password, NOBODY);
    return false;
  }

  private static byte[] bytes(Secret password) {
    return password.reveal().getBytes(StandardCharsets.UTF_8);
  }
}
