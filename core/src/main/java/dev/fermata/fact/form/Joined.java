package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;

/** Texts of parts with slashes between them, as paths are. */
@Algorithm("takes numbers out of texts")
final class Joined {
  /** So many parts are taken apart. */
  static final int LIMIT = 16;

  private static final int DIGITS_LIMIT = 9;
  private static final int RADIX = 10;

  private Joined() {}

  /** The number that a part is, written as we write it; negative if it is none. */
  static int index(String part) {
    int length = part.length();
    if (length == 0 || length > DIGITS_LIMIT || length > 1 && part.charAt(0) == '0') {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < length; i++) {
      int digit = part.charAt(i) - '0';
      if (digit < 0 || digit >= RADIX) {
        return -1;
      }
      number = number * RADIX + digit;
    }
    return number;
  }
}
