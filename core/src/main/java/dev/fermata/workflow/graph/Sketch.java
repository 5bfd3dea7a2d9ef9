package dev.fermata.workflow.graph;

import dev.fermata.workflow.StepId;
import java.util.List;

/** The boxes and lines of one block, before anything has its place. */
record Sketch(List<Box> boxes, List<Line> lines) {
  static final Sketch NONE = new Sketch(List.of(), List.of());

  Sketch {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  boolean isEmpty() {
    return boxes.isEmpty();
  }

  /** How many boxes there are, at all depths. */
  int size() {
    return boxes.size() + boxes.stream().mapToInt(box -> box.inside().size()).sum();
  }

  /**
   * @param step the part of the document that the box stands for
   * @param detail what it does, in a few words
   * @param when the condition under which it is done at all; else empty
   */
  record Box(
      String id,
      StepId step,
      Kind kind,
      String label,
      String detail,
      String when,
      boolean people,
      Sketch inside) {}

  /**
   * @param back whether it leads to a step that stands above
   * @param error whether it is taken only where something fails
   */
  record Line(String id, String from, String to, String label, boolean back, boolean error) {}
}
