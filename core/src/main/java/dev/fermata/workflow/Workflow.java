package dev.fermata.workflow;

import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
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
    Block body,
    Map<StepId, Step> steps,
    Map<StepId, Block> blocks,
    Json definition,
    Digest digest,
    SourcePosition at) {

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
}
