package dev.fermata.workflow;

import java.util.List;
import java.util.Optional;

/** Steps that run one after the other: the body of a workflow, a loop, a try, a branch. */
public record Block(StepId id, List<Step> steps) {
  public Block {
    steps = List.copyOf(steps);
  }

  public Optional<Step> named(String name) {
    for (Step step : steps) {
      if (step.head().name().equals(name)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  /** The name of the step after the named one; empty at the end. */
  public Optional<String> after(String name) {
    for (int i = 0; i + 1 < steps.size(); i++) {
      if (steps.get(i).head().name().equals(name)) {
        return Optional.of(steps.get(i + 1).head().name());
      }
    }
    return Optional.empty();
  }
}
