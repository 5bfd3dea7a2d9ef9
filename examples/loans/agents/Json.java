import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as plain Java: Map, List, String, BigDecimal, Boolean and null. */
final class Json {
  private static final int DEPTH_LIMIT = 64;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /** Reads exactly one value; throws IllegalArgumentException with the position otherwise. */
  static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.space();
    if (json.at < text.length()) throw json.wrong("the end");
    return value;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> readObject(String text) {
    if (read(text) instanceof Map<?, ?> map) return (Map<String, Object>) map;
    throw new IllegalArgumentException("expected a JSON object");
  }

  /** A map in the order given: name, value, name, value. Null values are left out. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2)
      if (namesAndValues[i + 1] != null) map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    return map;
  }

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /** As write, with a line for each member down to the given depth: for files that people read. */
  static String writeLines(Object value, int levels) {
    StringBuilder out = new StringBuilder();
    writeLines(value, levels, "", out);
    return out.append('\n').toString();
  }

  private static void writeLines(Object value, int levels, String indent, StringBuilder out) {
    if (levels == 0 || !(value instanceof Map<?, ?> map) || map.isEmpty()) {
      write(value, out);
      return;
    }
    String between = "{\n";
    for (var entry : map.entrySet()) {
      out.append(between).append(indent).append("  ");
      string(entry.getKey().toString(), out);
      out.append(": ");
      writeLines(entry.getValue(), levels - 1, indent + "  ", out);
      between = ",\n";
    }
    out.append('\n').append(indent).append('}');
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        String between = "{";
        for (var entry : map.entrySet()) {
          out.append(between);
          string(entry.getKey().toString(), out);
          out.append(':');
          write(entry.getValue(), out);
          between = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String between = "[";
        for (Object item : list) {
          out.append(between);
          write(item, out);
          between = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case BigDecimal number -> out.append(number.toPlainString());
      case Number number -> out.append(number);
      case Boolean bool -> out.append(bool);
      default -> string(value.toString(), out);
    }
  }

  private static void string(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
          else out.append(c);
        }
      }
    }
    out.append('"');
  }

  private Object value() {
    space();
    if (++depth > DEPTH_LIMIT) throw wrong("at most " + DEPTH_LIMIT + " levels");
    Object value =
        switch (peek()) {
          case '{' -> members();
          case '[' -> items();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Map<String, Object> members() {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    space();
    if (peek() == '}') {
      at++;
      return map;
    }
    do {
      space();
      String name = string();
      space();
      take(':');
      if (map.containsKey(name)) throw wrong("the name '" + name + "' only once");
      map.put(name, value());
      space();
    } while (more('}'));
    return map;
  }

  private List<Object> items() {
    List<Object> list = new ArrayList<>();
    at++;
    space();
    if (peek() == ']') {
      at++;
      return list;
    }
    do {
      list.add(value());
      space();
    } while (more(']'));
    return list;
  }

  private boolean more(char end) {
    if (peek() == ',') {
      at++;
      return true;
    }
    take(end);
    return false;
  }

  private String string() {
    take('"');
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = peek();
      if (c < 0x20) throw wrong("the end of a string");
      at++;
      if (c == '"') return out.toString();
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) throw wrong("four hex digits");
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw wrong("an escape");
    };
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) throw wrong("a value");
    at += word.length();
    return value;
  }

  private BigDecimal number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
    try {
      return new BigDecimal(text.substring(from, at));
    } catch (NumberFormatException e) {
      at = from;
      throw wrong("a value");
    }
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void take(char c) {
    if (peek() != c) throw wrong("'" + c + "'");
    at++;
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("expected " + expected + " at character " + (at + 1));
  }
}
