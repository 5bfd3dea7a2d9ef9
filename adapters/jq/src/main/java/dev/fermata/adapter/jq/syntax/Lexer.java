package dev.fermata.adapter.jq.syntax;

import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.syntax.Token.Kind;
import dev.fermata.adapter.jq.syntax.Token.Piece;
import java.util.ArrayList;
import java.util.List;

/** Splits the text of an expression into words. */
final class Lexer {
  private static final List<String> SIGNS =
      List.of(
          "//=", "|=", "+=", "-=", "*=", "/=", "%=", "==", "!=", "<=", ">=", "//", "..", "?", "|",
          ",", ".", "[", "]", "(", ")", "{", "}", ":", ";", "=", "<", ">", "+", "-", "*", "/", "%");

  private final String source;
  private int position;
  private int nesting;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    return new Lexer(source).untilEnd();
  }

  private List<Token> untilEnd() {
    List<Token> tokens = new ArrayList<>();
    while (true) {
      Token token = next();
      tokens.add(token);
      if (token.kind() == Kind.END) {
        return tokens;
      }
    }
  }

  private Token next() {
    skipBlanks();
    if (position >= source.length()) {
      return Token.of(Kind.END, "", position);
    }
    int at = position;
    char c = source.charAt(at);
    if (c == '"') {
      return text(at);
    }
    if (isDigit(c) || (c == '.' && at + 1 < source.length() && isDigit(source.charAt(at + 1)))) {
      return number(at);
    }
    if (isLetter(c)) {
      return Token.of(Kind.NAME, word(), at);
    }
    if ((c == '.' || c == '$' || c == '@') && startsWord(at + 1)) {
      position++;
      Kind kind = c == '.' ? Kind.FIELD : c == '$' ? Kind.VARIABLE : Kind.FORMAT;
      return Token.of(kind, word(), at);
    }
    for (String sign : SIGNS) {
      if (source.startsWith(sign, at)) {
        position += sign.length();
        return Token.of(Kind.SIGN, sign, at);
      }
    }
    throw SyntaxFault.at(source, at, "'" + c + "' has no meaning here");
  }

  private void skipBlanks() {
    while (position < source.length()) {
      char c = source.charAt(position);
      if (c == '#') {
        while (position < source.length() && source.charAt(position) != '\n') {
          position++;
        }
      } else if (Character.isWhitespace(c)) {
        position++;
      } else {
        return;
      }
    }
  }

  private boolean startsWord(int at) {
    return at < source.length() && isLetter(source.charAt(at));
  }

  private String word() {
    int from = position;
    while (position < source.length()
        && (isLetter(source.charAt(position)) || isDigit(source.charAt(position)))) {
      position++;
    }
    if (source.startsWith("::", position)) {
      throw SyntaxFault.at(source, from, "modules are not available here");
    }
    return source.substring(from, position);
  }

  private Token number(int at) {
    digits();
    if (peek() == '.') {
      position++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      int before = position;
      position++;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      if (isDigit(peek())) {
        digits();
      } else {
        position = before;
      }
    }
    return Token.of(Kind.NUMBER, source.substring(at, position), at);
  }

  private void digits() {
    while (isDigit(peek())) {
      position++;
    }
  }

  private char peek() {
    return position < source.length() ? source.charAt(position) : 0;
  }

  private Token text(int at) {
    if (++nesting > Limits.NESTING) {
      throw SyntaxFault.at(source, at, "texts nest too deep");
    }
    position++;
    List<Piece> pieces = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    while (true) {
      if (position >= source.length()) {
        throw SyntaxFault.at(source, at, "this text has no closing quote");
      }
      char c = source.charAt(position++);
      if (c == '"') {
        break;
      }
      if (c != '\\') {
        plain.append(c);
      } else if (peek() == '(') {
        position++;
        pieces.add(new Piece.Plain(plain.toString()));
        plain.setLength(0);
        pieces.add(new Piece.Inserted(inserted(at)));
      } else {
        plain.append(escaped());
      }
    }
    nesting--;
    pieces.add(new Piece.Plain(plain.toString()));
    return new Token(Kind.TEXT, plain.toString(), at, pieces);
  }

  private List<Token> inserted(int at) {
    List<Token> tokens = new ArrayList<>();
    int open = 1;
    while (true) {
      Token token = next();
      if (token.kind() == Kind.END) {
        throw SyntaxFault.at(source, at, "a \\( in this text has no closing bracket");
      }
      open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (open == 0) {
        tokens.add(Token.of(Kind.END, "", token.at()));
        return tokens;
      }
      tokens.add(token);
    }
  }

  private char escaped() {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default ->
          throw SyntaxFault.at(source, position - 2, "'\\" + c + "' is no escape of a JSON text");
    };
  }

  private char unicode() {
    int from = position;
    position = Math.min(source.length(), position + 4);
    String digits = source.substring(from, position);
    if (!digits.matches("[0-9a-fA-F]{4}")) {
      throw SyntaxFault.at(source, from - 2, "'\\u' needs four hexadecimal digits");
    }
    return (char) Integer.parseInt(digits, 16);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }
}
