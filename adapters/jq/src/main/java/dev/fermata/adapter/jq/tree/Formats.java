package dev.fermata.adapter.jq.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import dev.fermata.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns values into texts: {@code @json}, {@code @csv} and their like. */
public final class Formats {
  private static final Map<String, BiFunction<Meter, JsonNode, String>> BY_NAME =
      Map.ofEntries(
          Map.entry("text", (m, v) -> plain(m, v)),
          Map.entry("json", (m, v) -> json(m, v)),
          Map.entry("html", (m, v) -> each(m, plain(m, v), Formats::html)),
          Map.entry("uri", (m, v) -> uri(m, plain(m, v))),
          Map.entry("csv", (m, v) -> row(m, v, "csv", ",", Formats::csv)),
          Map.entry("tsv", (m, v) -> row(m, v, "tsv", "\t", t -> each(m, t, Formats::tsv))),
          Map.entry("sh", Formats::shell),
          Map.entry("base64", (m, v) -> base64(plain(m, v))),
          Map.entry("base64d", (m, v) -> decoded(plain(m, v))));

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  public static final List<String> NAMES = BY_NAME.keySet().stream().sorted().toList();

  private Formats() {}

  /** The text that a format, one of {@link #NAMES}, makes of a value. */
  public static String text(Meter meter, String name, JsonNode value) {
    BiFunction<Meter, JsonNode, String> format = BY_NAME.get(name);
    if (format == null) {
      throw new IllegalArgumentException("no format " + name);
    }
    meter.work(value.isTextual() ? value.textValue().length() / 16 : 0);
    String made = format.apply(meter, value);
    meter.text(made.length());
    return made;
  }

  /** A text as it is, anything else as JSON. */
  public static JsonNode text(Meter meter, JsonNode value) {
    return value.isTextual() ? value : TextNode.valueOf(json(meter, value));
  }

  private static String plain(Meter meter, JsonNode value) {
    return value.isTextual() ? value.textValue() : json(meter, value);
  }

  public static String json(Meter meter, JsonNode value) {
    String json = Results.json(meter, value).toString();
    meter.text(json.length());
    return json;
  }

  public static String scalar(JsonNode value) {
    return Json.adopt(Results.number(value)).toString();
  }

  private static String each(
      Meter meter, String text, Function<Character, @Nullable String> escape) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      String replaced = escape.apply(text.charAt(i));
      if (replaced == null) {
        escaped.append(text.charAt(i));
      } else {
        escaped.append(replaced);
        stop(meter, escaped);
      }
    }
    return escaped.toString();
  }

  /** Escaping makes up to six characters of one, so it looks at the limit as it goes. */
  private static void stop(Meter meter, StringBuilder text) {
    if (text.length() > Limits.OUTPUT_BYTES) {
      meter.text(text.length());
    }
  }

  private static @Nullable String html(char c) {
    return switch (c) {
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '&' -> "&amp;";
      case '\'' -> "&#39;";
      case '"' -> "&quot;";
      default -> null;
    };
  }

  private static @Nullable String tsv(char c) {
    return switch (c) {
      case '\\' -> "\\\\";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      default -> null;
    };
  }

  private static String csv(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static String uri(Meter meter, String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits((byte) c));
        stop(meter, encoded);
      }
    }
    return encoded.toString();
  }

  private static String row(
      Meter meter, JsonNode value, String name, String separator, Function<String, String> quote) {
    if (!value.isArray()) {
      throw new Raised("@" + name + " needs an array, not " + Preview.of(value));
    }
    Weight.check(meter, value);
    List<String> cells = new ArrayList<>();
    for (JsonNode cell : value) {
      meter.step();
      if (cell.isContainerNode()) {
        throw new Raised(Preview.of(cell) + " cannot be a cell of @" + name);
      }
      cells.add(
          cell.isNull() ? "" : cell.isTextual() ? quote.apply(cell.textValue()) : scalar(cell));
    }
    return String.join(separator, cells);
  }

  private static String shell(Meter meter, JsonNode value) {
    Weight.check(meter, value);
    List<JsonNode> items = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(items::add);
    } else {
      items.add(value);
    }
    return items.stream()
        .map(item -> {
          meter.step();
          if (item.isContainerNode()) {
            throw new Raised(Preview.of(item) + " cannot be quoted for a shell");
          }
          return item.isTextual()
              ? "'" + item.textValue().replace("'", "'\\''") + "'"
              : scalar(item);
        })
        .collect(Collectors.joining(" "));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Raised("\"" + Preview.shorten(text, 40) + "\" is not valid base64");
    }
  }
}
