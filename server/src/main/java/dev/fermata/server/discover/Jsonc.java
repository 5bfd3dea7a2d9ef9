package dev.fermata.server.discover;

/** JSON as editors' settings have it: comments, tabs and a comma too many are blanked out. */
final class Jsonc {
  private Jsonc() {}

  /** The same text as YAML can be read from; every line and column stays where it was. */
  static String plain(String text) {
    var out = new StringBuilder(text);
    boolean inText = false;
    int comma = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inText) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inText = false;
        }
        continue;
      }
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      if (c == '/' && (next == '/' || next == '*')) {
        i = blanked(text, out, i, next == '*');
      } else if (c == '"') {
        inText = true;
        comma = -1;
      } else if (c == ',') {
        comma = i;
      } else if ((c == '}' || c == ']') && comma >= 0) {
        out.setCharAt(comma, ' ');
        comma = -1;
      } else if (c == '\t') {
        out.setCharAt(i, ' ');
      } else if (!Character.isWhitespace(c)) {
        comma = -1;
      }
    }
    return out.toString();
  }

  /** Blanks one comment out, and gives its last place. */
  private static int blanked(String text, StringBuilder out, int from, boolean block) {
    int end = block ? text.indexOf("*/", from + 2) : text.indexOf('\n', from);
    int to = end < 0 ? text.length() : block ? end + 2 : end;
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '\n') {
        out.setCharAt(i, ' ');
      }
    }
    return to - 1;
  }
}
