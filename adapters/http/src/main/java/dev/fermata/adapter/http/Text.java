package dev.fermata.adapter.http;

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
}
