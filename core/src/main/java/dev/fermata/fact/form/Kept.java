package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The texts of one body that a writer has numbered, so that it need not write them twice. */
@Algorithm("numbers texts")
final class Kept {
  static final int SHORTEST = 3;
  static final int LONGEST = 64;

  /** So many texts of a body are numbered. */
  static final int LIMIT = 1 << 14;

  private static final int FIRST_SLOTS = 64;

  /** So many slots are looked at for one text: whoever makes texts of equal hash gains nothing. */
  private static final int PROBES = 32;

  private static final int SPREAD = 0x9E3779B9;

  private @Nullable String[] texts = new String[FIRST_SLOTS];
  private int[] numbers = new int[FIRST_SLOTS];
  private int size;

  /** Whether writer and reader number such a text, if so many are numbered. */
  static boolean takes(String text, int size) {
    return text.length() >= SHORTEST && text.length() <= LONGEST && size < LIMIT;
  }

  /** The text's number if it came before; else it gets one, if it may, and this is negative. */
  int number(String text) {
    if (text.length() < SHORTEST || text.length() > LONGEST) {
      return -1;
    }
    int slot = slot(text, texts);
    if (slot >= 0 && texts[slot] != null) {
      return numbers[slot];
    }
    if (size < LIMIT) {
      if (slot >= 0) {
        texts[slot] = text;
        numbers[slot] = size;
      }
      size++; // A reader counts it in any case.
      if (size * 2 > texts.length) {
        grow();
      }
    }
    return -1;
  }

  /** Whether it came before; it gets no number. */
  boolean isKnown(String text) {
    if (text.length() < SHORTEST || text.length() > LONGEST) {
      return false;
    }
    int slot = slot(text, texts);
    return slot >= 0 && texts[slot] != null;
  }

  private void grow() {
    @Nullable String[] before = texts;
    int[] numbered = numbers;
    texts = new String[before.length * 2];
    numbers = new int[texts.length];
    for (int i = 0; i < before.length; i++) {
      String text = before[i];
      if (text != null) {
        int slot = slot(text, texts);
        if (slot >= 0) {
          texts[slot] = text;
          numbers[slot] = numbered[i];
        }
      }
    }
  }

  /** Where the text is, or would be; negative where too many others are in its way. */
  private static int slot(String text, @Nullable String[] texts) {
    int slot = text.hashCode() * SPREAD >>> Integer.numberOfLeadingZeros(texts.length - 1);
    for (int probe = 0; probe < PROBES; probe++) {
      String there = texts[slot];
      if (there == null || there.equals(text)) {
        return slot;
      }
      slot = slot + 1 & texts.length - 1;
    }
    return -1;
  }

  @Override
  public String toString() {
    return size + " of " + Arrays.toString(texts);
  }
}
