package dev.fermata.fact.form;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.base.ParserMinimalBase;
import com.fasterxml.jackson.core.json.JsonReadContext;
import dev.fermata.value.Algorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packed form ({@link Tokens}) for a mapper. Bytes that are not of that form are an
 * {@link IOException}, whatever they are.
 */
@Algorithm("reads the packed form")
public final class PackedReader extends ParserMinimalBase {
  private final byte[] in;
  private final List<String> kept = new ArrayList<>();
  private ObjectCodec codec;
  private JsonReadContext context = JsonReadContext.createRootContext(null);
  private int at;
  private String text = "";
  private long number;
  private boolean closed;

  /**
   * @param body one for which {@link #isPacked} holds
   */
  public PackedReader(byte[] body, ObjectCodec codec, StreamReadConstraints constraints) {
    super(constraints);
    this.in = body;
    this.at = 1;
    this.codec = codec;
  }

  /** Whether these bytes begin as the packed form does. */
  public static boolean isPacked(byte[] body) {
    return body.length > 0 && body[0] == Tokens.MARK;
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    if (context.inObject() && _currToken != JsonToken.FIELD_NAME) {
      _currToken = name(next());
    } else if (context.inRoot() && _currToken != null) {
      end();
      _currToken = null;
      close();
    } else {
      _currToken = value(next());
    }
    return _currToken;
  }

  /**
   * To be called after the value was read.
   *
   * @throws JsonParseException if something follows it
   */
  public void end() throws JsonParseException {
    if (at != in.length) {
      throw broken("something follows its end");
    }
  }

  private JsonToken name(int token) throws IOException {
    if (token == Tokens.NAME_END) {
      context = context.getParent();
      return JsonToken.END_OBJECT;
    }
    if (token < Tokens.NAME_LONG_WORD) {
      text = word(token);
    } else if (token < Tokens.NAME_END) {
      text = word((token - Tokens.NAME_LONG_WORD << Byte.SIZE | next()) + Tokens.NAME_LONG_WORD);
    } else if (token == Tokens.NAME_AGAIN) {
      text = again(length());
    } else if (token == Tokens.NAME_TEXT) {
      text = keep(literal(length()));
    } else if (token == Tokens.NAME_UNPAIRED) {
      text = keep(characters(length()));
    } else {
      throw broken("no name begins with " + token);
    }
    context.setCurrentName(text);
    return JsonToken.FIELD_NAME;
  }

  private JsonToken value(int token) throws IOException {
    if (token >= Tokens.SHORT_TEXT) {
      return small(token);
    }
    return switch (token) {
      case Tokens.NULL -> JsonToken.VALUE_NULL;
      case Tokens.FALSE -> JsonToken.VALUE_FALSE;
      case Tokens.TRUE -> JsonToken.VALUE_TRUE;
      case Tokens.OBJECT -> {
        context = context.createChildObjectContext(-1, -1);
        streamReadConstraints().validateNestingDepth(context.getNestingDepth());
        yield JsonToken.START_OBJECT;
      }
      case Tokens.ARRAY -> {
        context = context.createChildArrayContext(-1, -1);
        streamReadConstraints().validateNestingDepth(context.getNestingDepth());
        yield JsonToken.START_ARRAY;
      }
      case Tokens.END_ARRAY -> {
        if (!context.inArray()) {
          throw broken("no list ends here");
        }
        context = context.getParent();
        yield JsonToken.END_ARRAY;
      }
      case Tokens.NUMBER -> {
        long zigzag = unsigned();
        yield number(zigzag >>> 1 ^ -(zigzag & 1));
      }
      case Tokens.DECIMAL -> decimal(literal(length()));
      case Tokens.TEXT -> text(keep(literal(length())));
      case Tokens.AGAIN -> text(again(length()));
      case Tokens.SEALED -> text(keep(Sealed.text(in, skip(Sealed.BYTES))));
      case Tokens.WORD -> text(word(length()));
      case Tokens.UNPAIRED -> text(keep(characters(length())));
      default -> throw broken("no value begins with " + token);
    };
  }

  private JsonToken small(int token) throws IOException {
    if (token < Tokens.SMALL_NUMBER) {
      return text(keep(literal(token - Tokens.SHORT_TEXT)));
    }
    return token < Tokens.SMALL_AGAIN
        ? number(token - Tokens.SMALL_NUMBER)
        : text(again(token - Tokens.SMALL_AGAIN));
  }

