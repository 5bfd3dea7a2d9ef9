package dev.fermata.adapter.jq.syntax;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.eval.Access;
import dev.fermata.adapter.jq.eval.Computing;
import dev.fermata.adapter.jq.eval.Flow;
import dev.fermata.adapter.jq.eval.Folding;
import dev.fermata.adapter.jq.eval.Leaving;
import dev.fermata.adapter.jq.eval.Making;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.eval.Pattern;
import dev.fermata.adapter.jq.syntax.Names.Found;
import dev.fermata.adapter.jq.syntax.Names.Kind;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Formats;
import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the operands of an expression: values, brackets, calls and what follows them. */
final class Terms {
  static final Set<String> KEYWORDS =
      Set.of(
          "def", "if", "then", "elif", "else", "end", "as", "reduce", "foreach", "try", "catch",
          "label", "import", "include", "and", "or", "__loc__");

  private static final Node NULL = Flow.literal(NullNode.getInstance());

  private final Words words;
  private final Parser parser;
  private final Library library;
  private final Set<String> given;

  Terms(Words words, Parser parser, Library library, Set<String> given) {
    this.words = words;
    this.parser = parser;
    this.library = library;
    this.given = given;
  }

  Node operand(Names names) {
    words.enter();
    Node node = signed(names);
    words.leave();
    return node;
  }

  private Node signed(Names names) {
    if (words.skip("-")) {
      return Computing.negate(operand(names));
    }
    if (words.skipWord("try")) {
      Node body = suffixed(names);
      return words.skipWord("catch")
          ? Flow.attempt(body, suffixed(names))
          : Flow.attempt(body, null);
    }
    Node term = suffixed(names);
    if (!words.skipWord("as")) {
      return term;
    }
    Scoped<Pattern> pattern = pattern(names);
    words.expect("|", "after 'as' and its names");
    return Flow.bind(term, pattern.part(), parser.pipe(pattern.names()));
  }

  /** A term and its suffixes: {@code .a}, {@code [0]}, {@code ?}. */
  private Node suffixed(Names names) {
    words.enter();
    Node term = term(names);
    words.leave();
    while (true) {
      Token token = words.peek();
      if (token.kind() == Token.Kind.FIELD) {
        term = Access.field(term, words.next().text());
      } else if (token.is("[")) {
        term = brackets(term, names);
      } else if (token.is("?")) {
        words.next();
        term = Flow.attempt(term, null);
      } else if (token.is(".")) {
        words.next();
        if (words.at("[")) {
          term = brackets(term, names);
        } else if (words.peek().kind() == Token.Kind.TEXT) {
          term = Access.index(term, text(words.next(), "text", names));
        } else {
          throw words.unexpected("a name, a text or '[' after '.'");
        }
      } else {
        return term;
      }
    }
  }

  private Node brackets(Node target, Names names) {
    words.expect("[", "here");
    if (words.skip("]")) {
      return Access.each(target);
    }
    if (words.skip(":")) {
      Node to = parser.pipe(names);
      words.expect("]", "after the slice");
      return Access.slice(target, NULL, to);
    }
    Node from = parser.pipe(names);
    if (words.skip(":")) {
      Node to = words.at("]") ? NULL : parser.pipe(names);
      words.expect("]", "after the slice");
      return Access.slice(target, from, to);
    }
    words.expect("]", "after the index");
    return Access.index(target, from);
  }

  private Node term(Names names) {
    Token token = words.next();
    return switch (token.kind()) {
      case NUMBER -> Flow.literal(Arithmetic.literal(token.text()));
      case TEXT -> text(token, "text", names);
      case FIELD -> Access.field(Flow.IDENTITY, token.text());
      case VARIABLE -> variable(token, names);
      case FORMAT ->
          words.peek().kind() == Token.Kind.TEXT
              ? text(words.next(), known(token), names)
              : Making.formatted(known(token));
      case NAME -> named(token, names);
      case SIGN -> sign(token, names);
      case END -> throw words.unexpected("a value, such as '.' or '.name'");
    };
  }

  private String known(Token format) {
    if (!Formats.NAMES.contains(format.text())) {
      throw words.fault(
          format,
          "unknown format @%s.%s"
              .formatted(format.text(), Nearest.hint(format.text(), Formats.NAMES)));
    }
    return format.text();
  }

  private Node sign(Token token, Names names) {
    switch (token.text()) {
      case "." -> {
        if (words.peek().kind() == Token.Kind.TEXT) {
          return Access.index(Flow.IDENTITY, text(words.next(), "text", names));
        }
        return Flow.IDENTITY;
      }
      case ".." -> {
        return (env, in, trail, out) -> Access.descend(env.meter(), in, trail, out, 0);
      }
      case "(" -> {
        Node inner = parser.pipe(names);
        words.expect(")", "to close the bracket");
        return inner;
      }
      case "[" -> {
        if (words.skip("]")) {
          return Making.array((env, in, trail, out) -> {});
        }
        Node inner = parser.pipe(names);
        words.expect("]", "to close the array");
        return Making.array(inner);
      }
      case "{" -> {
        return new Members(words, parser, this).object(names);
      }
      default -> throw words.fault(token, "expected a value, found " + token.shown());
    }
  }

