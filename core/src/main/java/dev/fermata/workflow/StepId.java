package dev.fermata.workflow;

/** The JSON pointer of a step or a block of steps in its document, as {@code /do/3/book}. */
public record StepId(String pointer) {
  @Override
  public String toString() {
    return pointer;
  }
}