  private JsonToken text(String value) {
    text = value;
    return JsonToken.VALUE_STRING;
  }

  private JsonToken number(long value) {
    text = "";
    number = value;
    return JsonToken.VALUE_NUMBER_INT;
  }

  private JsonToken decimal(String value) throws IOException {
    streamReadConstraints().validateFPLength(value.length());
    text = value;
    return isWhole() ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
  }

  /** Whether the text of a number has no fraction and no exponent. */
  private boolean isWhole() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }

  private String keep(String value) {
    if (Kept.takes(value, kept.size())) {
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

  private String literal(int bytes) throws IOException {
    return new String(in, skip(bytes), bytes, StandardCharsets.UTF_8);
  }

  private String characters(int count) throws IOException {
    int bytes = count > in.length ? count : Character.BYTES * count;
    return ByteBuffer.wrap(in, skip(bytes), bytes).asCharBuffer().toString();
  }

  private int next() throws IOException {
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

  private int length() throws IOException {
    long value = unsigned();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw broken("no length can be " + value);
    }
    return (int) value;
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

  private JsonParseException broken(String how) {
    return new JsonParseException(this, "the packed form is broken at byte " + at + ": " + how);
  }

  @Override
  public NumberType getNumberType() {
    if (_currToken == JsonToken.VALUE_NUMBER_FLOAT) {
      return NumberType.BIG_DECIMAL;
    }
    if (!text.isEmpty()) {
      return NumberType.BIG_INTEGER;
    }
    return number == (int) number ? NumberType.INT : NumberType.LONG;
  }

  @Override
  public Number getNumberValue() throws IOException {
    return switch (getNumberType()) {
      case INT -> (int) number;
      case LONG -> number;
      case BIG_INTEGER -> getBigIntegerValue();
      default -> getDecimalValue();
    };
  }

  @Override
  public int getIntValue() throws IOException {
    long value = getLongValue();
    if (value != (int) value) {
      throw broken("the number " + value + " is too large");
    }
    return (int) value;
  }

  @Override
  public long getLongValue() throws IOException {
    return text.isEmpty() ? number : getDecimalValue().longValue();
  }

  @Override
  public BigInteger getBigIntegerValue() throws IOException {
    return text.isEmpty() ? BigInteger.valueOf(number) : getDecimalValue().toBigInteger();
  }

  @Override
  public BigDecimal getDecimalValue() throws IOException {
    try {
      return text.isEmpty() ? BigDecimal.valueOf(number) : new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw broken("no number: " + text);
    }
  }

  @Override
  public float getFloatValue() throws IOException {
    return getDecimalValue().floatValue();
  }

  @Override
  public double getDoubleValue() throws IOException {
    return getDecimalValue().doubleValue();
  }

  @Override
  public String getText() throws IOException {
    if (_currToken == null) {
      return "";
    }
    return switch (_currToken) {
      case FIELD_NAME, VALUE_STRING -> text;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> getNumberValue().toString();
      default -> _currToken.asString();
    };
  }

  @Override
  public char[] getTextCharacters() throws IOException {
    return getText().toCharArray();
  }

  @Override
  public boolean hasTextCharacters() {
    return false;
  }

  @Override
  public int getTextLength() throws IOException {
    return getText().length();
  }

  @Override
  public int getTextOffset() {
    return 0;
  }

  @Override
  public byte[] getBinaryValue(Base64Variant variant) throws IOException {
    return variant.decode(getText());
  }

  @Override
  @SuppressWarnings("deprecation")
  public String getCurrentName() {
    boolean opens = _currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY;
    return opens ? context.getParent().getCurrentName() : context.getCurrentName();
  }

  @Override
  public void overrideCurrentName(String name) {
    throw new UnsupportedOperationException("names are as they were written");
  }

  @Override
  public JsonStreamContext getParsingContext() {
    return context;
  }

  @Override
  @SuppressWarnings("deprecation")
  public JsonLocation getTokenLocation() {
    return JsonLocation.NA;
  }

  @Override
  @SuppressWarnings("deprecation")
  public JsonLocation getCurrentLocation() {
    return JsonLocation.NA;
  }

  @Override
  public ObjectCodec getCodec() {
    return codec;
  }

  @Override
  public void setCodec(ObjectCodec codec) {
    this.codec = codec;
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  protected void _handleEOF() throws JsonParseException {
    throw broken("it ends too early");
  }
}
