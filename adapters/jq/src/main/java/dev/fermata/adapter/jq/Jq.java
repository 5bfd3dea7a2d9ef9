package dev.fermata.adapter.jq;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.jq.builtin.Builtins;
import dev.fermata.adapter.jq.eval.Env;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.limit.Exhausted;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.syntax.Library;
import dev.fermata.adapter.jq.syntax.Parser;
import dev.fermata.adapter.jq.syntax.SyntaxFault;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import dev.fermata.adapter.jq.tree.Results;
import dev.fermata.value.Expressions;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.label.Derivation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Evaluates jq 1.7 expressions in bounded time and memory. Pure: nothing is read but the input and
 * the variables, and equal arguments give equal results on every machine. Safe for use by many
 * threads at once.
 */
public final class Jq implements Expressions {
  private static final Library BUILTINS = new Builtins();

  private final Map<String, Compiled> cache = new ConcurrentHashMap<>();

  /** What a text turned out to be. */
  private sealed interface Compiled {
    /** Something that runs, and the variables that it needs from outside. */
    record Ready(Node node, Derivation derivation, Set<String> needs) implements Compiled {
      public Ready {
        needs = Set.copyOf(needs);
      }
    }

    record Faulty(String complaint) implements Compiled {}
  }

  /** Stops an evaluation after its first output. */
  private static final class Done extends RuntimeException {
    static final Done DONE = new Done();

    private Done() {
      super(null, null, false, false);
    }
  }

  @Override
  public Evaluation evaluate(String jq, Json input, Map<String, Json> variables) {
    return switch (compiled(jq)) {
      case Compiled.Faulty(String complaint) -> failed(jq, complaint);
      case Compiled.Ready(Node node, _, Set<String> needs) -> {
        Optional<String> unknown = unknown(needs, variables.keySet());
        yield unknown.isPresent()
            ? failed(jq, unknown.get())
            : evaluate(jq, node, input.view(), new Meter(variables));
      }
    };
  }

  private static Evaluation evaluate(String jq, Node node, JsonNode input, Meter meter) {
    JsonNode[] first = {null};
    try {
      try {
        node.run(
            Env.of(meter),
            input,
            value -> {
              first[0] = value;
              throw Done.DONE;
            });
      } catch (Done e) {
        return new Evaluation.Value(Results.json(meter, first[0]));
      }
      return new Evaluation.Value(Json.NULL);
    } catch (Raised e) {
      return failed(jq, e.reason());
    } catch (Exhausted e) {
      return failed(jq, String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      return failed(jq, String.valueOf(Meter.tooDeep().getMessage()));
    }
  }

  @Override
  public Optional<String> complaint(String jq, List<String> variables) {
    return switch (compiled(jq)) {
      case Compiled.Faulty(String complaint) -> Optional.of(complaint);
      case Compiled.Ready(_, _, Set<String> needs) -> unknown(needs, variables);
    };
  }

  @Override
  public Derivation derivation(String jq) {
    return compiled(jq) instanceof Compiled.Ready(_, var derivation, _)
        ? derivation
        : new Derivation.Everything();
  }

  private static Optional<String> unknown(Set<String> needs, Collection<String> variables) {
    if (variables.containsAll(needs)) {
      return Optional.empty();
    }
    return new TreeSet<>(needs)
        .stream()
            .filter(name -> !variables.contains(name))
            .findFirst()
            .map(name -> "unknown variable $" + name + "." + Nearest.hint(name, variables));
  }

  private static Evaluation failed(String jq, String reason) {
    return new Evaluation.Failed(
        "the expression '%s' failed: %s"
            .formatted(Preview.shorten(jq, Limits.QUOTE), Preview.shorten(reason, 1_000)));
  }

  private Compiled compiled(String jq) {
    Compiled known = cache.get(jq);
    if (known != null) {
      return known;
    }
    Compiled made = compile(jq);
    if (cache.size() >= Limits.COMPILED) {
      // Starting over is simple, and cheaper than keeping an order on the hot path.
      cache.clear();
    }
    cache.put(jq, made);
    return made;
  }

  private static Compiled compile(String jq) {
    if (jq.length() > Limits.EXPRESSION_LENGTH) {
      return new Compiled.Faulty(
          "the expression has %,d characters; at most %,d are allowed"
              .formatted(jq.length(), Limits.EXPRESSION_LENGTH));
    }
    try {
      Set<String> needs = new TreeSet<>();
      Parser.Parsed parsed = Parser.parse(jq, BUILTINS, needs);
      return new Compiled.Ready(parsed.node(), parsed.derivation(), needs);
    } catch (SyntaxFault e) {
      return new Compiled.Faulty(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      return new Compiled.Faulty("the expression nests too deep");
    }
  }
}
