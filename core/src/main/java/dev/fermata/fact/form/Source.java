package dev.fermata.fact.form;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import dev.fermata.value.Algorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of a packed body, and the texts that came in it so far. */
@Algorithm("reads the bytes of the packed form")
final class Source {
  private final byte[] body;
  private final List<String> kept = new ArrayList<>();
  private byte[] in;
  private int at;

  /** Where it goes on after what is read elsewhere; negative while nothing is. */
  private int back = -1;

  private int used;

  /** Begins after the mark. */
  Source(byte[] body) {
    this.body = body;
    this.in = body;
    this.at = 1;
  }

  /** Whether tokens may come that the first packed form did not have. */
  boolean isOfFirstForm() {
    return body[0] == Tokens.FIRST_MARK;
  }

  boolean isAtEnd() {
    return at == body.length && back < 0;
  }

  /** The next value stands in this body already. */
  void again() throws IOException {
    int begin = length();
    if (begin < 1 || begin >= at || back >= 0 || ++used > Trees.SAME_LIMIT) {
      throw broken("no value can stand at " + begin);
    }
    back = at;
    at = begin;
  }

  /** The next value is a {@link Common} tree. */
  void common(byte[] tree) throws IOException {
    if (back >= 0) {
      throw broken("a common value inside a repeated one");
    }
    back = at;
    in = tree;
    at = 0;
  }

  boolean isElsewhere() {
    return back >= 0;
  }

  void goBack() {
    in = body;
    at = back;
    back = -1;
  }

  int next() throws IOException {
    return in[skip(1)] & 0xFF;
  }

  /** Goes on so many bytes; gives where they began. */
  private int skip(int bytes) throws IOException {
    if (bytes > in.length - at) {
      throw broken("it ends too early");
    }
    int from = at;
    at += bytes;
    return from;
  }

  int length() throws IOException {
    long value = unsigned();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw broken("no length can be " + value);
    }
    return (int) value;
  }

  long signed() throws IOException {
    long zigzag = unsigned();
    return zigzag >>> 1 ^ -(zigzag & 1);
  }

  private long unsigned() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Tokens.GROUP) {
      int group = next();
      value |= (long) (group & Tokens.MORE - 1) << shift;
      if ((group & Tokens.MORE) == 0) {
        return value;
      }
    }
    throw broken("a number is too long");
  }

  /** The name of a member that begins with that token, which is none of an end. */
  String name(int token) throws IOException {
    if (token < Tokens.NAME_LONG_WORD) {
      return word(token);
    }
    if (token < Tokens.NAME_END) {
      return word((token - Tokens.NAME_LONG_WORD << Byte.SIZE | next()) + Tokens.NAME_LONG_WORD);
    }
    return switch (token) {
      case Tokens.NAME_AGAIN -> again(length());
      case Tokens.NAME_TEXT -> keep(literal(length()));
      case Tokens.NAME_UNPAIRED -> keep(characters(length()));
      default -> throw broken("no name begins with " + token);
    };
  }

  /** The text that begins with that token; {@code null} if the token is that of another value. */
  @Nullable String text(int token) throws IOException {
    return text(token, 1 + Joined.LIMIT); // The path of a key.
  }

  private @Nullable String text(int token, int limit) throws IOException {
    if (token >= Tokens.SHORT_TEXT) {
      if (token < Tokens.SMALL_NUMBER) {
        return keep(literal(token - Tokens.SHORT_TEXT));
      }
      if (token == Tokens.DRAWN) {
        return keep(drawn());
      }
      boolean again = token >= Tokens.SMALL_AGAIN && token < Tokens.SHAPE;
      return again ? again(token - Tokens.SMALL_AGAIN) : null;
    }
    if (token >= Tokens.COMMON) {
      return Common.text(token - Tokens.COMMON);
    }
    return switch (token) {
      case Tokens.TEXT -> keep(literal(length()));
      case Tokens.AGAIN -> again(length());
      case Tokens.SEALED -> keep(Sealed.text(in, skip(Sealed.BYTES)));
      case Tokens.WORD -> word(length());
      case Tokens.UNPAIRED -> keep(characters(length()));
      case Tokens.JOINED -> keep(part(limit) + '/' + part(limit));
      case Tokens.INDEXED -> keep(part(limit) + '/' + length());
      case Tokens.KEY -> part(limit) + '/' + part(limit);
      default -> null;
    };
  }

  private String drawn() throws IOException {
    String text = Drawn.text(ByteBuffer.wrap(in, skip(Drawn.BYTES), Drawn.BYTES).getLong());
    if (text.isEmpty()) {
      throw broken("no id has that number");
    }
    return text;
  }

  private String part(int limit) throws IOException {
    String part = limit == 0 ? null : text(next(), limit - 1);
    if (part == null) {
      throw broken("no part of a text stands there");
    }
    return part;
  }

  private String keep(String value) {
    if (back < 0 && Kept.takes(value, kept.size())) {
      kept.add(value);
    }
    return value;
  }

  private String again(int before) throws IOException {
    if (before >= kept.size()) {
      throw broken("no text has the number " + before);
    }
    return kept.get(before);
  }

  private String word(int which) throws IOException {
    String word = Words.word(which);
    if (word == null) {
      throw broken("no word has the number " + which);
    }
    return word;
  }

  String literal(int bytes) throws IOException {
    return new String(in, skip(bytes), bytes, StandardCharsets.UTF_8);
  }

  private String characters(int count) throws IOException {
    int bytes = count > in.length ? count : Character.BYTES * count;
    return ByteBuffer.wrap(in, skip(bytes), bytes).asCharBuffer().toString();
  }

  JsonParseException broken(String how) {
    return new JsonParseException(
        (JsonParser) null, "the packed form is broken at byte " + at + ": " + how);
  }
}
