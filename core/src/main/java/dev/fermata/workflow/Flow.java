package dev.fermata.workflow;

/** Where a run goes after a step (DSL 1.0.3, "Flow Directive"). */
public sealed interface Flow {
  /** To the step below; past the last one the block is done. */
  record Continue() implements Flow {}

  /** Out of the block that holds the step. */
  record Exit() implements Flow {}

  /** To the end of the run. */
  record End() implements Flow {}

  /** To a step of the same block. */
  record To(String step) implements Flow {}
}
