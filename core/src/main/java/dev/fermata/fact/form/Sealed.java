package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.util.Arrays;
import java.util.Base64;

/**
 * Texts that are the base64url form (RFC 4648, section 5, without padding) of 32 bytes, as digests
 * are.
 */
@Algorithm("turns digests into bytes")
final class Sealed {
  static final int CHARS = 43;
  static final int BYTES = 32;

  private static final int BITS = 6;
  private static final int LAST_BITS = 3;
  private static final byte[] SIXES = new byte[128];

  static {
    Arrays.fill(SIXES, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      SIXES[alphabet.charAt(i)] = (byte) i;
    }
  }

  private Sealed() {}

  /**
   * Writes the bytes of a text of {@link #CHARS} characters; false, and nonsense there, if it is no
   * such text, or not the one that {@link #text} makes.
   */
  static boolean decode(String text, byte[] out, int from) {
    int at = from;
    int bits = 0;
    int held = 0;
    for (int i = 0; i < CHARS; i++) {
      char c = text.charAt(i);
      int six = c < SIXES.length ? SIXES[c] : -1;
      if (six < 0) {
        return false;
      }
      held = held << BITS | six;
      bits += BITS;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        out[at++] = (byte) (held >> bits);
      }
    }
    return (held & LAST_BITS) == 0;
  }

  static String text(byte[] bytes, int from) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, from, from + BYTES));
  }
}