  private Node named(Token token, Names names) {
    return switch (token.text()) {
      case "null" -> NULL;
      case "true" -> Flow.literal(BooleanNode.TRUE);
      case "false" -> Flow.literal(BooleanNode.FALSE);
      case "if" -> condition(names);
      case "reduce" -> fold(names, true);
      case "foreach" -> fold(names, false);
      case "break" -> leave(token, names);
      case "import", "include" ->
          throw words.fault(
              token, "'" + token.text() + "' is refused: an expression reads no files");
      default -> {
        if (KEYWORDS.contains(token.text())) {
          throw words.fault(token, "expected a value, found " + token.shown());
        }
        yield call(token, names);
      }
    };
  }

  private Node condition(Names names) {
    Node test = parser.pipe(names);
    words.expectWord("then", "after the condition of 'if'");
    Node then = parser.pipe(names);
    if (words.skipWord("elif")) {
      words.enter();
      Node rest = condition(names);
      words.leave();
      return Flow.when(test, then, rest);
    }
    Node otherwise = words.skipWord("else") ? parser.pipe(names) : Flow.IDENTITY;
    words.expectWord("end", "to close 'if'");
    return Flow.when(test, then, otherwise);
  }

  private Node fold(Names names, boolean reduce) {
    Node source = suffixed(names);
    words.expectWord("as", "after what is gone through");
    Scoped<Pattern> pattern = pattern(names);
    words.expect("(", "before the first value");
    Node start = parser.pipe(names);
    words.expect(";", "after the first value");
    Node update = parser.pipe(pattern.names());
    Node extract = Flow.IDENTITY;
    if (!reduce && words.skip(";")) {
      extract = parser.pipe(pattern.names());
    }
    words.expect(")", reduce ? "to close 'reduce'" : "to close 'foreach'");
    return reduce
        ? Folding.reduce(source, pattern.part(), start, update)
        : Folding.foreach(source, pattern.part(), start, update, extract);
  }

  private Node leave(Token token, Names names) {
    String label = words.expectKind(Token.Kind.VARIABLE, "a label such as $out after 'break'");
    Optional<Found> found = names.label(label);
    if (found.isEmpty()) {
      throw words.fault(token, "there is no label $" + label + " here");
    }
    return Leaving.leave(found.get().hops());
  }

  Node variable(Token token, Names names) {
    String name = token.text();
    Optional<Found> found = names.variable(name);
    if (found.isPresent()) {
      return Flow.variable(found.get().hops());
    }
    if (name.equals("ENV") || name.equals("__loc__") || name.equals("__prog_args")) {
      throw words.fault(token, "$" + name + " is refused: an expression sees only its values");
    }
    given.add(name);
    return Flow.given(name);
  }

  private Node call(Token token, Names names) {
    List<Node> arguments = new ArrayList<>();
    if (words.skip("(")) {
      do {
        arguments.add(parser.pipe(names));
      } while (words.skip(";"));
      words.expect(")", "after the arguments of " + token.text());
    }
    Optional<Found> found = names.function(token.text(), arguments.size());
    if (found.isPresent()) {
      int hops = found.get().hops();
      return found.get().kind() == Kind.FUNCTION
          ? Flow.call(hops, List.copyOf(arguments))
          : Flow.argument(hops);
    }
    return library
        .call(token.text(), List.copyOf(arguments))
        .orElseThrow(() ->
            words.fault(token, library.missing(token.text(), arguments.size(), names.functions())));
  }

  /** A text, or a format and its text. */
  Node text(Token token, Names names) {
    if (token.kind() == Token.Kind.TEXT) {
      return text(token, "text", names);
    }
    if (words.peek().kind() != Token.Kind.TEXT) {
      throw words.unexpected("a text after a format");
    }
    return text(words.next(), known(token), names);
  }

  /** A text whose insertions are made texts by a format. */
  private Node text(Token token, String format, Names names) {
    if (token.pieces().size() == 1) {
      return Flow.literal(TextNode.valueOf(token.text()));
    }
    List<Node> parts = new ArrayList<>();
    for (Token.Piece piece : token.pieces()) {
      switch (piece) {
        case Token.Piece.Plain(String plain) -> {
          if (!plain.isEmpty()) {
            parts.add(Flow.literal(TextNode.valueOf(plain)));
          }
        }
        case Token.Piece.Inserted(List<Token> tokens) -> {
          Parser inside = Parser.inside(words.inside(tokens), library, given);
          Node inserted = inside.pipe(names);
          inside.end();
          parts.add(Flow.pipe(inserted, Making.formatted(format)));
        }
      }
    }
    return Making.text(parts);
  }

  /** A part, and the names that are visible after it. */
  record Scoped<T>(T part, Names names) {}

  Scoped<Pattern> pattern(Names names) {
    words.enter();
    Scoped<Pattern> pattern = new Members(words, parser, this).pattern(names);
    words.leave();
    return pattern;
  }
}
