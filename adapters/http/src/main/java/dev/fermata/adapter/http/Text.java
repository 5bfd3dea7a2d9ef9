package dev.fermata.adapter.http;

import java.util.regex.Pattern;

/** Makes text from outside fit to be shown. */
public final class Text {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Text() {}

  /** At most that many characters, without control characters. */
  public static String clip(String text, int chars) {
    int end = Math.min(text.length(), chars);
    if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String shown = CONTROL.matcher(text.substring(0, end)).replaceAll(" ");
    return end < text.length() ? shown + "…" : shown;
  }
}
