package dev.fermata.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  @Test
  void who_is_unknown_waits_as_long_as_who_is_known() {
    var passwords = new Passwords(new Random(1));

    String known = passwords.hash(Secret.of("a password of somebody"));

    assertThat(cost(Passwords.NOBODY)).isEqualTo(cost(known));
    assertThat(Passwords.NOBODY).hasSameSizeAs(known);
  }

  @Test
  void nothing_fits_nobody() {
    var passwords = new Passwords(new Random(1));

    assertThat(passwords.fitsNobody(Secret.of("a password of somebody"))).isFalse();
  }

  /** The kind of hash, its version, memory, rounds and lanes. */
  private static String cost(String hash) {
    return hash.substring(0, hash.indexOf('$', hash.indexOf("p=")));
  }
}
