package dev.fermata.adapter.jq.syntax;

import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.syntax.Token.Kind;
import java.util.List;

/** The words of an expression, read one after the other. */
final class Words {
  private final String source;
  private final List<Token> tokens;
  private int position;
  private int nesting;

  private Words(String source, List<Token> tokens, int nesting) {
    this.source = source;
    this.tokens = List.copyOf(tokens);
    this.nesting = nesting;
  }

  static Words of(String source) {
    return new Words(source, Lexer.tokens(source), 0);
  }

  /** The words of an expression inside a text. */
  Words inside(List<Token> inserted) {
    return new Words(source, inserted, nesting + 1);
  }

  Token peek() {
    return tokens.get(position);
  }

  Token next() {
    Token token = tokens.get(position);
    if (token.kind() != Kind.END) {
      position++;
    }
    return token;
  }

  boolean at(String sign) {
    return peek().is(sign);
  }

  boolean atWord(String word) {
    return peek().isWord(word);
  }

  boolean skip(String sign) {
    return skipIf(peek().is(sign));
  }

  boolean skipWord(String word) {
    return skipIf(peek().isWord(word));
  }

  private boolean skipIf(boolean matches) {
    if (matches) {
      position++;
    }
    return matches;
  }

  void expect(String sign, String after) {
    if (!skip(sign)) {
      throw unexpected("'" + sign + "' " + after);
    }
  }

  void expectWord(String word, String after) {
    if (!skipWord(word)) {
      throw unexpected("'" + word + "' " + after);
    }
  }

  String expectKind(Kind kind, String what) {
    if (peek().kind() != kind) {
      throw unexpected(what);
    }
    return next().text();
  }

  void enter() {
    if (++nesting > Limits.NESTING) {
      throw fault(peek(), "the expression nests deeper than " + Limits.NESTING);
    }
  }

  void leave() {
    nesting--;
  }

  SyntaxFault unexpected(String expected) {
    return fault(peek(), "expected " + expected + ", found " + peek().shown());
  }

  SyntaxFault fault(Token token, String message) {
    return SyntaxFault.at(source, token.at(), message);
  }
}
