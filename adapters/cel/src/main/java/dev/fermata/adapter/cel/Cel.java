package dev.fermata.adapter.cel;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.fermata.policy.Reading;
import dev.fermata.policy.Rules;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Evaluates rules in CEL, in bounded time and memory. Nothing is read but what is handed in. The
 * first use takes about a second, which {@link #warm} takes beforehand. Safe for use by many
 * threads at once.
 */
public final class Cel implements Rules {
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .comprehensionMaxIterations(Limits.ITERATIONS)
          .maxRegexProgramSize(Limits.REGEX_SIZE)
          .maxExpressionCodePointSize(Limits.EXPRESSION_CHARS)
          .maxParseRecursionDepth(Limits.DEPTH)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private static final Reading NOTHING =
      new Reading(Json.EMPTY, Json.EMPTY, Json.EMPTY, Json.EMPTY);

  private final Shapes shapes = new Shapes();
  private final Wording wording = new Wording(shapes.names());
  private final CelRuntime runtime;
  private final Language rules;
  private final Language checks;

  /** What one kind of rule may read, and those that were compiled. */
  private record Language(CelCompiler compiler, Map<String, Compiled> cache) {}

  /** What a rule turned out to be. */
  private sealed interface Compiled {
    record Ready(CelRuntime.Program program, int length) implements Compiled {}

    record Faulty(List<Flaw> flaws) implements Compiled {
      public Faulty {
        flaws = List.copyOf(flaws);
      }
    }
  }

  public Cel() {
    rules = language(shapes.variables());
    checks =
        language(
            Map.of("output", SimpleType.DYN, "input", SimpleType.DYN, "run", shapes.type("run")));
    // The other runtime that CEL has copies all of a variable whenever a rule names it.
    runtime =
        CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .addFunctionBindings(Functions.metered(OPTIONS))
            .build();
  }

  private Language language(Map<String, CelType> variables) {
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(shapes)
            .setResultType(SimpleType.BOOL);
    variables.forEach(builder::addVar);
    return new Language(builder.build(), new ConcurrentHashMap<>());
  }

  /** Loads and compiles all that a first evaluation needs. */
  public Cel warm() {
    String every = "effect.class == 'read' && [1, 2].exists(x, x > 1) || run.id.matches('a+')";
    if (evaluate(every, NOTHING) instanceof Finding.Holds) {
      throw new IllegalStateException("a rule about nothing holds");
    }
    rules.cache().clear();
    return this;
  }

  @Override
  public List<Flaw> flaws(String source) {
    return flaws(rules, source);
  }

  @Override
  public List<Flaw> flawsOfCheck(String source) {
    return flaws(checks, source);
  }

  private List<Flaw> flaws(Language language, String source) {
    return switch (compiled(language, source)) {
      case Compiled.Faulty(var flaws) -> flaws;
      case Compiled.Ready _ -> List.of();
    };
  }

  @Override
  public Finding evaluate(String source, Reading reading) {
    return evaluate(
        rules,
        source,
        name ->
            Reading.VARIABLES.containsKey(name)
                ? Optional.of(reading.variable(name))
                : Optional.empty());
  }

  @Override
  public Finding check(String source, Result result) {
    return evaluate(
        checks,
        source,
        name ->
            switch (name) {
              case "output" -> Optional.of(result.output());
              case "input" -> Optional.of(result.input());
              case "run" -> Optional.of(result.run());
              default -> Optional.empty();
            });
  }

  private Finding evaluate(
      Language language, String source, Function<String, Optional<Json>> variables) {
    return switch (compiled(language, source)) {
      case Compiled.Faulty(var flaws) -> new Finding.Failed(flaws.getFirst().message());
      case Compiled.Ready(var program, int length) -> evaluate(program, length, variables);
    };
  }

  private Finding evaluate(
      CelRuntime.Program program, int length, Function<String, Optional<Json>> variables) {
    Meter.begin(length * Limits.TURN);
    try {
      Object found =
          program.eval(
              (String name) -> variables.apply(name).map(value -> Trees.value(value.view())));
      return switch (found) {
        case Boolean holds -> holds ? new Finding.Holds() : new Finding.HoldsNot();
        default -> new Finding.Failed("it is neither true nor false");
      };
    } catch (CelEvaluationException | RuntimeException e) {
      return new Finding.Failed(wording.failure(String.valueOf(e.getMessage())));
    } catch (Exhausted e) {
      return new Finding.Failed(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      return new Finding.Failed("it nests too deep");
    } finally {
      Meter.end();
    }
  }

  private Compiled compiled(Language language, String source) {
    Map<String, Compiled> cache = language.cache();
    Compiled known = cache.get(source);
    if (known != null) {
      return known;
    }
    Compiled made = compile(language.compiler(), source);
    if (cache.size() >= Limits.COMPILED) {
      // Starting over is simple, and cheaper than keeping an order on the hot path.
      cache.clear();
    }
    cache.put(source, made);
    return made;
  }

  private Compiled compile(CelCompiler compiler, String source) {
    if (source.length() > Limits.EXPRESSION_CHARS) {
      return faulty(
          "it has %,d characters; at most %,d are allowed"
              .formatted(source.length(), Limits.EXPRESSION_CHARS));
    }
    try {
      CelValidationResult checked = compiler.compile(source);
      if (checked.hasError()) {
        return new Compiled.Faulty(checked.getErrors().stream().map(this::flaw).toList());
      }
      return new Compiled.Ready(runtime.createProgram(checked.getAst()), source.length());
    } catch (CelValidationException | CelEvaluationException | RuntimeException e) {
      return faulty(wording.failure(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      return faulty("it nests too deep");
    }
  }

  private Flaw flaw(CelIssue issue) {
    var at = issue.getSourceLocation();
    return new Flaw(
        Math.max(1, at.getLine()),
        Math.max(0, at.getColumn()) + 1,
        wording.flaw(issue.getMessage()));
  }

  private static Compiled faulty(String message) {
    return new Compiled.Faulty(List.of(new Flaw(1, 1, message)));
  }
}
