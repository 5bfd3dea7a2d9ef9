package dev.fermata.workflow;

import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
import dev.fermata.value.turn.Rate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A published document; immutable, and pinned by the digest of its source in every run. {@code
 * steps} and {@code blocks} hold every part of it by its pointer.
 */
public record Workflow(
    WorkflowId id,
    String title,
    String summary,
    String owner,
    Optional<Expr> subject,
    Optional<Step.Shape> input,
    Optional<Step.Shape> output,
    Optional<Step.Timeout> timeout,
    Limits limits,
    Block body,
    Map<StepId, Step> steps,
    Map<StepId, Block> blocks,
    Json definition,
    Digest digest,
    SourcePosition at,
    Unchecked unchecked) {

  public Workflow {
    steps = Map.copyOf(steps);
    blocks = Map.copyOf(blocks);
  }

  /** The step that stands there. Asking for one that is not in the document is a bug. */
  public Step step(StepId id) {
    Step found = steps.get(id);
    if (found == null) {
      throw new IllegalStateException("workflow " + this.id + " has no step " + id);
    }
    return found;
  }

  public Block block(StepId id) {
    Block found = blocks.get(id);
    if (found == null) {
      throw new IllegalStateException("workflow " + this.id + " has no block " + id);
    }
    return found;
  }

  /**
   * How much its runs together may ask of others at once, and in a time.
   *
   * @param concurrency calls under way at once
   */
  public record Limits(Optional<Integer> concurrency, Optional<Rate> rate) {
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty());
  }

  /** What its reader alone could not check: it takes jq, JSON Schema or the roster to do so. */
  public record Unchecked(List<Expression> expressions, List<Schema> schemas, List<Name> names) {
    public static final Unchecked NONE = new Unchecked(List.of(), List.of(), List.of());

    public Unchecked {
      expressions = List.copyOf(expressions);
      schemas = List.copyOf(schemas);
      names = List.copyOf(names);
    }

    /** An expression, and the variables that it may read; names without the dollar sign. */
    public record Expression(String pointer, Expr expr, List<String> variables) {
      public Expression {
        variables = List.copyOf(variables);
      }
    }

    public record Schema(String pointer, SourcePosition at, Json schema) {}

    /** A name that must be on the roster. */
    public sealed interface Name {
      record Owner(String name, String pointer, SourcePosition at) implements Name {}

      record OfTeam(String name, String pointer, SourcePosition at) implements Name {}

      record OfAgent(String name, String pointer, SourcePosition at) implements Name {}

      record OfServer(String name, String pointer, SourcePosition at) implements Name {}

      record OfTool(String server, String name, String pointer, SourcePosition at)
          implements Name {}
    }
  }
}
