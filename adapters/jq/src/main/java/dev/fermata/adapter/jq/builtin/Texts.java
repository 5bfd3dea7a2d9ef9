package dev.fermata.adapter.jq.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Formats;
import dev.fermata.adapter.jq.tree.Occurrences;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import dev.fermata.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** Functions on texts, without regular expressions. */
final class Texts {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Texts() {}

  static void define(Functions to) {
    to.value(
        "split", (meter, in, by) -> Occurrences.split(meter, text("split", in), text("split", by)));
    to.value("join", Texts::join);
    to.value("startswith", (meter, in, part) -> starts("startswith", in, part, true));
    to.value("endswith", (meter, in, part) -> starts("endswith", in, part, false));
    to.value(
        "ltrimstr",
        (meter, in, part) ->
            both(in, part) && in.textValue().startsWith(part.textValue())
                ? made(meter, in.textValue().substring(part.textValue().length()))
                : in);
    to.value(
        "rtrimstr",
        (meter, in, part) ->
            both(in, part)
                    && !part.textValue().isEmpty()
                    && in.textValue().endsWith(part.textValue())
                ? made(
                    meter,
                    in.textValue()
                        .substring(0, in.textValue().length() - part.textValue().length()))
                : in);
    trimming(to, "trim", String::strip);
    trimming(to, "ltrim", String::stripLeading);
    trimming(to, "rtrim", String::stripTrailing);
    letters(to, "ascii_downcase", c -> c >= 'A' && c <= 'Z' ? c + 32 : c);
    letters(to, "ascii_upcase", c -> c >= 'a' && c <= 'z' ? c - 32 : c);
    to.value("explode", Texts::explode);
    to.value("implode", Texts::implode);
    to.value(
        "utf8bytelength",
        (meter, in) ->
            IntNode.valueOf(text("utf8bytelength", in).getBytes(StandardCharsets.UTF_8).length));
    to.value("tostring", (meter, in) -> Formats.text(meter, in));
    to.value("tojson", (meter, in) -> TextNode.valueOf(Formats.json(meter, in)));
    to.value("fromjson", Texts::fromJson);
  }

  static String text(String function, JsonNode in) {
    if (!in.isTextual()) {
      throw new Raised(function + " needs a text, not " + Preview.of(in));
    }
    return in.textValue();
  }

  private static boolean both(JsonNode in, JsonNode part) {
    return in.isTextual() && part.isTextual();
  }

  private static TextNode made(Meter meter, String text) {
    meter.text(text.length());
    return TextNode.valueOf(text);
  }

  private static JsonNode join(Meter meter, JsonNode in, JsonNode by) {
    if (!in.isContainerNode()) {
      throw new Raised("join does not apply to " + Preview.of(in));
    }
    String separator = in.isEmpty() || by.isNull() ? "" : text("join", by);
    StringBuilder joined = new StringBuilder();
    boolean first = true;
    for (JsonNode item : in) {
      if (item.isContainerNode()) {
        throw new Raised("join cannot add " + Preview.of(item) + " to a text");
      }
      String part = item.isNull() ? "" : item.isTextual() ? item.textValue() : Formats.scalar(item);
      meter.step();
      meter.text((long) separator.length() + part.length());
      if (joined.length() > Limits.OUTPUT_BYTES) {
        meter.text(joined.length());
      }
      joined.append(first ? "" : separator).append(part);
      first = false;
    }
    return made(meter, joined.toString());
  }

  private static JsonNode starts(String function, JsonNode in, JsonNode part, boolean start) {
    String whole = text(function, in);
    String wanted = text(function, part);
    return BooleanNode.valueOf(start ? whole.startsWith(wanted) : whole.endsWith(wanted));
  }

  private static void trimming(Functions to, String name, UnaryOperator<String> trim) {
    to.value(name, (meter, in) -> made(meter, trim.apply(text(name, in))));
  }

  private static void letters(Functions to, String name, IntUnaryOperator change) {
    to.value(
        name,
        (meter, in) -> {
          String text = text(name, in);
          meter.work(text.length() / 8);
          StringBuilder changed = new StringBuilder(text.length());
          for (int i = 0; i < text.length(); i++) {
            changed.append((char) change.applyAsInt(text.charAt(i)));
          }
          return made(meter, changed.toString());
        });
  }

  private static JsonNode explode(Meter meter, JsonNode in) {
    String text = text("explode", in);
    meter.work(text.length() / 4);
    meter.hold(32L * text.length());
    ArrayNode points = MAKE.arrayNode();
    text.codePoints().forEach(points::add);
    return points;
  }

  private static JsonNode implode(Meter meter, JsonNode in) {
    if (!in.isArray()) {
      throw new Raised("implode needs an array of code points, not " + Preview.of(in));
    }
    meter.work(in.size() / 4);
    StringBuilder text = new StringBuilder();
    for (JsonNode point : in) {
      if (!point.isNumber()
          || point.doubleValue() < 0
          || point.doubleValue() > Character.MAX_CODE_POINT) {
        throw new Raised("implode needs code points, not " + Preview.of(point));
      }
      text.appendCodePoint(point.intValue());
    }
    return made(meter, text.toString());
  }

  private static JsonNode fromJson(Meter meter, JsonNode in) {
    String text = text("fromjson", in);
    meter.work(text.length() / 4);
    // A parsed value weighs up to a dozen times its text, as in [0,0,0].
    meter.hold(12L * text.length());
    try {
      return Json.parse(text).view();
    } catch (Json.Malformed e) {
      throw new Raised("fromjson: " + e.getMessage());
    }
  }
}
