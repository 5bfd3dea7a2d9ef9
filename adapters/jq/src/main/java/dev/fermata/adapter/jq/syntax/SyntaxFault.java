package dev.fermata.adapter.jq.syntax;

/** The text of an expression is not jq, or names what nobody defines. */
public final class SyntaxFault extends RuntimeException {
  SyntaxFault(String message) {
    super(message, null, false, false);
  }

  static SyntaxFault at(String source, int offset, String message) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(offset, source.length()); i++) {
      if (source.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    String where =
        source.indexOf('\n') < 0 ? "column " + column : "line " + line + ", column " + column;
    return new SyntaxFault(message + " (at " + where + ")");
  }
}
