package dev.fermata.adapter.jq.syntax;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.eval.Flow;
import dev.fermata.adapter.jq.eval.Making;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.eval.Pattern;
import dev.fermata.adapter.jq.syntax.Names.Kind;
import dev.fermata.adapter.jq.syntax.Terms.Scoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads objects to be made, and patterns that take values apart. */
final class Members {
  private final Words words;
  private final Parser parser;
  private final Terms terms;
  private final Tracing tracing;

  Members(Words words, Parser parser, Terms terms, Tracing tracing) {
    this.tracing = tracing;
    this.words = words;
    this.parser = parser;
    this.terms = terms;
  }

  /** {@code {a: 1, $b, "c", (d): 2}}, after the opening brace. */
  Node object(Names names) {
    List<Tracing.Entry> entries = new ArrayList<>();
    while (!words.skip("}")) {
      if (!entries.isEmpty()) {
        words.expect(",", "or '}' after a member of an object");
        if (words.skip("}")) {
          break;
        }
      }
      entries.add(entry(names));
    }
    return tracing.object(
        Making.object(entries.stream().map(e -> new Making.Entry(e.key(), e.value())).toList()),
        entries);
  }

  private Tracing.Entry entry(Names names) {
    Token token = words.next();
    return switch (token.kind()) {
      case VARIABLE -> {
        Node key = terms.literal(TextNode.valueOf(token.text()));
        yield new Tracing.Entry(Optional.of(token.text()), key, terms.variable(token, names));
      }
      case NAME, NUMBER -> {
        Node key = terms.literal(TextNode.valueOf(token.text()));
        yield new Tracing.Entry(
            Optional.of(token.text()),
            key,
            words.skip(":") ? value(names) : terms.field(terms.identity(), token.text()));
      }
      case TEXT, FORMAT -> {
        boolean plain = token.kind() == Token.Kind.TEXT && token.pieces().size() == 1;
        Node key = terms.text(token, names);
        yield new Tracing.Entry(
            plain ? Optional.of(token.text()) : Optional.empty(),
            key,
            words.skip(":") ? value(names) : terms.index(terms.identity(), key));
      }
      case SIGN, FIELD, END -> {
        if (!token.is("(")) {
          throw words.fault(token, "expected the name of a member, found " + token.shown());
        }
        Node key = parser.pipe(names);
        words.expect(")", "after the name of a member");
        words.expect(":", "after the name of a member");
        yield new Tracing.Entry(Optional.empty(), key, value(names));
      }
    };
  }

  private Node value(Names names) {
    Node node = parser.alternative(names);
    while (words.skip("|")) {
      Node next = parser.alternative(names);
      node = tracing.piped(Flow.pipe(node, next), node, next);
    }
    return node;
  }

  Scoped<Pattern> pattern(Names names) {
    if (words.peek().kind() == Token.Kind.VARIABLE) {
      return new Scoped<>(new Pattern.Whole(), names.with(Kind.VARIABLE, words.next().text()));
    }
    if (words.skip("[")) {
      return items(names);
    }
    if (words.skip("{")) {
      return members(names);
    }
    throw words.unexpected("a name such as $x, or a pattern in [ ] or { }, after 'as'");
  }

  private Scoped<Pattern> items(Names names) {
    List<Pattern> items = new ArrayList<>();
    Names all = names;
    do {
      Scoped<Pattern> item = terms.pattern(all);
      items.add(item.part());
      all = item.names();
    } while (words.skip(","));
    words.expect("]", "to close the pattern");
    return new Scoped<>(new Pattern.Items(items), all);
  }

  private Scoped<Pattern> members(Names names) {
    List<Pattern.Members.Member> members = new ArrayList<>();
    Names all = names;
    do {
      Token token = words.next();
      boolean named = token.kind() == Token.Kind.VARIABLE;
      Node key = patternKey(token, all);
      if (named) {
        all = all.with(Kind.VARIABLE, token.text());
      } else if (!words.at(":")) {
        throw words.unexpected("':' after a key in a pattern");
      }
      List<Pattern> inner = new ArrayList<>();
      if (words.skip(":")) {
        Scoped<Pattern> value = terms.pattern(all);
        inner.add(value.part());
        all = value.names();
      }
      members.add(new Pattern.Members.Member(key, named, inner));
    } while (words.skip(","));
    words.expect("}", "to close the pattern");
    return new Scoped<>(new Pattern.Members(members), all);
  }

  private Node patternKey(Token token, Names names) {
    return switch (token.kind()) {
      case NAME, VARIABLE -> terms.literal(TextNode.valueOf(token.text()));
      case TEXT, FORMAT -> terms.text(token, names);
      case SIGN, NUMBER, FIELD, END -> {
        if (!token.is("(")) {
          throw words.fault(token, "expected a key of a pattern, found " + token.shown());
        }
        Node key = parser.pipe(names);
        words.expect(")", "after the key of a pattern");
        yield key;
      }
    };
  }
}
