package dev.fermata.adapter.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fermata.workflow.Complaints;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what a scalar stands for, by the core schema of YAML 1.2 (chapter 10.3). */
final class Scalars {
  /** The longest number; longer ones are only there to keep a parser busy. */
  static final int NUMBER_CHARS = 100;

  /** The largest power of ten; a double ends at 308. */
  static final int EXPONENT_LIMIT = 400;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSES = Set.of("false", "False", "FALSE");
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern NO_NUMBER =
      Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
  private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");

  private Scalars() {}

  /** What a scalar stands for. */
  sealed interface Read {}

  record Value(JsonNode node) implements Read {}

  /** It cannot be read; the reason says what to do. */
  record Refused(String why) implements Read {}

  static Read read(String text, boolean plain, JsonNodeFactory nodes) {
    if (!plain) {
      return new Value(nodes.textNode(text));
    }
    if (NULLS.contains(text)) {
      return new Value(nodes.nullNode());
    }
    if (TRUES.contains(text) || FALSES.contains(text)) {
      return new Value(nodes.booleanNode(TRUES.contains(text)));
    }
    char first = text.charAt(0);
    boolean mayBeNumber = (first >= '0' && first <= '9') || "+-.".indexOf(first) >= 0;
    return mayBeNumber ? number(text, nodes) : new Value(nodes.textNode(text));
  }

  private static Read number(String text, JsonNodeFactory nodes) {
    if (NO_NUMBER.matcher(text).matches()) {
      return new Refused("JSON has no number " + text + "; put it in quotes, or leave it out");
    }
    boolean integer = INTEGER.matcher(text).matches();
    boolean octal = OCTAL.matcher(text).matches();
    boolean hexadecimal = HEXADECIMAL.matcher(text).matches();
    boolean any = integer || octal || hexadecimal || FLOAT.matcher(text).matches();
    if (!any) {
      return new Value(nodes.textNode(text));
    }
    if (text.length() > NUMBER_CHARS) {
      return new Refused(
          "the number "
              + Complaints.shown(text)
              + " has more than "
              + NUMBER_CHARS
              + " digits; put it in quotes");
    }
    if (LEADING_ZERO.matcher(text).matches()) {
      return new Refused(
          "the number "
              + text
              + " would lose its leading zero; put it in quotes, or remove the zero");
    }
    if (octal || hexadecimal) {
      return new Value(whole(new BigInteger(text.substring(2), octal ? 8 : 16), nodes));
    }
    return integer ? new Value(whole(new BigInteger(text), nodes)) : decimal(text, nodes);
  }

  private static JsonNode whole(BigInteger value, JsonNodeFactory nodes) {
    if (value.bitLength() < Integer.SIZE) {
      return nodes.numberNode(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? nodes.numberNode(value.longValue())
        : nodes.numberNode(value);
  }

  private static Read decimal(String text, JsonNodeFactory nodes) {
    var refused =
        new Refused(
            "the number "
                + text
                + " is out of reach; JSON numbers end near 1e308, so put it in quotes");
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      return refused; // The text is a number, so only its exponent can be too large.
    }
    long exponent = value.precision() - (long) value.scale();
    return Math.abs(exponent) > EXPONENT_LIMIT ? refused : new Value(nodes.numberNode(value));
  }
}
