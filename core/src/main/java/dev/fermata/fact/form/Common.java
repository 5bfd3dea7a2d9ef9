package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values that nearly every step has, and that take one byte. A value's number is its place in its
 * list and is stored, so both lists only ever grow at their ends, up to {@link #LIMIT} together.
 */
@Algorithm("numbers values")
final class Common {
  /** What is known of a value of which all comes from somebody who is not trusted. */
  static final int ALL_UNTRUSTED = 0;

  /** The label of one such part. */
  static final int UNTRUSTED = 1;

  /** So many are trees; the texts follow. */
  static final int TREES = 4;

  static final int LIMIT = Tokens.SHORT_TEXT - Tokens.COMMON;

  private static final List<String> TEXTS = List.of("READ", "PT1M", "built-in/allow", "/do");
  private static final byte[] NUMBERS = new byte[Words.all().size()];

  private static final byte[][] PACKED = new byte[2][];

  static {
    for (String text : TEXTS) {
      NUMBERS[Words.number(text)] = (byte) (Tokens.COMMON + TREES + TEXTS.indexOf(text));
    }
    byte untrusted = (byte) Words.number("untrusted");
    byte end = (byte) Tokens.NAME_END;
    PACKED[UNTRUSTED] = new byte[] {Tokens.OBJECT, untrusted, Tokens.TRUE, end};
    PACKED[ALL_UNTRUSTED] =
        new byte[] {
          Tokens.OBJECT, (byte) Tokens.NAME_TEXT, 0, Tokens.OBJECT, untrusted, Tokens.TRUE, end, end
        };
  }

  private Common() {}

  /** The token of that word; 0 if it is none of these. */
  static int token(int word) {
    return NUMBERS[word];
  }

  /** The text of that number; {@code null} if it is no text. */
  static @Nullable String text(int number) {
    int index = number - TREES;
    return index >= 0 && index < TEXTS.size() ? TEXTS.get(index) : null;
  }

  /** The packed form of the tree of that number; {@code null} if it is no tree. */
  static byte @Nullable [] tree(int number) {
    return number >= 0 && number < PACKED.length ? PACKED[number] : null;
  }
}
