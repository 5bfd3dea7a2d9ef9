package dev.fermata.adapter.jq.syntax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.fermata.adapter.jq.eval.Assigning;
import dev.fermata.adapter.jq.eval.Computing;
import dev.fermata.adapter.jq.eval.Flow;
import dev.fermata.adapter.jq.eval.Leaving;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.syntax.Names.Kind;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Order;
import dev.fermata.value.label.Derivation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns the words of an expression into parts that run, from the loosest binding to the tightest:
 * pipe, comma, {@code //}, assignment, or, and, comparison, sum, product. {@link Terms} reads what
 * they bind.
 */
public final class Parser {
  private final Words words;
  private final Terms terms;
  private final Tracing tracing;

  private Parser(Words words, Library library, Set<String> given, Tracing tracing) {
    this.words = words;
    this.tracing = tracing;
    this.terms = new Terms(words, this, library, given, tracing);
  }

  /** An expression that runs, and what its result is made of. */
  public record Parsed(Node node, Derivation derivation) {}

  /** Compiles an expression, and collects the variables that it expects from outside. */
  public static Parsed parse(String source, Library library, Set<String> given) {
    var tracing = new Tracing();
    Parser parser = new Parser(Words.of(source), library, given, tracing);
    Node node = parser.pipe(Names.NONE);
    parser.end();
    return new Parsed(node, tracing.of(node));
  }

  /** Compiles the body of a function that is built in. */
  public static Flow.Routine routine(
      String name, List<String> parameters, String body, Library library) {
    Parser parser = new Parser(Words.of(body), library, Set.of(), new Tracing());
    Flow.Routine routine = new Flow.Routine(parameters);
    routine.define(
        parser.pipe(parameters(Names.NONE.withFunction(name, parameters.size()), parameters)));
    parser.end();
    return routine;
  }

  static Parser inside(Words words, Library library, Set<String> given, Tracing tracing) {
    return new Parser(words, library, given, tracing);
  }

  void end() {
    if (words.peek().kind() != Token.Kind.END) {
      throw words.unexpected("an operator or the end");
    }
  }

  Node pipe(Names names) {
    words.enter();
    Node node = unnested(names);
    words.leave();
    return node;
  }

  private Node unnested(Names names) {
    if (words.atWord("def")) {
      return definition(names);
    }
    if (words.skipWord("label")) {
      String label = words.expectKind(Token.Kind.VARIABLE, "a name such as $out after 'label'");
      words.expect("|", "after a label");
      Node body = pipe(names.with(Kind.LABEL, label));
      return tracing.opaque(Leaving.label(body), body);
    }
    // A chain of pipes nests to the right; reading it in a loop spares the stack.
    List<Node> stages = new ArrayList<>();
    stages.add(comma(names));
    while (words.skip("|")) {
      if (words.atWord("def") || words.atWord("label")) {
        stages.add(pipe(names));
        break;
      }
      stages.add(comma(names));
    }
    Node node = stages.getLast();
    for (int i = stages.size() - 2; i >= 0; i--) {
      node = tracing.piped(Flow.pipe(stages.get(i), node), stages.get(i), node);
    }
    return node;
  }

  private Node definition(Names names) {
    words.expectWord("def", "here");
    Token name = words.peek();
    String called = words.expectKind(Token.Kind.NAME, "the name of a function after 'def'");
    if (Terms.KEYWORDS.contains(called)) {
      throw words.fault(name, "'" + called + "' cannot be the name of a function");
    }
    List<String> parameters = new ArrayList<>();
    if (words.skip("(")) {
      do {
        parameters.add(
            words.peek().kind() == Token.Kind.VARIABLE
                ? "$" + words.next().text()
                : words.expectKind(Token.Kind.NAME, "a parameter such as f or $x"));
      } while (words.skip(";"));
      words.expect(")", "after the parameters");
    }
    words.expect(":", "after the name of the function");
    Flow.Routine routine = new Flow.Routine(parameters);
    Names inner = names.withFunction(called, parameters.size());
    Node body = pipe(parameters(inner, parameters));
    routine.define(body);
    words.expect(";", "after the body of the function");
    Node rest = pipe(inner);
    return tracing.opaque(Flow.define(routine, rest), body, rest);
  }

  private static Names parameters(Names names, List<String> parameters) {
    Names all = names;
    for (String parameter : parameters) {
      all =
          parameter.startsWith("$")
              ? all.with(Kind.VALUE_ARGUMENT, parameter.substring(1))
              : all.with(Kind.ARGUMENT, parameter);
    }
    return all;
  }

  private Node comma(Names names) {
    Node node = alternative(names);
    while (words.skip(",")) {
      Node next = alternative(names);
      node = tracing.several(Flow.comma(node, next), node, next);
    }
    return node;
  }

  /** What may stand between commas: the values of an object's members, too. */
  Node alternative(Names names) {
    words.enter();
    Node node = assignment(names);
    if (words.skip("//")) {
      Node other = alternative(names);
      node = tracing.otherwise(Flow.alternative(node, other), node, other);
    }
    words.leave();
    return node;
  }

  private Node assignment(Names names) {
    Node target = or(names);
    Token sign = words.peek();
    BinaryOperator<Node> assigning = assigning(sign);
    if (assigning == null) {
      return target;
    }
    words.next();
    Node source = alternative(names);
    if (assigning(words.peek()) != null) {
      throw words.fault(words.peek(), "two assignments in a row need brackets");
    }
    return tracing.assigned(
        assigning.apply(target, source), target, source, assigned(sign, target, source));
  }

  private Derivation assigned(Token sign, Node target, Node source) {
    Derivation old = tracing.of(target);
    Derivation given = tracing.of(source);
    return switch (sign.text()) {
      case "=" -> given;
      case "|=" -> new Derivation.Piped(old, given);
      case "//=" -> new Derivation.Otherwise(old, given);
      default -> new Derivation.Joined(List.of(old, given), given.single());
    };
  }

  private static @Nullable BinaryOperator<Node> assigning(Token sign) {
    if (sign.kind() != Token.Kind.SIGN) {
      return null;
    }
    return switch (sign.text()) {
      case "=" -> Assigning::set;
      case "|=" -> Assigning::update;
      case "+=" -> (t, s) -> Assigning.compute(Arithmetic::add, t, s);
      case "-=" -> (t, s) -> Assigning.compute(Arithmetic::subtract, t, s);
      case "*=" -> (t, s) -> Assigning.compute(Arithmetic::multiply, t, s);
      case "/=" -> (t, s) -> Assigning.compute(Arithmetic::divide, t, s);
      case "%=" -> (t, s) -> Assigning.compute(Arithmetic::modulo, t, s);
      case "//=" -> Assigning::orElse;
      default -> null;
    };
  }

  private Node or(Names names) {
    Node node = and(names);
    while (words.skipWord("or")) {
      Node next = and(names);
      node = tracing.joined(Flow.or(node, next), node, next);
    }
    return node;
  }

  private Node and(Names names) {
    Node node = comparison(names);
    while (words.skipWord("and")) {
      Node next = comparison(names);
      node = tracing.joined(Flow.and(node, next), node, next);
    }
    return node;
  }

  private Node comparison(Names names) {
    Node left = sum(names);
    Arithmetic.Operator operator = comparing(words.peek());
    if (operator == null) {
      return left;
    }
    words.next();
    Node right = sum(names);
    Node node = tracing.joined(Computing.binary(operator, left, right), left, right);
    if (comparing(words.peek()) != null) {
      throw words.fault(words.peek(), "two comparisons in a row need brackets or 'and'");
    }
    return node;
  }

  private static Arithmetic.@Nullable Operator comparing(Token sign) {
    if (sign.kind() != Token.Kind.SIGN) {
      return null;
    }
    return switch (sign.text()) {
      case "==" -> (meter, l, r) -> truth(new Order(meter).compare(l, r) == 0);
      case "!=" -> (meter, l, r) -> truth(new Order(meter).compare(l, r) != 0);
      case "<" -> (meter, l, r) -> truth(new Order(meter).compare(l, r) < 0);
      case "<=" -> (meter, l, r) -> truth(new Order(meter).compare(l, r) <= 0);
      case ">" -> (meter, l, r) -> truth(new Order(meter).compare(l, r) > 0);
      case ">=" -> (meter, l, r) -> truth(new Order(meter).compare(l, r) >= 0);
      default -> null;
    };
  }

  private static JsonNode truth(boolean value) {
    return BooleanNode.valueOf(value);
  }

  private Node sum(Names names) {
    Node node = product(names);
    while (words.at("+") || words.at("-")) {
      boolean plus = words.next().is("+");
      Node left = node;
      Node right = product(names);
      node = Computing.binary(plus ? Arithmetic::add : Arithmetic::subtract, left, right);
      node = plus ? tracing.sum(node, left, right) : tracing.joined(node, left, right);
    }
    return node;
  }

  private Node product(Names names) {
    Node node = terms.operand(names);
    while (words.at("*") || words.at("/") || words.at("%")) {
      Token sign = words.next();
      Arithmetic.Operator operator =
          sign.is("*")
              ? Arithmetic::multiply
              : sign.is("/") ? Arithmetic::divide : Arithmetic::modulo;
      Node left = node;
      Node right = terms.operand(names);
      node = tracing.joined(Computing.binary(operator, left, right), left, right);
    }
    return node;
  }
}
