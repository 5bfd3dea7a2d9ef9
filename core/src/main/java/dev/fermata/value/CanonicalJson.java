package dev.fermata.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes JSON in its canonical form (RFC 8785), so that equal values have equal bytes and digests.
 * Members are sorted by UTF-16 code units, numbers are written as ECMAScript does, and a number
 * that a double cannot hold exactly as written is refused.
 */
@Algorithm("writes the canonical form")
public final class CanonicalJson {
  /** The largest integer up to which a double holds each. */
  private static final long MOST_EXACT = 1L << 53;

  private CanonicalJson() {}

  /**
   * @throws IllegalArgumentException for a number that a double cannot hold exactly, or a lone
   *     surrogate
   */
  public static byte[] write(Json json) {
    var out = new StringBuilder();
    value(json.view(), out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void value(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node, out);
      case ARRAY -> {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          value(node.get(i), out);
        }
        out.append(']');
      }
      case STRING -> string(node.textValue(), out);
      case NUMBER -> out.append(number(node));
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL, MISSING -> out.append("null");
      case BINARY, POJO ->
          throw new IllegalArgumentException("a JSON tree holds a " + node.getNodeType());
    }
  }

  private static void object(JsonNode node, StringBuilder out) {
    List<String> names = new ArrayList<>(node.size());
    node.fieldNames().forEachRemaining(names::add);
    names.sort(null);
    out.append('{');
    boolean first = true;
    for (String name : names) {
      if (!first) {
        out.append(',');
      }
      first = false;
      string(name, out);
      out.append(':');
      JsonNode member = node.get(name);
      if (member != null) {
        value(member, out);
      }
    }
    out.append('}');
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
          } else {
            i = plain(text, i, out);
          }
        }
      }
    }
    out.append('"');
  }

  private static int plain(String text, int i, StringBuilder out) {
    char c = text.charAt(i);
    if (!Character.isSurrogate(c)) {
      out.append(c);
      return i;
    }
    boolean pair =
        Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1));
    if (!pair) {
      throw new IllegalArgumentException(
          "a text holds a lone surrogate, which is not valid Unicode; remove it");
    }
    out.append(c).append(text.charAt(i + 1));
    return i + 1;
  }

  private static String number(JsonNode node) {
    if (isPlain(node)) {
      return Long.toString(node.longValue());
    }
    BigDecimal written = node.isDouble() || node.isFloat() ? null : node.decimalValue();
    double value = node.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "number " + node + " is too large for JSON's canonical form");
    }
    if (written != null && new BigDecimal(ecmaScript(value)).compareTo(written) != 0) {
      throw new IllegalArgumentException(
          "number " + written + " cannot be held exactly; write it as a string");
    }
    return ecmaScript(value);
  }

  /** Whether it is an integer that is written with all its digits, and that a double holds. */
  private static boolean isPlain(JsonNode node) {
    if (node.isDouble()) {
      double value = node.doubleValue();
      return Math.abs(value) <= MOST_EXACT && value == Math.rint(value);
    }
    long whole = node.longValue();
    return node.isInt() || (node.isLong() && whole >= -MOST_EXACT && whole <= MOST_EXACT);
  }

  /** The fewest digits that read back as this double, as ECMA-262 wants them. */
  private static BigDecimal shortest(double value) {
    var digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    // Double.toString gives the fewest digits since JDK 19, but never fewer than two.
    var one = digits.round(new MathContext(1, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    return digits.precision() == 2 && one.doubleValue() == value ? one : digits;
  }

  /** Number.prototype.toString of ECMA-262. */
  private static String ecmaScript(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int k = digits.length();
    int n = k - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (n >= k && n <= 21) {
      return sign + digits + "0".repeat(n - k);
    }
    if (n > 0 && n <= 21) {
      return sign + digits.substring(0, n) + "." + digits.substring(n);
    }
    if (n > -6 && n <= 0) {
      return sign + "0." + "0".repeat(-n) + digits;
    }
    String mantissa = k == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return sign + mantissa + "e" + (n - 1 >= 0 ? "+" : "-") + Math.abs(n - 1);
  }
}
