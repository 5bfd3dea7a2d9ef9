package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;

/** Texts of twelve small letters and digits as numbers: ids are drawn so. */
@Algorithm("turns ids into numbers")
final class Drawn {
  static final int CHARS = 12;
  static final int BYTES = Long.BYTES;

  private static final int RADIX = 36;

  private Drawn() {}

  /** The text's number; negative if it is no such text. */
  static long number(String text) {
    if (text.length() != CHARS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < CHARS; i++) {
      char c = text.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * RADIX + digit;
    }
    return number;
  }

  /** The text of that number; the empty one if no text has it. */
  static String text(long number) {
    long left = number;
    char[] text = new char[CHARS];
    for (int i = CHARS - 1; i >= 0; i--) {
      text[i] = Character.forDigit((int) Long.remainderUnsigned(left, RADIX), RADIX);
      left = Long.divideUnsigned(left, RADIX);
    }
    return left == 0 ? new String(text) : "";
  }
}
