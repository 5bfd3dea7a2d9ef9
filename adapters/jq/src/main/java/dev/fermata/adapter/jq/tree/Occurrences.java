package dev.fermata.adapter.jq.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Meter;

/** Where a part occurs in a text or an array. */
public final class Occurrences {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Occurrences() {}

  /** Looking for a text costs up to the product of both lengths. */
  public static void charge(Meter meter, String whole, String part) {
    meter.work((long) whole.length() * (1 + part.length() / 8) / 64);
  }

  public static ArrayNode indices(Meter meter, JsonNode in, JsonNode part) {
    ArrayNode found = MAKE.arrayNode();
    if (in.isTextual() && part.isTextual()) {
      String whole = in.textValue();
      String wanted = part.textValue();
      charge(meter, whole, wanted);
      int points = 0;
      int before = 0;
      for (int at = wanted.isEmpty() ? -1 : whole.indexOf(wanted);
          at >= 0;
          at = whole.indexOf(wanted, at + 1)) {
        points += whole.codePointCount(before, at);
        before = at;
        meter.number();
        found.add(points);
      }
      return found;
    }
    if (!in.isArray()) {
      throw new Raised("cannot look for " + Preview.of(part) + " in " + Preview.of(in));
    }
    Order order = new Order(meter);
    int length = part.isArray() ? part.size() : 1;
    for (int i = 0; length > 0 && i + length <= in.size(); i++) {
      boolean matches = true;
      for (int j = 0; matches && j < length; j++) {
        matches = order.same(in.get(i + j), part.isArray() ? part.get(j) : part);
      }
      if (matches) {
        meter.number();
        found.add(i);
      }
    }
    return found;
  }

  /** The pieces of a text between the places where another occurs. */
  public static ArrayNode split(Meter meter, String text, String by) {
    ArrayNode parts = MAKE.arrayNode();
    meter.work(text.length() / 8);
    if (by.isEmpty()) {
      text.codePoints().forEach(c -> parts.add(made(meter, Character.toString(c))));
    } else if (!text.isEmpty()) {
      int from = 0;
      for (int at = text.indexOf(by); at >= 0; at = text.indexOf(by, from)) {
        parts.add(made(meter, text.substring(from, at)));
        from = at + by.length();
      }
      parts.add(made(meter, text.substring(from)));
    }
    return parts;
  }

  private static TextNode made(Meter meter, String text) {
    meter.text(text.length());
    return TextNode.valueOf(text);
  }
}
