package dev.fermata.workflow;

import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
import dev.fermata.value.goal.Goal;
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
    OnSameSubject onSameSubject,
    Optional<Step.Shape> input,
    Optional<Step.Shape> output,
    Optional<Step.Timeout> timeout,
    Limits limits,
    List<Goal> goals,
    Block body,
    Map<StepId, Step> steps,
    Map<StepId, Block> blocks,
    Json definition,
    Digest digest,
    SourcePosition at,
    Unchecked unchecked) {

  public Workflow {
    goals = List.copyOf(goals);
    steps = Map.copyOf(steps);
    blocks = Map.copyOf(blocks);
  }

  /** Whether its runs may begin others: then they share what a budget gives to each run. */
  public boolean beginsRuns() {
    return steps.values().stream()
        .anyMatch(step -> step instanceof Step.Call.Child || step instanceof Step.Call.Plan);
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
  public record Limits(Optional<Integer> concurrency, Optional<Rate> rate, Loops loops) {
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

    public Limits(Optional<Integer> concurrency, Optional<Rate> rate) {
      this(concurrency, rate, Loops.USUAL);
    }
  }

  /**
   * How often one run may do the same.
   *
   * @param sameCall calls with the same arguments, but for reads
   * @param sameRead the same for reads
   * @param sameState steps back to a step with the same data
   * @param fanOut calls under way at once
   */
  public record Loops(int sameCall, int sameRead, int sameState, int fanOut) {
    public static final Loops USUAL = new Loops(20, 10_000, 50, 10_000);
  }

  /** What a run does where another live run is about the same subject. */
  public enum OnSameSubject {
    /** Both go on, and each shows the other. */
    ALLOW,
    /** Its effects wait until the other has ended. */
    WAIT,
    /** The start is answered with the other run. */
    JOIN,
    /** It does not begin. */
    REFUSE
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

      /** A skill that somebody must have. */
      record OfSkill(String name, String pointer, SourcePosition at) implements Name {}

      record OfServer(String name, String pointer, SourcePosition at) implements Name {}

      record OfTool(String server, String name, String pointer, SourcePosition at)
          implements Name {}
    }
  }
}
