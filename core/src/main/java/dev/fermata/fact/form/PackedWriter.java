package dev.fermata.fact.form;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.fermata.value.Algorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the packed form ({@link Tokens}) into memory; a mapper drives it as it would drive a
 * writer of JSON text.
 */
@Algorithm("writes the packed form")
public final class PackedWriter extends TokenGenerator {
  private static final int FIRST_BYTES = 1024;

  private final Kept kept = new Kept();
  private final Trees trees = new Trees();
  private final Open open = new Open();
  private byte[] out = new byte[FIRST_BYTES];
  private int length;
  private long moment;
  private @Nullable Shape next;

  /** Where the last object or list begins if nothing is in it yet. */
  private int empty;

  public PackedWriter(ObjectCodec codec) {
    super(codec);
    put(Tokens.MARK);
  }

  /** What was written. */
  public byte[] bytes() {
    return Arrays.copyOf(out, length);
  }

  /** Begins the tag of a case; the next object holds its members, and then the tag ends. */
  public void startCase(String name) {
    next = Shape.ofCase(name);
    if (next == null) {
      writeStartObject();
      writeFieldName(name);
    }
  }

  public void endCase(String name) {
    if (Shape.ofCase(name) == null) {
      writeEndObject();
    }
  }

  /** The next object holds the members of such a record. */
  public void shape(String record) {
    next = Shape.ofRecord(record);
  }

  /** A value; if the same object was written before, the place of that. */
  void writeTree(JsonNode tree, SerializerProvider provider) throws IOException {
    int begin = trees.begin(tree);
    if (begin > 0) {
      put(Tokens.SAME);
      unsigned(begin);
    } else {
      begin = length;
      tree.serialize(this, provider);
      trees.add(tree, begin, length);
    }
  }

  void writeCommon(int number) {
    put(Tokens.COMMON + number);
  }

  public void writeMoment(long millis) {
    long since = millis - moment;
    moment = millis;
    put(Tokens.MOMENT);
    unsigned(since << 1 ^ since >> 63);
  }

  /** The text {@code first/rest}, which is not likely to come again as a whole. */
  public void writeKey(String first, String rest) {
    put(Tokens.KEY);
    writeString(first);
    writePath(rest);
  }

  /** A text of parts with slashes between them; parts come again more often than wholes. */
  public void writePath(String path) {
    path(path, Joined.LIMIT);
  }

  private void path(String path, int limit) {
    int slash = path.lastIndexOf('/');
    if (slash <= 0 || limit == 0 || Words.number(path) >= 0 || kept.isKnown(path)) {
      writeString(path);
      return;
    }
    String head = path.substring(0, slash);
    String tail = path.substring(slash + 1);
    int index = Joined.index(tail);
    put(index < 0 ? Tokens.JOINED : Tokens.INDEXED);
    path(head, limit - 1);
    if (index < 0) {
      writeString(tail);
    } else {
      unsigned(index);
    }
    kept.number(path);
  }

  @Override
  public void writeStartArray() {
    empty = length;
    put(Tokens.ARRAY);
  }

  @Override
  public void writeEndArray() {
    end(Tokens.EMPTY_ARRAY, Tokens.END_ARRAY);
  }

  @Override
  public void writeStartObject() {
    Shape shape = next;
    if (shape == null) {
      empty = length;
      put(Tokens.OBJECT);
      open.plain();
    } else {
      next = null;
      put(shape.token());
      open.shaped(shape, length);
      for (int i = 0; i < shape.bytes(); i++) {
        put(0);
      }
    }
  }

  @Override
  public void writeEndObject() {
    if (open.isPlain()) {
      end(Tokens.EMPTY_OBJECT, Tokens.NAME_END);
    } else if (open.end(out)) {
      put(Tokens.NAME_END);
    }
    open.close();
  }

  private void end(int ifEmpty, int token) {
    if (empty >= 0 && empty == length - 1) {
      out[empty] = (byte) ifEmpty;
    } else {
      put(token);
    }
    empty = -1;
  }

  @Override
  public void writeFieldName(String name) {
    if (open.names(name)) {
      named(name);
    }
  }

  private void named(String name) {
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
        fresh(name);
      }
    }
  }

  @Override
  public void writeString(String text) {
    int word = text.length() <= Kept.LONGEST ? Words.number(text) : -1;
    if (word >= 0) {
      word(word);
      return;
    }
    int before = kept.number(text);
    if (before >= Tokens.SMALL) {
      put(Tokens.AGAIN);
      unsigned(before);
    } else if (before >= 0) {
      put(Tokens.SMALL_AGAIN + before);
    } else if ((text.length() != Sealed.CHARS || !sealed(text)) && !drawn(text)) {
      text(text);
    }
  }

  private void word(int word) {
    int common = Common.token(word);
    if (common != 0) {
      put(common);
    } else {
      put(Tokens.WORD);
      unsigned(word);
    }
  }

  private void fresh(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (Unpaired.is(name, utf8)) {
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
    if (Unpaired.is(text, utf8)) {
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

  private void characters(String text) {
    unsigned(text.length());
    room(Character.BYTES * text.length());
    for (int i = 0; i < text.length(); i++) {
      out[length++] = (byte) (text.charAt(i) >> Byte.SIZE);
      out[length++] = (byte) text.charAt(i);
    }
  }

  private boolean drawn(String text) {
    long number = Drawn.number(text);
    if (number < 0) {
      return false;
    }
    put(Tokens.DRAWN);
    room(Drawn.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out[length++] = (byte) (number >> shift);
    }
    return true;
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
