package dev.fermata.adapter.jq.syntax;

import java.util.List;

/** A word of an expression. */
record Token(Kind kind, String text, int at, List<Piece> pieces) {
  enum Kind {
    NUMBER,
    TEXT,
    FIELD,
    NAME,
    VARIABLE,
    FORMAT,
    SIGN,
    END
  }

  /** A piece of a text: characters as they are, or an expression to be put in. */
  sealed interface Piece {
    record Plain(String text) implements Piece {}

    record Inserted(List<Token> tokens) implements Piece {}
  }

  Token {
    pieces = List.copyOf(pieces);
  }

  static Token of(Kind kind, String text, int at) {
    return new Token(kind, text, at, List.of());
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.NAME && text.equals(word);
  }

  /** How a complaint names this word. */
  String shown() {
    return switch (kind) {
      case END -> "the end of the expression";
      case TEXT -> "a text";
      case FIELD -> "'." + text + "'";
      case VARIABLE -> "'$" + text + "'";
      case FORMAT -> "'@" + text + "'";
      case NUMBER, NAME, SIGN -> "'" + text + "'";
    };
  }
}
