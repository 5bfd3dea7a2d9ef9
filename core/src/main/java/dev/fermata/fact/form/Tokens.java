package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;

/**
 * The bytes of the packed form. It says the same as JSON text: a token for each value, and in an
 * object a name before each. Lengths and numbers stand in groups of seven bits, the lowest first
 * (Protocol Buffers, "Base 128 Varints"); those with a sign are zigzag. Texts of {@link
 * Kept#SHORTEST} to {@link Kept#LONGEST} characters are numbered as they first come, from 0, and
 * are written as that number when they come again in the same body.
 */
@Algorithm("names the bytes of the packed form")
final class Tokens {
  /** The first byte of a packed body; a body of JSON text begins with a bracket. */
  static final int MARK = 0x02;

  /** That of bodies of journals up to format 5, which have no token from {@link #JOINED} on. */
  static final int FIRST_MARK = 0x01;

  static final int NULL = 0x00;
  static final int FALSE = 0x01;
  static final int TRUE = 0x02;

  /** Names and values follow, up to {@link #NAME_END}. */
  static final int OBJECT = 0x03;

  static final int ARRAY = 0x04;
  static final int END_ARRAY = 0x05;

  /** A whole number of at most 64 bits. */
  static final int NUMBER = 0x06;

  /** Any other number: the length and the text that JSON has for it. */
  static final int DECIMAL = 0x07;

  static final int TEXT = 0x08;

  /** The number of a text that came before in this body. */
  static final int AGAIN = 0x09;

  /** A text that is the base64url form of 32 bytes: those. */
  static final int SEALED = 0x0A;

  /** The number of a word of {@link Words}. */
  static final int WORD = 0x0B;

  /**
   * A text with half of a surrogate pair, which JSON can say and UTF-8 cannot: the number of its
   * characters, and each in two bytes, the higher first.
   */
  static final int UNPAIRED = 0x0C;

  /** Two texts, with a slash between them; the whole is numbered after its parts. */
  static final int JOINED = 0x0D;

  /** A text and a number of at most nine digits, with a slash between them; numbered likewise. */
  static final int INDEXED = 0x0E;

  /** As {@link #JOINED}, and not numbered. */
  static final int KEY = 0x0F;

  /** A moment in milliseconds, as its distance from the last one in this body, the first from 0. */
  static final int MOMENT = 0x10;

  /** A value that stands in this body already: where it begins. */
  static final int SAME = 0x11;

  static final int EMPTY_OBJECT = 0x12;
  static final int EMPTY_ARRAY = 0x13;

  /** Plus the number of a {@link Common} value. */
  static final int COMMON = 0x14;

  /** Plus the length in bytes, below {@link #SMALL}. */
  static final int SHORT_TEXT = 0x20;

  /** Plus the number, below {@link #SMALL}. */
  static final int SMALL_NUMBER = 0x60;

  /** Plus the number of a text that came before, below {@link #SMALL}. */
  static final int SMALL_AGAIN = 0xA0;

  /** Plus the number of a {@link Shape}; then which members it has, and their values alone. */
  static final int SHAPE = 0xE0;

  /** A text of {@link Drawn#CHARS} small letters and digits, as ids are: its number. */
  static final int DRAWN = 0xFF;

  static final int SMALL = 0x40;

  /** In the place of a name: below this, a word in one byte; from here on, one in two. */
  static final int NAME_LONG_WORD = 0xE0;

  static final int NAME_END = 0xF0;
  static final int NAME_AGAIN = 0xF1;
  static final int NAME_TEXT = 0xF2;

  /** As {@link #UNPAIRED}. */
  static final int NAME_UNPAIRED = 0xF3;

  /** So many bits of a number stand in one byte. */
  static final int GROUP = 7;

  /** Set where more groups follow. */
  static final int MORE = 1 << GROUP;

  /** How many bytes a number takes at most. */
  static final int LONGEST_NUMBER = 10;

  private Tokens() {}
}
