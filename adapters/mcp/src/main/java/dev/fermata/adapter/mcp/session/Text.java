package dev.fermata.adapter.mcp.session;

import java.nio.charset.StandardCharsets;

/** Makes text from outside fit to be shown. */
public final class Text {
  private Text() {}

  /** At most that many characters, without control characters. */
  public static String clip(String text, int chars) {
    int end = Math.min(text.length(), chars);
    if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replaceAll("\\p{Cntrl}", " ") + (end < text.length() ? "…" : "");
  }

  /** The beginning of what a server wrote, for a message. */
  static String quote(byte[] said) {
    int bytes = Math.min(said.length, 4 * McpLimits.QUOTE_CHARS);
    return clip(new String(said, 0, bytes, StandardCharsets.UTF_8), McpLimits.QUOTE_CHARS);
  }

  static String message(Exception e) {
    String text = e.getMessage();
    return clip(text == null ? e.getClass().getSimpleName() : text, McpLimits.QUOTE_CHARS);
  }
}
