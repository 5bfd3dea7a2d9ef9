package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Makes text from outside fit to be shown. */
final class Text {
  private Text() {}

  /** At most so many characters as are quoted, without control characters. */
  static String clip(String text) {
    int end = Math.min(text.length(), A2aLimits.QUOTE_CHARS);
    if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replaceAll("\\p{Cntrl}", " ") + (end < text.length() ? "…" : "");
  }

  /** What the text parts of a message say; its data, if it has no text. */
  static String of(JsonNode message) {
    List<String> texts = new ArrayList<>();
    List<String> data = new ArrayList<>();
    for (JsonNode part : message.path("parts")) {
      if (part.path("text").isTextual()) {
        texts.add(part.path("text").textValue());
      } else if (part.has("data")) {
        data.add(part.path("data").toString());
      }
    }
    return clip(String.join(" ", texts.isEmpty() ? data : texts));
  }
}
