package dev.fermata.fact.form;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadContext;
import dev.fermata.value.Algorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packed form ({@link Tokens}) for a mapper. Bytes that are not of that form are an
 * {@link IOException}, whatever they are.
 */
@Algorithm("reads the packed form")
public final class PackedReader extends TokenParser {
  private final Source in;
  private final Begun begun = new Begun();
  private JsonReadContext context = JsonReadContext.createRootContext(null);
  private String text = "";
  private long number;
  private long moment;
  private boolean emptyList;

  /** How deep it stood where it began to read elsewhere. */
  private int depth;

  /**
   * @param body one for which {@link #isPacked} holds
   */
  public PackedReader(byte[] body, ObjectCodec codec, StreamReadConstraints constraints) {
    super(constraints, codec);
    this.in = new Source(body);
  }

  /** Whether these bytes begin as the packed form does. */
  public static boolean isPacked(byte[] body) {
    return body.length > 0 && (body[0] == Tokens.MARK || body[0] == Tokens.FIRST_MARK);
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    if (context.inObject() && _currToken != JsonToken.FIELD_NAME) {
      _currToken = member();
    } else if (context.inRoot() && _currToken != null) {
      end();
      _currToken = null;
      close();
      return null;
    } else if (emptyList) {
      _currToken = endArray();
    } else {
      _currToken = begun.isTagged() ? members() : value(in.next());
    }
    if (in.isElsewhere() && context.getNestingDepth() == depth) {
      in.goBack();
    }
    return _currToken;
  }

  /**
   * To be called after the value was read.
   *
   * @throws JsonParseException if something follows it
   */
  public void end() throws JsonParseException {
    if (!in.isAtEnd()) {
      throw in.broken("something follows its end");
    }
  }

  private JsonToken member() throws IOException {
    return switch (begun.next()) {
      case NAMED -> named(in.next());
      case TAG -> name(begun.tag());
      case TAG_END -> endObject();
      case MEMBER -> {
        String member = begun.member();
        if (member != null) {
          yield name(member);
        }
        yield begun.goesOn() ? named(in.next()) : endObject();
      }
      case TAGGED -> throw in.broken("a tag stands twice");
    };
  }

  private JsonToken named(int token) throws IOException {
    return token == Tokens.NAME_END ? endObject() : name(in.name(token));
  }

  private JsonToken name(String name) throws IOException {
    text = name;
    context.setCurrentName(name);
    return JsonToken.FIELD_NAME;
  }

  private JsonToken endObject() {
    begun.end();
    context = context.getParent();
    return JsonToken.END_OBJECT;
  }

  private JsonToken members() throws IOException {
    begun.members();
    return object();
  }

  private JsonToken value(int token) throws IOException {
    boolean later = token >= Tokens.JOINED && token < Tokens.SHORT_TEXT || token >= Tokens.SHAPE;
    if (later && in.isOfFirstForm()) {
      throw in.broken("no value begins with " + token);
    }
    String value = in.text(token);
    if (value != null) {
      text = value;
      return JsonToken.VALUE_STRING;
    }
    if (token >= Tokens.SHAPE) {
      return shaped(token - Tokens.SHAPE);
    }
    if (token >= Tokens.SMALL_NUMBER) {
      return number(token - Tokens.SMALL_NUMBER);
    }
    return later ? later(token) : first(token);
  }

  /** What the first form has. */
  private JsonToken first(int token) throws IOException {
    return switch (token) {
      case Tokens.NULL -> JsonToken.VALUE_NULL;
      case Tokens.FALSE -> JsonToken.VALUE_FALSE;
      case Tokens.TRUE -> JsonToken.VALUE_TRUE;
      case Tokens.OBJECT -> {
        begun.named();
        yield object();
      }
      case Tokens.ARRAY -> array();
      case Tokens.END_ARRAY -> {
        if (!context.inArray()) {
          throw in.broken("no list ends here");
        }
        yield endArray();
      }
      case Tokens.NUMBER -> number(in.signed());
      case Tokens.DECIMAL -> decimal(in.literal(in.length()));
      default -> throw in.broken("no value begins with " + token);
    };
  }

  /** What came with the second form. */
  private JsonToken later(int token) throws IOException {
    return switch (token) {
      case Tokens.MOMENT -> {
        moment += in.signed();
        yield number(moment);
      }
      case Tokens.SAME -> {
        depth = context.getNestingDepth();
        in.again();
        yield value(in.next());
      }
      case Tokens.EMPTY_OBJECT -> {
        begun.empty();
        yield object();
      }
      case Tokens.EMPTY_ARRAY -> {
        emptyList = true;
        yield array();
      }
      default -> {
        byte[] tree = Common.tree(token - Tokens.COMMON);
        if (tree == null) {
          throw in.broken("no value begins with " + token);
        }
        depth = context.getNestingDepth();
        in.common(tree);
        yield value(in.next());
      }
    };
  }

  private JsonToken shaped(int which) throws IOException {
    Shape shape = Shape.of(which);
    if (shape == null) {
      throw in.broken("no shape has the number " + which);
    }
    int bits = 0;
    for (int i = 0; i < shape.bytes(); i++) {
      bits |= in.next() << i * Byte.SIZE;
    }
    if ((bits & ~shape.bits()) != 0) {
      throw in.broken("a shape has members that it does not have");
    }
    begun.shaped(shape, bits);
    return object();
  }

  private JsonToken object() throws IOException {
    context = context.createChildObjectContext(-1, -1);
    streamReadConstraints().validateNestingDepth(context.getNestingDepth());
    return JsonToken.START_OBJECT;
  }

  private JsonToken array() throws IOException {
    context = context.createChildArrayContext(-1, -1);
    streamReadConstraints().validateNestingDepth(context.getNestingDepth());
    return JsonToken.START_ARRAY;
  }

  private JsonToken endArray() {
    emptyList = false;
    context = context.getParent();
    return JsonToken.END_ARRAY;
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
      throw in.broken("the number " + value + " is too large");
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
      throw in.broken("no number: " + text);
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
  @SuppressWarnings("deprecation")
  public String getCurrentName() {
    boolean opens = _currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY;
    return opens ? context.getParent().getCurrentName() : context.getCurrentName();
  }

  @Override
  public JsonStreamContext getParsingContext() {
    return context;
  }

  @Override
  protected void _handleEOF() throws JsonParseException {
    throw in.broken("it ends too early");
  }
}
