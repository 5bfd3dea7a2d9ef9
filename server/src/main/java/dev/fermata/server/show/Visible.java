package dev.fermata.server.show;

/**
 * Text in which everything can be seen: control codes, changes of direction, what has no width or
 * looks like a plain space stands as its code, such as {@code [U+202E]}.
 */
public final class Visible {
  /** Letters, marks and signs that nothing is drawn for: from, to. */
  private static final int[][] BLANK = {
    {0x034F, 0x034F}, // grapheme joiner
    {0x115F, 0x1160}, // Hangul fillers
    {0x17B4, 0x17B5}, // Khmer vowels that are not written
    {0x180B, 0x180F}, // Mongolian variations
    {0x2800, 0x2800}, // a Braille cell without dots
    {0x3164, 0x3164}, // Hangul filler
    {0xFE00, 0xFE0F}, // variations
    {0xFFA0, 0xFFA0}, // Hangul filler
    {0xFFFC, 0xFFFC}, // stands for an object
    {0xE0000, 0xE0FFF}, // tags and variations
  };

  private Visible() {}

  /** Line breaks and tabs stay as they are. */
  public static String text(String text) {
    if (text.codePoints().allMatch(Visible::plain)) {
      return text;
    }
    var out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (plain(c)) {
            out.appendCodePoint(c);
          } else {
            out.append("[U+%04X]".formatted(c));
          }
        });
    return out.toString();
  }

  /** The same, on one line: a line break stands as its code. */
  public static String line(String text) {
    return text(text).replace("\n", "[U+000A]").replace("\t", "[U+0009]");
  }

  /** The same JSON, in which what is unseen stands escaped: such can only be within its strings. */
  public static String json(String json) {
    if (json.codePoints().allMatch(Visible::plain)) {
      return json;
    }
    var out = new StringBuilder();
    for (int i = 0; i < json.length(); ) {
      int c = json.codePointAt(i);
      if (plain(c)) {
        out.appendCodePoint(c);
      } else {
        json.substring(i, i + Character.charCount(c))
            .chars()
            .forEach(each -> out.append("\\u%04x".formatted(each)));
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static boolean plain(int c) {
    return c == '\n' || c == '\t' || !unseen(c);
  }

  /** Whether nobody would see it, or take it for something else. */
  public static boolean unseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.SPACE_SEPARATOR -> c != ' ';
      default -> blank(c);
    };
  }

  private static boolean blank(int c) {
    for (int[] range : BLANK) {
      if (c >= range[0] && c <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
