package dev.fermata.fact.form;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.base.GeneratorBase;
import com.fasterxml.jackson.core.io.NumberOutput;
import dev.fermata.value.Algorithm;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the packed form ({@link Tokens}) into memory; a mapper drives it as it would drive a
 * writer of JSON text.
 */
@Algorithm("writes the packed form")
public final class PackedWriter extends GeneratorBase {
  private static final int FIRST_BYTES = 1024;

  private final Kept kept = new Kept();
  private byte[] out = new byte[FIRST_BYTES];
  private int length;

  @SuppressWarnings("deprecation") // The other one wants buffers, which are not used here.
  public PackedWriter(ObjectCodec codec) {
    super(0, codec);
    put(Tokens.MARK);
  }

  /** What was written. */
  public byte[] bytes() {
    return Arrays.copyOf(out, length);
  }

  @Override
  public void writeStartArray() {
    put(Tokens.ARRAY);
  }

  @Override
  public void writeEndArray() {
    put(Tokens.END_ARRAY);
  }

  @Override
  public void writeStartObject() {
    put(Tokens.OBJECT);
  }

  @Override
  public void writeEndObject() {
    put(Tokens.NAME_END);
  }

  @Override
  public void writeFieldName(SerializableString name) {
    writeFieldName(name.getValue());
  }

  @Override
  public void writeFieldName(String name) {
    int word = Words.number(name);
    if (word >= 0 && word < Tokens.NAME_LONG_WORD) {
      put(word);
    } else if (word >= 0) {
      put(Tokens.NAME_LONG_WORD + (word - Tokens.NAME_LONG_WORD >> 8));
      put(word - Tokens.NAME_LONG_WORD);
    } else {
      int before = kept.number(name);
      if (before >= 0) {
        put(Tokens.NAME_AGAIN);
        unsigned(before);
      } else {
        named(name);
      }
    }
  }

  @Override
  public void writeString(String text) {
    int word = text.length() <= Kept.LONGEST ? Words.number(text) : -1;
    if (word >= 0) {
      put(Tokens.WORD);
      unsigned(word);
      return;
    }
    int before = kept.number(text);
    if (before >= Tokens.SMALL) {
      put(Tokens.AGAIN);
      unsigned(before);
    } else if (before >= 0) {
      put(Tokens.SMALL_AGAIN + before);
    } else if (text.length() != Sealed.CHARS || !sealed(text)) {
      text(text);
    }
  }

  private void named(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (isUnpaired(name, utf8)) {
      put(Tokens.NAME_UNPAIRED);
      characters(name);
    } else {
      put(Tokens.NAME_TEXT);
      unsigned(utf8.length);
      put(utf8);
    }
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (isUnpaired(text, utf8)) {
      put(Tokens.UNPAIRED);
      characters(text);
      return;
    }
    if (utf8.length < Tokens.SMALL) {
      put(Tokens.SHORT_TEXT + utf8.length);
    } else {
      put(Tokens.TEXT);
      unsigned(utf8.length);
    }
    put(utf8);
  }

  /** Whether a text's bytes say less than the text; a question mark stands for what they cannot. */
  private static boolean isUnpaired(String text, byte[] utf8) {
    for (byte each : utf8) {
      if (each == '?') {
        return !text.equals(new String(utf8, StandardCharsets.UTF_8));
      }
    }
    return false;
  }

  private void characters(String text) {
    unsigned(text.length());
    room(Character.BYTES * text.length());
    for (int i = 0; i < text.length(); i++) {
      out[length++] = (byte) (text.charAt(i) >> Byte.SIZE);
      out[length++] = (byte) text.charAt(i);
    }
  }

  private boolean sealed(String text) {
    room(1 + Sealed.BYTES);
    if (!Sealed.decode(text, out, length + 1)) {
      return false;
    }
    put(Tokens.SEALED);
    length += Sealed.BYTES;
    return true;
  }

  @Override
  public void writeNumber(int value) {
    writeNumber((long) value);
  }

  @Override
  public void writeNumber(long value) {
    if (value >= 0 && value < Tokens.SMALL) {
      put(Tokens.SMALL_NUMBER + (int) value);
    } else {
      put(Tokens.NUMBER);
      unsigned(value << 1 ^ value >> 63);
    }
  }

  @Override
  public void writeNumber(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      writeNumber(value.longValue());
    } else {
      decimal(value.toString());
    }
  }

  @Override
  public void writeNumber(BigDecimal value) {
    decimal(value.toString());
  }

  @Override
  public void writeNumber(double value) {
    // As in JSON text, which has no other way for them.
    if (Double.isFinite(value)) {
      decimal(NumberOutput.toString(value, false));
    } else {
      writeString(String.valueOf(value));
    }
  }

  @Override
  public void writeNumber(float value) {
    if (Float.isFinite(value)) {
      decimal(NumberOutput.toString(value, false));
    } else {
      writeString(String.valueOf(value));
    }
  }

  @Override
  public void writeNumber(String encoded) {
    decimal(encoded);
  }

  private void decimal(String text) {
    put(Tokens.DECIMAL);
    literal(text);
  }

  @Override
  public void writeBoolean(boolean state) {
    put(state ? Tokens.TRUE : Tokens.FALSE);
  }

  @Override
  public void writeNull() {
    put(Tokens.NULL);
  }

  @Override
  public void writeString(char[] buffer, int offset, int count) {
    writeString(new String(buffer, offset, count));
  }

  @Override
  public void writeUTF8String(byte[] buffer, int offset, int count) {
    writeString(new String(buffer, offset, count, StandardCharsets.UTF_8));
  }

  @Override
  public void writeBinary(Base64Variant variant, byte[] data, int offset, int count) {
    writeString(variant.encode(Arrays.copyOfRange(data, offset, offset + count)));
  }

  @Override
  public void writeRawUTF8String(byte[] buffer, int offset, int count) {
    throw raw();
  }

  @Override
  public void writeRaw(String text) {
    throw raw();
  }

  @Override
  public void writeRaw(String text, int offset, int count) {
    throw raw();
  }

  @Override
  public void writeRaw(char[] text, int offset, int count) {
    throw raw();
  }

  @Override
  public void writeRaw(char c) {
    throw raw();
  }

  private static UnsupportedOperationException raw() {
    return new UnsupportedOperationException("the packed form has no raw text");
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void flush() {
    // It is all in memory.
  }

  @Override
  protected void _releaseBuffers() {
    // There are none.
  }

  @Override
  protected void _verifyValueWrite(String type) {
    // The mapper calls in the right order.
  }

  private void literal(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    unsigned(utf8.length);
    put(utf8);
  }

  private void put(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
  }

  private void put(int token) {
    room(1);
    out[length++] = (byte) token;
  }

  private void unsigned(long value) {
    room(Tokens.LONGEST_NUMBER);
    long left = value;
    while ((left & -Tokens.MORE) != 0) {
      out[length++] = (byte) (left & Tokens.MORE - 1 | Tokens.MORE);
      left >>>= Tokens.GROUP;
    }
    out[length++] = (byte) left;
  }

  private void room(int more) {
    if (length + more > out.length) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
    }
  }
}
