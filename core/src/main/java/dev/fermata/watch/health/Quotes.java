package dev.fermata.watch.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whether what an agent quotes stands in what it was given: a search, after both sides are brought
 * to one spelling (case, spaces, kinds of quotation marks and dashes, NFKC). No model is asked.
 */
public final class Quotes {
  /** How many quotes of one answer are looked for. */
  public static final int LIMIT = 200;

  private Quotes() {}

  /** What stands in members called {@code quote} or {@code quotes}, at any depth. */
  public static List<String> in(Json json) {
    List<String> found = new ArrayList<>();
    collect(json.view(), false, found);
    return found;
  }

  private static void collect(JsonNode node, boolean quote, List<String> found) {
    if (found.size() >= LIMIT) {
      return;
    }
    if (node.isTextual() && quote && !node.asText().isBlank()) {
      found.add(node.asText());
    }
    if (node.isArray()) {
      node.forEach(each -> collect(each, quote, found));
    }
    node.properties()
        .forEach(each ->
            collect(
                each.getValue(),
                each.getKey().equals("quote") || each.getKey().equals("quotes"),
                found));
  }

  /** Those that stand in none of the texts. */
  public static List<String> missing(List<String> quotes, Collection<Json> given) {
    var all = new StringBuilder();
    given.forEach(each -> texts(each.view(), all));
    String hay = plain(all.toString());
    return quotes.stream().filter(quote -> !hay.contains(plain(quote).strip())).toList();
  }

  /** Apart from each other, so that no quote runs from one text into the next. */
  private static void texts(JsonNode node, StringBuilder into) {
    if (node.isValueNode()) {
      into.append(node.asText()).append('\u0000');
    }
    node.forEach(each -> texts(each, into));
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\u2018\u2019\u201a\u201b\u2032`\u00b4]", "'")
        .replaceAll("[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]", "\"")
        .replaceAll("[\u2010-\u2015\u2212]", "-")
        .replaceAll("[\\s\u00a0\u200b]+", " ");
  }
}
