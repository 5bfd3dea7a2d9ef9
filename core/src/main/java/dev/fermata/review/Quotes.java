package dev.fermata.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether what is quoted stands in a source: found by search, so that nobody has to be believed.
 * Blanks of any kind and length count as one, and typographic quotation marks and dashes as plain
 * ones; nothing else is forgiven.
 */
public final class Quotes {
  /** More quotes of one result are not looked for. */
  public static final int QUOTES_LIMIT = 1_000;

  private static final int SHOWN_CHARS = 80;
  private static final int SHOWN_QUOTES = 5;

  private Quotes() {}

  /**
   * In what the quotes fail; empty if each stands in one of the source's texts.
   *
   * @param quoted a text, or a list of texts
   * @param source a text, or any value, whose texts count one by one
   * @param least how many quotes there must be
   */
  public static String faults(Json quoted, Json source, int least) {
    List<JsonNode> quotes = new ArrayList<>();
    flat(quoted.view(), quotes);
    if (quotes.size() < least) {
      return "it quotes " + quotes.size() + " of at least " + least + " passages";
    }
    if (quotes.size() > QUOTES_LIMIT) {
      return "it quotes "
          + quotes.size()
          + " passages; at most "
          + QUOTES_LIMIT
          + " are looked for";
    }
    List<String> texts = new ArrayList<>();
    texts(source.view(), texts);
    List<String> missing = new ArrayList<>();
    for (JsonNode quote : quotes) {
      if (!stands(quote, texts)) {
        missing.add(shown(quote));
      }
    }
    if (missing.isEmpty()) {
      return "";
    }
    String first = String.join(", ", missing.subList(0, Math.min(missing.size(), SHOWN_QUOTES)));
    int more = missing.size() - SHOWN_QUOTES;
    return "not in the source: " + first + (more > 0 ? " and " + more + " more" : "");
  }

  private static boolean stands(JsonNode quote, List<String> texts) {
    if (!quote.isTextual()) {
      return false;
    }
    String wanted = plain(quote.textValue());
    return !wanted.isEmpty() && texts.stream().anyMatch(text -> text.contains(wanted));
  }

  private static void flat(JsonNode node, List<JsonNode> quotes) {
    if (node.isArray()) {
      node.forEach(item -> flat(item, quotes));
    } else if (!node.isNull()) {
      quotes.add(node);
    }
  }

  private static void texts(JsonNode node, List<String> texts) {
    if (node.isTextual()) {
      texts.add(plain(node.textValue()));
    } else {
      node.forEach(part -> texts(part, texts));
    }
  }

  private static String plain(String text) {
    var out = new StringBuilder(text.length());
    boolean blank = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        if (!blank) {
          out.append(' ');
        }
        blank = true;
      } else {
        out.append(plain(c));
        blank = false;
      }
    }
    int end = out.length();
    return out.substring(0, end > 0 && out.charAt(end - 1) == ' ' ? end - 1 : end);
  }

  private static char plain(char c) {
    return switch (c) {
      case '\u2018', '\u2019', '\u201A', '\u201B' -> '\'';
      case '\u201C', '\u201D', '\u201E', '\u201F', '\u00AB', '\u00BB' -> '"';
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212' -> '-';
      default -> c;
    };
  }

  private static String shown(JsonNode quote) {
    String text = quote.isTextual() ? quote.textValue() : quote.toString();
    int end =
        text.offsetByCodePoints(0, Math.min(SHOWN_CHARS, text.codePointCount(0, text.length())));
    return '"' + text.substring(0, end) + (end < text.length() ? "…" : "") + '"';
  }
}
