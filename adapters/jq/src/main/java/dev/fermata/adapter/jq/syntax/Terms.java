package dev.fermata.adapter.jq.syntax;

import com.fasterxml.jackson.databind.JsonNode;
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
  private final Tracing tracing;

  Terms(Words words, Parser parser, Library library, Set<String> given, Tracing tracing) {
    this.tracing = tracing;
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
      Node operand = operand(names);
      return tracing.joined(Computing.negate(operand), operand);
    }
    if (words.skipWord("try")) {
      Node body = suffixed(names);
      if (!words.skipWord("catch")) {
        return tracing.opaque(Flow.attempt(body, null), body);
      }
      Node handler = suffixed(names);
      return tracing.opaque(Flow.attempt(body, handler), body, handler);
    }
    Node term = suffixed(names);
    if (!words.skipWord("as")) {
      return term;
    }
    Token name = words.peek();
    Scoped<Pattern> pattern = pattern(names);
    words.expect("|", "after 'as' and its names");
    Node body = parser.pipe(pattern.names());
    Node node = Flow.bind(term, pattern.part(), body);
    return pattern.part() instanceof Pattern.Whole
        ? tracing.let(node, name.text(), term, body)
        : tracing.opaque(node, term, body);
  }

  /** A term and its suffixes: {@code .a}, {@code [0]}, {@code ?}. */
  private Node suffixed(Names names) {
    words.enter();
    Node term = term(names);
    words.leave();
    while (true) {
      Token token = words.peek();
      if (token.kind() == Token.Kind.FIELD) {
        term = field(term, words.next().text());
      } else if (token.is("[")) {
        term = brackets(term, names);
      } else if (token.is("?")) {
        words.next();
        term = tracing.opaque(Flow.attempt(term, null), term);
      } else if (token.is(".")) {
        words.next();
        if (words.at("[")) {
          term = brackets(term, names);
        } else if (words.peek().kind() == Token.Kind.TEXT) {
          term = index(term, text(words.next(), "text", names));
        } else {
          throw words.unexpected("a name, a text or '[' after '.'");
        }
      } else {
        return term;
      }
    }
  }

  Node field(Node of, String name) {
    return tracing.field(Access.field(of, name), of, name);
  }

  Node index(Node of, Node at) {
    return tracing.index(Access.index(of, at), of, at);
  }

  Node identity() {
    return tracing.input(Flow.IDENTITY);
  }

  private Node slice(Node of, Node from, Node to) {
    return tracing.joined(Access.slice(of, from, to), of, from, to);
  }

  private Node brackets(Node target, Names names) {
    words.expect("[", "here");
    if (words.skip("]")) {
      return tracing.several(Access.each(target), target);
    }
    if (words.skip(":")) {
      Node to = parser.pipe(names);
      words.expect("]", "after the slice");
      return slice(target, nothing(), to);
    }
    Node from = parser.pipe(names);
    if (words.skip(":")) {
      Node to = words.at("]") ? nothing() : parser.pipe(names);
      words.expect("]", "after the slice");
      return slice(target, from, to);
    }
    words.expect("]", "after the index");
    return index(target, from);
  }

  private Node term(Names names) {
    Token token = words.next();
    return switch (token.kind()) {
      case NUMBER -> literal(Arithmetic.literal(token.text()));
      case TEXT -> text(token, "text", names);
      case FIELD -> field(identity(), token.text());
      case VARIABLE -> variable(token, names);
      case FORMAT ->
          words.peek().kind() == Token.Kind.TEXT
              ? text(words.next(), known(token), names)
              : formatted(known(token));
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
          return index(identity(), text(words.next(), "text", names));
        }
        return identity();
      }
      case ".." -> {
        return tracing.opaque(
            (env, in, trail, out) -> Access.descend(env.meter(), in, trail, out, 0));
      }
      case "(" -> {
        Node inner = parser.pipe(names);
        words.expect(")", "to close the bracket");
        return inner;
      }
      case "[" -> {
        if (words.skip("]")) {
          return tracing.joined(Making.array((env, in, trail, out) -> {}));
        }
        Node inner = parser.pipe(names);
        words.expect("]", "to close the array");
        return tracing.list(Making.array(inner), inner);
      }
      case "{" -> {
        return new Members(words, parser, this, tracing).object(names);
      }
      default -> throw words.fault(token, "expected a value, found " + token.shown());
    }
  }

  Node literal(JsonNode value) {
    return tracing.constant(Flow.literal(value), value);
  }

  private Node nothing() {
    return tracing.constant(NULL, NullNode.getInstance());
  }

  private Node formatted(String format) {
    return tracing.joined(Making.formatted(format), identity());
  }

  private Node named(Token token, Names names) {
    return switch (token.text()) {
      case "null" -> nothing();
      case "true" -> literal(BooleanNode.TRUE);
      case "false" -> literal(BooleanNode.FALSE);
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
      return tracing.choice(Flow.when(test, then, rest), test, then, rest);
    }
    Node otherwise = words.skipWord("else") ? parser.pipe(names) : identity();
    words.expectWord("end", "to close 'if'");
    return tracing.choice(Flow.when(test, then, otherwise), test, then, otherwise);
  }

  private Node fold(Names names, boolean reduce) {
    Node source = suffixed(names);
    words.expectWord("as", "after what is gone through");
    Scoped<Pattern> pattern = pattern(names);
    words.expect("(", "before the first value");
    Node start = parser.pipe(names);
    words.expect(";", "after the first value");
    Node update = parser.pipe(pattern.names());
    Node extract = identity();
    if (!reduce && words.skip(";")) {
      extract = parser.pipe(pattern.names());
    }
    words.expect(")", reduce ? "to close 'reduce'" : "to close 'foreach'");
    Node node =
        reduce
            ? Folding.reduce(source, pattern.part(), start, update)
            : Folding.foreach(source, pattern.part(), start, update, extract);
    return tracing.opaque(node, source, start, update, extract);
  }

  private Node leave(Token token, Names names) {
    String label = words.expectKind(Token.Kind.VARIABLE, "a label such as $out after 'break'");
    Optional<Found> found = names.label(label);
    if (found.isEmpty()) {
      throw words.fault(token, "there is no label $" + label + " here");
    }
    return tracing.opaque(Leaving.leave(found.get().hops()));
  }

  Node variable(Token token, Names names) {
    String name = token.text();
    Optional<Found> found = names.variable(name);
    if (found.isPresent()) {
      return tracing.variable(Flow.variable(found.get().hops()), name);
    }
    if (name.equals("ENV") || name.equals("__loc__") || name.equals("__prog_args")) {
      throw words.fault(token, "$" + name + " is refused: an expression sees only its values");
    }
    given.add(name);
    return tracing.variable(Flow.given(name), name);
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
      return tracing.opaque(
          found.get().kind() == Kind.FUNCTION
              ? Flow.call(hops, List.copyOf(arguments))
              : Flow.argument(hops),
          arguments);
    }
    Node node =
        library
            .call(token.text(), List.copyOf(arguments))
            .orElseThrow(() ->
                words.fault(
                    token, library.missing(token.text(), arguments.size(), names.functions())));
    boolean single = library.single(token.text(), arguments.size());
    return tracing.call(node, token.text(), single, arguments);
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
      return literal(TextNode.valueOf(token.text()));
    }
    List<Node> parts = new ArrayList<>();
    for (Token.Piece piece : token.pieces()) {
      switch (piece) {
        case Token.Piece.Plain(String plain) -> {
          if (!plain.isEmpty()) {
            parts.add(literal(TextNode.valueOf(plain)));
          }
        }
        case Token.Piece.Inserted(List<Token> tokens) -> {
          Parser inside = Parser.inside(words.inside(tokens), library, given, tracing);
          Node inserted = inside.pipe(names);
          inside.end();
          parts.add(tracing.joined(Flow.pipe(inserted, Making.formatted(format)), inserted));
        }
      }
    }
    return tracing.joined(Making.text(parts), parts);
  }

  /** A part, and the names that are visible after it. */
  record Scoped<T>(T part, Names names) {}

  Scoped<Pattern> pattern(Names names) {
    words.enter();
    Scoped<Pattern> pattern = new Members(words, parser, this, tracing).pattern(names);
    words.leave();
    return pattern;
  }
}
